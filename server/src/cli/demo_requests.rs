//! Data requests of the demo library, in every state that a library has them in.
//!
//! They are made by the services, as staff and patrons would, on a clock that stands in the weeks before: what the log,
//! the time lines and the mails tell of them is what the portal wrote.

use carrel_domain::{
    Date, Timestamp,
    data_request::{IdentityMethod, RequestChannel, RequestKind, RequestState},
};
use carrel_services::{
    Clock, ServiceError, Services,
    audit::Origin,
    disclosures::LinkState,
    requests::RecordedRequest,
    sessions::Session,
    sign_in::{Attempt, Outcome, Visitor},
    token::{Token, opaque_id},
};
use carrel_sources::demo::DemoSummary;
use carrel_store::{Store, data_request, outbox, patron, patron_search};

use super::{CommandError, services};
use crate::config::Config;

const DAY: i64 = 24 * 60 * 60;
/// A working day begins at 8 o'clock UTC, late enough in every season of the demo library's country.
const MORNING: i64 = 8 * 60 * 60;
const MINUTE: i64 = 60;

/// Whoever has this number of the demo library's.
const OFFICER: &str = "290100000022";
const AINO: &str = "290100001001";
const KERTTU: &str = "290100001003";
const VEIKKO: &str = "290100001005";
const ASA: &str = "290100001006";
const RUZENA: &str = "290100001008";
const PAWEL: &str = "290100001009";

/// Adds the requests, unless there are any.
pub(super) async fn add(config: &Config, store: &Store, demo: &DemoSummary) -> Result<(), CommandError> {
    let now = Clock::system().now();
    // An invented address is no reason to bother a mail server: these mails go into the folder, whatever the settings say.
    let config = Config { smtp: None, ..config.clone() };
    let clock = Clock::standing_at(Timestamp(now.0 - now.0.rem_euclid(DAY)));
    let services = services(&config, store.clone(), clock.clone()).await?;
    let mut story = Story { services, clock, today: now.0 - now.0.rem_euclid(DAY), demo };
    if !story.has_none().await? {
        return Ok(());
    }
    story.extended_and_mail_returned().await?;
    story.nearly_due().await?;
    story.objection_answered().await?;
    story.delivered_and_opened().await?;
    story.nobodys_yet().await?;
    story.link_on_its_way().await
}

struct Story<'a> {
    services: Services,
    clock: Clock,
    /// Midnight UTC of the day it is told on.
    today: i64,
    demo: &'a DemoSummary,
}

impl Story<'_> {
    /// Moves the clock to the morning so many days ago.
    fn days_ago(&mut self, days: i64) {
        self.clock.advance(self.today - days * DAY + MORNING - self.clock.now().0);
    }

    fn minutes_later(&self, minutes: i64) {
        self.clock.advance(minutes * MINUTE);
    }

    /// Whether there is no request yet.
    async fn has_none(&self) -> Result<bool, CommandError> {
        Ok(data_request::count(self.services.store().reader(), self.demo.organization).await? == 0)
    }

    fn at_work(&self) -> Result<Origin, CommandError> {
        origin("198.51.100.0/24")
    }

    fn at_home(&self) -> Result<Origin, CommandError> {
        origin("192.0.2.0/24")
    }

    async fn sign_in(&self, card: &str, origin: &Origin) -> Result<Session, CommandError> {
        let account = self.demo.accounts.iter().find(|account| account.cardnumber == card);
        let attempt = Attempt {
            name: card.to_owned(),
            secret: account.map(|account| account.pin.clone()).unwrap_or_default(),
            // No browser is remembered, and none that tries the library out is known by it.
            visitor: Visitor { is_shared_computer: true, origin: origin.clone(), ..Visitor::default() },
        };
        let Outcome::Done(signed_in) = self.services.sign_in(attempt).await? else {
            return Err(format!("the demo library's {card} cannot sign in").into());
        };
        Ok(self.services.find_session(&signed_in.token).await?.ok_or(ServiceError::NotFound)?)
    }

    async fn public_id(&self, card: &str) -> Result<String, CommandError> {
        let db = self.services.store().reader();
        let found = patron::find_by_cardnumber(db, self.demo.organization, card).await?;
        let found = found.ok_or(ServiceError::NotFound)?;
        let line = patron_search::get(db, found).await?.ok_or(ServiceError::NotFound)?;
        Ok(line.public_id)
    }

    /// Records a request that came on paper, and takes it on.
    async fn record(
        &self,
        officer: &Session,
        card: &str,
        kind: RequestKind,
        channel: RequestChannel,
        words: (&str, &str),
    ) -> Result<String, CommandError> {
        let patron = self.public_id(card).await?;
        let profile = self.services.profile().await?;
        let received_on = self.services.today(&profile);
        let recorded = RecordedRequest {
            kind,
            channel,
            document: numbered(words.0, received_on),
            wish: words.1.to_owned(),
            received_on,
        };
        let origin = self.at_work()?;
        let request = self.services.record_request(officer, &patron, recorded, &origin).await?;
        self.minutes_later(2);
        self.services.assign_request(officer, &request, &origin).await?;
        self.send_mails().await?;
        Ok(request)
    }

    async fn send_mails(&self) -> Result<(), CommandError> {
        while self.services.deliver_next_mail().await? {}
        Ok(())
    }

    /// A correction asked for by letter; it takes longer, and the mail about that comes back.
    async fn extended_and_mail_returned(&mut self) -> Result<(), CommandError> {
        self.days_ago(45);
        let origin = self.at_work()?;
        let officer = self.sign_in(OFFICER, &origin).await?;
        let wish = "Laskussa 38,50 € on kirja, jonka palautin. Pyydän korjaamaan tiedon ja poistamaan laskun.";
        let words = ("KK", wish);
        let request = self.record(&officer, VEIKKO, RequestKind::Rectification, RequestChannel::Letter, words).await?;
        self.services.check_identity(&officer, &request, IdentityMethod::LibraryCard, &origin).await?;
        self.services.sign_out(&officer, &origin).await?;
        self.days_ago(24);
        let officer = self.sign_in(OFFICER, &origin).await?;
        let reason =
            "Kirjaa etsitään hyllyistä ja kuljetuksista, ja palautusautomaatin tiedot on pyydetty toimittajalta.";
        self.services.extend_request(&officer, &request, reason, &origin).await?;
        self.send_mails().await?;
        self.minutes_later(3);
        self.return_last_mail().await?;
        Ok(self.services.sign_out(&officer, &origin).await?)
    }

    /// The mail that was sent last comes back, as a mail server reports it (RFC 3464).
    async fn return_last_mail(&self) -> Result<(), CommandError> {
        let db = self.services.store().reader();
        let sent = outbox::newest(db, self.demo.organization, outbox::State::Sent, 1).await?;
        for mail in sent {
            let report = format!(
                "Content-Type: multipart/report; report-type=delivery-status; boundary=\"part\"\r\n\r\n--part\r\n\
                 Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.library.example\r\n\r\n\
                 Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--part\r\n\
                 Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--part--\r\n",
                mail.recipient,
                mail.message_id.trim_matches(['<', '>'])
            );
            self.services.take_bounce(report.as_bytes()).await?;
        }
        Ok(())
    }

    /// Filed in the portal nearly a month ago, taken on, and its owner has been reminded.
    async fn nearly_due(&mut self) -> Result<(), CommandError> {
        self.days_ago(27);
        let (home, work) = (self.at_home()?, self.at_work()?);
        let patron = self.sign_in(ASA, &home).await?;
        let wish = "Jag flyttar till Åbo och vill ta med mig mina uppgifter i maskinläsbar form.";
        let request = self.services.file_request(&patron, RequestKind::Portability, wish, &home).await?;
        self.services.sign_out(&patron, &home).await?;
        self.minutes_later(95);
        let officer = self.sign_in(OFFICER, &work).await?;
        self.services.assign_request(&officer, &request, &work).await?;
        self.services.sign_out(&officer, &work).await?;
        self.send_mails().await?;
        self.days_ago(1);
        self.services.remind_owners().await?;
        self.send_mails().await
    }

    /// An objection to direct mailing, answered after two days.
    async fn objection_answered(&mut self) -> Result<(), CommandError> {
        self.days_ago(20);
        let origin = self.at_work()?;
        let officer = self.sign_in(OFFICER, &origin).await?;
        let words = ("KK", "I do not want to receive the newsletter or any other advertising.");
        let request = self.record(&officer, PAWEL, RequestKind::Objection, RequestChannel::Email, words).await?;
        self.services.sign_out(&officer, &origin).await?;
        self.days_ago(18);
        let officer = self.sign_in(OFFICER, &origin).await?;
        let outcome = "You get no newsletters and no other direct mail from us any more.";
        self.services.close_request(&officer, &request, RequestState::Answered, outcome, &origin).await?;
        self.send_mails().await?;
        Ok(self.services.sign_out(&officer, &origin).await?)
    }

    /// All data, delivered by a link that was opened the same evening.
    async fn delivered_and_opened(&mut self) -> Result<(), CommandError> {
        self.days_ago(12);
        let (home, work) = (self.at_home()?, self.at_work()?);
        let officer = self.sign_in(OFFICER, &work).await?;
        let words = ("KK", "Haluan tietää, mitä tietoja minusta ja lainoistani on tallessa.");
        let request = self.record(&officer, AINO, RequestKind::Access, RequestChannel::Letter, words).await?;
        // Too early: refused, and in the time line.
        let refused = self.services.send_link(&officer, &request, &work).await;
        if !matches!(refused, Err(ServiceError::Impossible(_))) {
            return Err("a link was sent without an identity check".into());
        }
        self.minutes_later(4);
        self.services.check_identity(&officer, &request, IdentityMethod::IdentityCard, &work).await?;
        self.minutes_later(1);
        self.services.send_link(&officer, &request, &work).await?;
        self.send_mails().await?;
        self.services.sign_out(&officer, &work).await?;
        self.minutes_later(9 * 60);
        let patron = self.sign_in(AINO, &home).await?;
        let token = self.mailed_token().await?;
        if !matches!(self.services.open_link(&patron, token.reveal(), &home).await?, LinkState::Open(_)) {
            return Err("the demo library's link does not open".into());
        }
        self.services.sign_out(&patron, &home).await?;
        self.days_ago(11);
        let officer = self.sign_in(OFFICER, &work).await?;
        let outcome = "Tietosi on toimitettu kertalinkillä.";
        self.services.close_request(&officer, &request, RequestState::Answered, outcome, &work).await?;
        self.send_mails().await?;
        Ok(self.services.sign_out(&officer, &work).await?)
    }

    /// The token in the newest mail that has a link.
    async fn mailed_token(&self) -> Result<Token, CommandError> {
        let mails = self.services.demo_mails().await?;
        let found = mails.iter().find_map(|mail| {
            let (_, rest) = mail.body.split_once("/d/")?;
            Token::parse(rest.split_whitespace().next()?)
        });
        found.ok_or_else(|| "the demo library's mail has no link".into())
    }

    /// Filed in the portal, and nobody has taken it on.
    async fn nobodys_yet(&mut self) -> Result<(), CommandError> {
        self.days_ago(3);
        let origin = self.at_home()?;
        let patron = self.sign_in(RUZENA, &origin).await?;
        let wish = "Please delete my old suggestions and interlibrary loans. I keep using the library.";
        self.services.file_request(&patron, RequestKind::Erasure, wish, &origin).await?;
        self.send_mails().await?;
        Ok(self.services.sign_out(&patron, &origin).await?)
    }

    /// Asked for at the desk yesterday; the link waits to be opened.
    async fn link_on_its_way(&mut self) -> Result<(), CommandError> {
        self.days_ago(1);
        self.minutes_later(3 * 60);
        let origin = self.at_work()?;
        let officer = self.sign_in(OFFICER, &origin).await?;
        let words = ("KK", "Kaikki lainani kuuden vuoden ajalta, kiitos.");
        let request = self.record(&officer, KERTTU, RequestKind::Access, RequestChannel::Desk, words).await?;
        self.services.check_identity(&officer, &request, IdentityMethod::KnownPerson, &origin).await?;
        self.services.send_link(&officer, &request, &origin).await?;
        self.send_mails().await?;
        Ok(self.services.sign_out(&officer, &origin).await?)
    }
}

/// Where a document is filed: by the day it came.
fn numbered(series: &str, received_on: Date) -> String {
    format!("{series} {}/{:02}-{:02}", received_on.year(), received_on.month(), received_on.day())
}

fn origin(network: &str) -> Result<Origin, CommandError> {
    Ok(Origin { network: Some(network.to_owned()), request_id: opaque_id()?, ..Origin::default() })
}
