//! What the operator's log and addresses say: nothing of anybody.

use std::{io::Read as _, process::Child, time::Duration};

use http::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::harness::{ANNA, Database, Options, Portal, serve};

/// The server as it is started by an operator.
struct Server {
    process: Child,
    port: u16,
    cookies: Vec<String>,
}

impl Server {
    async fn start(database: &Database, log: &str) -> Self {
        let (mut command, port) = serve(database.dir.path(), &database.url);
        let process = command.env("CARREL_LOG", log).env("CARREL_IMMEDIATE_ROWS", "10").spawn().unwrap();
        let mut server = Self { process, port, cookies: Vec::new() };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not start: {}", server.stop());
    }

    /// Everything it wrote, once it is stopped.
    fn stop(&mut self) -> String {
        self.process.kill().unwrap();
        let mut written = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut written).unwrap();
        self.process.stdout.take().unwrap().read_to_string(&mut written).unwrap();
        self.process.wait().unwrap();
        written
    }

    /// One request on a connection of its own; answers the whole of it as text.
    async fn ask(&mut self, method: &str, address: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let request = format!(
            "{method} {address} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
             Accept: text/html\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            self.cookies.join("; "),
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        for line in answer.split("\r\n\r\n").next().unwrap().lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ") {
                self.cookies.push(cookie.split(';').next().unwrap().to_owned());
            }
        }
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A visit with everything in it that could end up in a log.
async fn visit(log: &str) -> String {
    let database = Database::sqlite();
    let mut server = Server::start(&database, log).await;
    let credentials = |pin: &str| format!("cardnumber={}&pin={pin}", ANNA.card);
    assert!(server.ask("POST", "/sign-in", &credentials("Arvaus-5927")).await.starts_with("HTTP/1.1 401"));
    assert!(server.ask("POST", "/sign-in", "cardnumber=%00&pin=x").await.starts_with("HTTP/1.1 401"));
    assert!(server.ask("POST", "/sign-in", &credentials(ANNA.pin)).await.starts_with("HTTP/1.1 303"));
    for address in ["/my-data", "/my-data/identity", "/my-data/checkout-history?find=Suodatussana", "/fi/security"] {
        assert!(server.ask("GET", address, "").await.starts_with("HTTP/1.1 200"), "{address}");
    }
    assert!(server.ask("GET", "/my-data/Salasivu?x=Salakysely", "").await.starts_with("HTTP/1.1 404"));
    assert!(
        server.ask("GET", "/api/v1/patrons/Salasivu/data?category=Salakysely", "").await.starts_with("HTTP/1.1 406")
    );
    assert!(server.ask("POST", "/api/v1/oauth/token", &credentials("Arvaus-5927")).await.starts_with("HTTP/1.1 4"));
    let csv = server.ask("POST", "/my-data/take-away", "format=csv&category=checkouts").await;
    assert!(csv.contains("Lainassa"), "{csv}");
    let asked = server.ask("POST", "/my-data/take-away", "format=json").await;
    let address = asked.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
    for _ in 0..100 {
        if server.ask("GET", &address, "").await.contains("Your file is ready") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let file = server.ask("POST", &format!("{address}/file"), "").await;
    assert!(file.contains("Palautettu"), "{file}");
    // An export that cannot be made, and pages that cannot be shown, are told of in the log.
    let exports = database.dir.path().join("exports");
    std::fs::remove_dir_all(&exports).unwrap();
    std::fs::write(&exports, "in the way").unwrap();
    server.ask("POST", "/my-data/take-away", "format=pdf").await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    server.ask("POST", "/sign-out", "").await;
    let mut written = server.stop();
    assert!(!written.contains('\u{1b}'), "control characters are in the log: {written}");
    for cookie in &server.cookies {
        let token = cookie.split_once('=').unwrap().1;
        if !token.is_empty() {
            assert!(!written.contains(token), "a token is in the log");
            written = written.replace(token, "");
        }
    }
    written
}

const SECRETS: [&str; 12] = [
    ANNA.card,
    ANNA.surname,
    ANNA.firstname,
    ANNA.pin,
    "Arvaus-5927",
    "posti1@kaivospolku.example",
    "Suodatussana",
    "Salakysely",
    "Palautettu",
    "Lainassa",
    "5550199",
    "127.0.0.0/24",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_nobody() {
    let written = visit("info").await;
    assert!(written.contains("an export failed"), "the log is there: {written}");
    for secret in SECRETS {
        assert!(!written.contains(secret), "{secret} is in the log:\n{written}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_nobody_when_it_says_more() {
    let written = visit("debug").await;
    for secret in SECRETS {
        assert!(!written.contains(secret), "{secret} is in the log:\n{written}");
    }
}

#[tokio::test]
async fn no_address_that_a_person_is_sent_to_tells_of_them() {
    let portal = Portal::with(Database::sqlite(), Options { immediate_rows: 0, ..Options::default() }).await;
    let mut browser = portal.browser();
    let mut addresses = Vec::new();
    let fields = [("cardnumber", ANNA.card), ("pin", ANNA.pin), ("next", "/my-data/fees")];
    addresses.push(browser.post("/sign-in", &fields).await);
    addresses.push(browser.post("/my-data/take-away", &[("format", "json")]).await);
    let export = addresses[1].location().to_owned();
    addresses.push(browser.post(&format!("{export}/delete"), &[]).await);
    addresses.push(browser.post("/security/sessions/end-others", &[]).await);
    addresses.push(browser.get("/").await);
    addresses.push(browser.get("/sign-in").await);
    addresses.push(browser.post("/sign-out", &[]).await);
    addresses.push(browser.get("/my-data/checkout-history?find=Suodatussana").await);
    let id = portal.id_of(ANNA).await;
    for answer in addresses {
        assert!(matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::FOUND));
        let to = answer.location();
        for secret in SECRETS {
            assert!(!to.contains(secret), "{to}");
        }
        assert!(!to.split(['/', '=', '?', '&']).any(|part| part == id.to_string()), "no number of a row: {to}");
    }
    assert_eq!(export.rsplit('/').next().unwrap().len(), 16, "96 random bits name an export");
}

#[tokio::test]
async fn no_page_links_to_an_address_that_tells_of_the_person() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    for address in ["/my-data", "/my-data/identity", "/my-data/checkout-history", "/my-data/take-away", "/security"] {
        let text = browser.get(address).await.text();
        for attribute in ["href=\"", "action=\"", "src=\""] {
            for to in text.split(attribute).skip(1).map(|part| part.split_once('"').unwrap().0) {
                for secret in SECRETS {
                    assert!(!to.contains(secret), "{address} links to {to}");
                }
            }
        }
    }
}
