//! A Koha that encrypts, with a certificate that is trusted or not.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use carrel_koha::{Koha, Trouble, read_koha};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

use crate::{
    CLIENT_SECRET, Flavour, NOW, PIN, id,
    koha_double::{KohaDouble, sample},
};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.tcp.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

/// Starts a Koha with a certificate for this name; answers its port.
async fn start(authority: &Authority, name: &str) -> u16 {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = tcp.local_addr().unwrap().port();
    let (world, router) = KohaDouble::router(Flavour::Stock);
    world.lock().unwrap().add(7, sample(7, "Virtanen"), PIN);
    let listener = TlsListener { tcp, acceptor: TlsAcceptor::from(Arc::new(config)) };
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    port
}

/// How asking ends, if this authority is trusted besides the machine's own.
async fn ask(port: u16, trusted: Option<&Authority>) -> Result<(), Trouble> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("authority.pem");
    let trust = trusted.map(|trusted| {
        std::fs::write(&file, trusted.pem()).unwrap();
        format!(", ca_file = {:?}", file.display().to_string())
    });
    let text = format!("{{ address = 'https://localhost:{port}', client_id = 'carrel'{} }}", trust.unwrap_or_default());
    let settings = read_koha(&text, |_| Some(String::from(CLIENT_SECRET))).unwrap().unwrap();
    let koha = Koha::new(settings).unwrap();
    koha.converse(NOW, Duration::from_secs(5)).patron(id(7)).await.map(|_| ())
}

#[tokio::test]
async fn only_a_certificate_that_is_trusted_and_of_this_name_will_do() {
    let ours = authority();
    let port = start(&ours, "localhost").await;
    assert_eq!(ask(port, Some(&ours)).await, Ok(()));
    assert_eq!(ask(port, None).await, Err(Trouble::Certificate), "nobody vouches for it");
    assert_eq!(ask(port, Some(&authority())).await, Err(Trouble::Certificate), "somebody else does");
    let other = start(&ours, "other.example").await;
    assert_eq!(ask(other, Some(&ours)).await, Err(Trouble::Certificate), "it is for another name");
}
