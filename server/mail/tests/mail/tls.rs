//! Conversations with a mail server that encrypts, and that wants a password.
//!
//! The certificate is checked against the system's authorities; `SSL_CERT_FILE` names others, as operators of a mail server
//! with an authority of its own do. It is read from the environment, so each test runs once more, in a process of its own.

use std::{
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};

use carrel_mail::{Delivery, DeliveryError, smtp::Smtp};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::{
    delivery::message,
    smtp_server::{Encrypt, Security, SmtpServer, Wire},
};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Who vouches for certificates.
fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate for this name.
fn encrypt(authority: &Authority, name: &str) -> Encrypt {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Arc::new(move |stream| {
        let acceptor = acceptor.clone();
        Box::pin(async move { Ok(Box::new(acceptor.accept(stream).await?) as Box<dyn Wire>) })
    })
}

/// Delivers a mail in a process that trusts this authority; answers how that ended, as a line.
async fn deliver(trusted: &Authority, address: String) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("authority.pem");
    std::fs::write(&file, trusted.pem()).unwrap();
    let run = move || -> Output {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tls::deliver_from_a_process_of_its_own", "--ignored", "--nocapture"])
            .env("SSL_CERT_FILE", file)
            .env_remove("SSL_CERT_DIR")
            .env("CARREL_TEST_SMTP", address)
            .output()
            .unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    drop(dir);
    let said = String::from_utf8(output.stdout).unwrap();
    let ended = said.lines().find_map(|line| line.split_once("ended: "));
    ended.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&output.stderr))).1.to_owned()
}

#[tokio::test]
#[ignore = "the other tests run it, with an environment of its own"]
async fn deliver_from_a_process_of_its_own() {
    let Ok(address) = std::env::var("CARREL_TEST_SMTP") else { return };
    let smtp = Smtp::parse(&address, None).unwrap().with_timeout(Duration::from_secs(10));
    match Delivery::Smtp(smtp).deliver(&message("Hei", "Hei\n")).await {
        Ok(()) => println!("\nended: delivered"),
        Err(DeliveryError { code, is_permanent, .. }) => println!("\nended: {code} {is_permanent}"),
    }
}

/// The two ways of encryption, with the scheme that asks for each.
fn ways(encrypt: &Encrypt) -> [(&'static str, Security); 2] {
    [("smtps", Security::Tls(Arc::clone(encrypt))), ("smtp", Security::StartTls(Arc::clone(encrypt)))]
}

#[tokio::test]
async fn a_mail_goes_encrypted_and_with_a_password() {
    let authority = authority();
    for (scheme, security) in ways(&encrypt(&authority, "localhost")) {
        let server = SmtpServer::start_with(security).await;
        let address = format!("{scheme}://carrel:geheim@localhost:{}", server.port);
        assert_eq!(deliver(&authority, address).await, "delivered", "{scheme}");
        assert_eq!(server.taken().len(), 1, "{scheme}");
        // base64 of "\0carrel\0geheim"
        assert_eq!(server.logins(), ["AUTH PLAIN AGNhcnJlbABnZWhlaW0="], "{scheme}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_with_a_wrong_certificate() {
    let (ours, others) = (authority(), authority());
    let cases = [
        ("of an authority that nobody trusts", encrypt(&others, "localhost")),
        ("for another name", encrypt(&ours, "mail.library.example")),
    ];
    for (what, encrypt) in cases {
        for (scheme, security) in ways(&encrypt) {
            let server = SmtpServer::start_with(security).await;
            let address = format!("{scheme}://carrel:geheim@localhost:{}", server.port);
            let ended = deliver(&ours, address).await;
            assert!(ended.ends_with(" false"), "it may be mended, {scheme}, a certificate {what}: {ended}");
            assert_eq!((server.taken().len(), server.logins().len()), (0, 0), "{scheme}, a certificate {what}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_keeps_the_mail_for_later() {
    let authority = authority();
    for (scheme, security) in ways(&encrypt(&authority, "localhost")) {
        let server = SmtpServer::start_with(security).await;
        server.will_refuse_logins("535 5.7.8 Wrong name or password");
        let address = format!("{scheme}://carrel:geheim@localhost:{}", server.port);
        assert_eq!(deliver(&authority, address).await, "login-535 false", "{scheme}");
        assert_eq!(server.taken().len(), 0, "{scheme}");
    }
}
