//! Where a request comes from, through proxies that are known.

use std::net::IpAddr;

use http::HeaderMap;

/// The client's address: the connection's, or, if that is a known proxy's, the last address in `X-Forwarded-For` that is
/// not one (ASVS 4.1.3). What anyone else writes there is not believed.
pub(super) fn client_address(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    if !proxies.contains(&client) {
        return client;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for text in forwarded.into_iter().rev() {
        let Ok(address) = text.parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !proxies.contains(&client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", http::HeaderValue::from_static(forwarded));
        let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        client_address(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn forwarded_headers() {
        let (peer, proxy, other): (IpAddr, IpAddr, IpAddr) =
            ("192.0.2.7".parse().unwrap(), "10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let second = std::time::Duration::from_secs(1);
        bolero::check!().with_test_time(second).for_each(|input: &[u8]| {
            let Ok(value) = http::HeaderValue::from_bytes(input) else { return };
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", value);
            assert_eq!(client_address(peer, &headers, &[proxy]), peer, "a stranger's word counts for nothing");
            let client = client_address(proxy, &headers, &[proxy, other]);
            let is_named = String::from_utf8_lossy(input)
                .split(',')
                .any(|text| text.trim().parse::<IpAddr>().is_ok_and(|address| address.to_canonical() == client));
            assert!(client == proxy || is_named, "{client} is in the header");
        });
    }

    #[test]
    fn a_stranger_cannot_pretend_to_be_forwarded() {
        assert_eq!(seen("192.0.2.7", "198.51.100.1"), "192.0.2.7");
    }

    #[test]
    fn known_proxies_are_looked_through_and_no_further() {
        assert_eq!(seen("10.0.0.1", "198.51.100.1, 203.0.113.5, 10.0.0.2"), "203.0.113.5");
        assert_eq!(seen("10.0.0.1", "nonsense"), "10.0.0.1");
    }
}
