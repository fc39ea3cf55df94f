//! Addresses in coarse form: enough to tell where from, too little to tell who.

use std::net::IpAddr;

/// The network an address belongs to: the first three bytes of IPv4, the first 48 bits of IPv6.
pub fn coarse(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::coarse;

    #[test]
    fn an_address_loses_its_last_part() {
        assert_eq!(coarse("192.0.2.77".parse().unwrap()), "192.0.2.0/24");
        assert_eq!(coarse("::ffff:192.0.2.77".parse().unwrap()), "192.0.2.0/24");
        assert_eq!(coarse("2001:db8:1:2::3".parse().unwrap()), "2001:db8:1::/48");
    }
}
