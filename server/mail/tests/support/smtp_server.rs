//! A small mail server that speaks RFC 5321 over TCP, well or badly.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

/// A connection, encrypted or not.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}
/// What encrypts a connection.
pub type Encrypt = Arc<dyn Fn(Box<dyn Wire>) -> Encrypting + Send + Sync>;
/// A connection on its way to be encrypted.
pub type Encrypting = Pin<Box<dyn Future<Output = std::io::Result<Box<dyn Wire>>> + Send>>;

/// Whether and when a connection is encrypted.
#[derive(Clone, Default)]
pub enum Security {
    /// Never.
    #[default]
    Open,
    /// From the first byte (RFC 8314).
    Tls(Encrypt),
    /// When asked for (RFC 3207).
    StartTls(Encrypt),
}

/// How the server behaves with the next mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes it.
    Takes,
    /// Answers `RCPT TO` with this line.
    RefusesRecipient(&'static str),
    /// Answers the mail itself with this line.
    RefusesMail(&'static str),
    /// Takes the mail and then says nothing more.
    Hangs,
    /// Takes the mail and drops the connection before it says so.
    DropsAfterTaking,
    /// Says nothing at all.
    NeverGreets,
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Taken {
    /// A header's value, lines joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let start = format!("{name}: ");
        head.split("\r\n").find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
    }

    /// The text, decoded.
    pub fn body(&self) -> String {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap();
        match self.header("Content-Transfer-Encoding").as_deref() {
            Some("quoted-printable") => unquote(body),
            _ => body.to_owned(),
        }
    }
}

/// Quoted-printable (RFC 2045 §6.7).
pub fn unquote(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    manners: VecDeque<Manner>,
    connections: usize,
    logins: Vec<String>,
    refuses_login: Option<&'static str>,
}

/// The server; it ends with the test.
#[derive(Clone)]
pub struct SmtpServer {
    pub port: u16,
    state: Arc<Mutex<State>>,
    security: Security,
}

impl SmtpServer {
    /// Begins to listen.
    pub async fn start() -> Self {
        Self::start_with(Security::Open).await
    }

    /// Begins to listen, with encryption.
    pub async fn start_with(security: Security) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), state: Arc::default(), security };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                own.state.lock().unwrap().connections += 1;
                let own = own.clone();
                // A client that goes away is none of the test's business.
                tokio::spawn(async move {
                    let stream: Box<dyn Wire> = match &own.security {
                        Security::Tls(encrypt) => encrypt(Box::new(stream)).await?,
                        _ => Box::new(stream),
                    };
                    own.converse(stream).await
                });
            }
        });
        server
    }

    /// Where it is, for the setting `smtp_url`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// How it behaves with the next mails, one after the other; then it takes them.
    pub fn will(&self, manners: impl IntoIterator<Item = Manner>) {
        self.state.lock().unwrap().manners.extend(manners);
    }

    /// The mails that came.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// Who signed in, as sent (`AUTH PLAIN`).
    pub fn logins(&self) -> Vec<String> {
        self.state.lock().unwrap().logins.clone()
    }

    /// Answers whoever signs in with this line.
    pub fn will_refuse_logins(&self, answer: &'static str) {
        self.state.lock().unwrap().refuses_login = Some(answer);
    }

    fn next_manner(&self) -> Manner {
        self.state.lock().unwrap().manners.pop_front().unwrap_or(Manner::Takes)
    }

    async fn converse(self, stream: Box<dyn Wire>) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut encrypt = match &self.security {
            Security::StartTls(encrypt) => Some(Arc::clone(encrypt)),
            _ => None,
        };
        let mut manner = None;
        if self.state.lock().unwrap().manners.front() == Some(&Manner::NeverGreets) {
            self.next_manner();
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
        say(&mut stream, "220 test ESMTP").await?;
        let mut mail = Taken { from: String::new(), to: Vec::new(), text: String::new() };
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                // Nobody should sign in before the connection is encrypted, so this is not offered.
                "EHLO" if encrypt.is_some() => say(&mut stream, "250-test\r\n250 STARTTLS").await?,
                "EHLO" => say(&mut stream, "250-test\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 SIZE 1000000").await?,
                "STARTTLS" => match encrypt.take() {
                    Some(encrypt) => {
                        say(&mut stream, "220 2.0.0 Go on").await?;
                        stream = BufReader::new(encrypt(stream.into_inner()).await?);
                    }
                    None => say(&mut stream, "502 5.5.1 Not here").await?,
                },
                "HELO" | "NOOP" | "RSET" => say(&mut stream, "250 2.0.0 OK").await?,
                "AUTH" => {
                    let refuses = {
                        let mut state = self.state.lock().unwrap();
                        state.logins.push(line.to_owned());
                        state.refuses_login
                    };
                    say(&mut stream, refuses.unwrap_or("235 2.7.0 Welcome")).await?;
                }
                "MAIL" => {
                    manner = Some(self.next_manner());
                    mail = Taken { from: address(line), to: Vec::new(), text: String::new() };
                    say(&mut stream, "250 2.1.0 OK").await?;
                }
                "RCPT" => match &manner {
                    Some(Manner::RefusesRecipient(answer)) => say(&mut stream, answer).await?,
                    _ => {
                        mail.to.push(address(line));
                        say(&mut stream, "250 2.1.5 OK").await?;
                    }
                },
                "DATA" => {
                    say(&mut stream, "354 Go on").await?;
                    mail.text = read_data(&mut stream).await?;
                    if let Some(Manner::RefusesMail(answer)) = manner {
                        say(&mut stream, answer).await?;
                        continue;
                    }
                    self.state.lock().unwrap().taken.push(mail.clone());
                    match manner {
                        Some(Manner::Hangs) => tokio::time::sleep(Duration::from_secs(600)).await,
                        Some(Manner::DropsAfterTaking) => return Ok(()),
                        _ => say(&mut stream, "250 2.0.0 Taken").await?,
                    }
                }
                "QUIT" => return say(&mut stream, "221 2.0.0 Bye").await,
                _ => say(&mut stream, "502 5.5.1 Not here").await?,
            }
        }
    }
}

async fn say(stream: &mut BufReader<Box<dyn Wire>>, line: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap()
}

/// Lines until a single dot, with the dots that were doubled taken off (RFC 5321 §4.5.2).
async fn read_data(stream: &mut BufReader<Box<dyn Wire>>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.as_str() {
            ".\r\n" | "" => return Ok(text),
            line => text.push_str(line.strip_prefix('.').unwrap_or(line)),
        }
    }
}
