//! Direct mailing: who may get it, and getting no more of it with one press in the mail (requirement P2, RFC 8058).

use carrel_domain::{
    Language, OrganizationId, PatronScope,
    consent::{Answer, DIRECT_MAILING, How},
};
use carrel_store::{ConnectionTrait, audit::Entry, consent_choice, consent_choice::Receipt, messages, patron};

use carrel_mail::Placeholder;

use crate::{Mail, MailProblem, ServiceError, Services, audit::Origin, sign_in::TokenThrottle};

/// Letters of a patron's opaque id, which a token begins with.
const ID_LENGTH: usize = 32;
/// How long a press in a mail can be taken back there, in seconds. Mails are kept and forwarded for years, and whoever has one
/// must not agree for somebody else.
const TAKEN_BACK_SECONDS: i64 = 60 * 60;

impl Services {
    /// Writes a mail of news into the outbox, for somebody who agreed to get it and to nobody else.
    ///
    /// # Errors
    /// [`ServiceError::Mail`]: as [`Services::enqueue_mail`], and [`MailProblem::NotWanted`].
    pub async fn enqueue_direct_mail(&self, db: &impl ConnectionTrait, mail: Mail) -> Result<String, ServiceError> {
        self.enqueue_news(db, mail, None).await
    }

    /// The same, of a mailing: with it the mail is called off.
    pub(crate) async fn enqueue_news(
        &self,
        db: &impl ConnectionTrait,
        mail: Mail,
        mailing: Option<i64>,
    ) -> Result<String, ServiceError> {
        let choice = consent_choice::current(db, mail.to, DIRECT_MAILING).await?;
        if !choice.is_some_and(|choice| choice.is_given()) {
            return Err(MailProblem::NotWanted.into());
        }
        let line = carrel_store::patron_search::get(db, mail.to.patron()).await?.ok_or(ServiceError::NotFound)?;
        let language = match mail.language {
            Some(language) => language,
            None => self.mail_language(db, mail.to).await?,
        };
        let address = self.unsubscribe_address(&line.public_id, language);
        let values = mail.values.with(Placeholder::UnsubscribeUrl, address);
        self.enqueue_mail_of(db, Mail { values, language: Some(language), ..mail }, mailing).await
    }

    /// The address that ends direct mailing for this patron: bound to them and to this purpose by a key outside the
    /// database, so that there is nothing to store, and nothing to guess.
    pub(crate) fn unsubscribe_address(&self, public_id: &str, language: Language) -> String {
        let proof = hex(&self.inner.keyring.keyed_hash(&bound(public_id)));
        self.address(language, &format!("/u/{public_id}{proof}"))
    }

    /// Ends direct mailing for whoever the token belongs to, or takes back that it did just now. The answer is the same for a
    /// token that belongs to nobody.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] for whoever tries tokens.
    pub async fn unsubscribe(&self, token: &str, is_again: bool, origin: &Origin) -> Result<(), ServiceError> {
        let throttle = TokenThrottle::new(self, origin);
        throttle.check(self).await?;
        let organization = self.profile().await?.id;
        match self.whose_token(token, organization).await? {
            Some(scope) => self.set_direct_mailing(scope, is_again, origin).await,
            None => throttle.charge(self).await,
        }
    }

    async fn whose_token(
        &self,
        token: &str,
        organization: OrganizationId,
    ) -> Result<Option<PatronScope>, ServiceError> {
        let Some((public_id, proof)) = token.split_at_checked(ID_LENGTH) else { return Ok(None) };
        let mut is_right = false;
        for hash in self.inner.keyring.keyed_hashes(&bound(public_id)) {
            is_right |= is_equal(hex(&hash).as_bytes(), proof.as_bytes());
        }
        if !is_right {
            return Ok(None);
        }
        Ok(patron::find_by_public_id(self.store().reader(), organization, public_id).await?)
    }

    async fn set_direct_mailing(
        &self,
        scope: PatronScope,
        is_again: bool,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let action = if is_again { "consent-given" } else { "consent-withdrawn" };
        let base = self.entry_of_visitor(scope.organization(), Some(scope.patron()), origin, action, "done");
        let transaction = self.store().begin().await?;
        messages::lock(&transaction, scope).await?;
        let now = self.clock().now();
        let current = consent_choice::current(&transaction, scope, DIRECT_MAILING).await?;
        let before = current.as_ref().map(|choice| choice.answer);
        // Pressed twice is pressed once.
        if before.is_some_and(|before| (before == Answer::Given) == is_again) {
            return Ok(());
        }
        let answer = Answer::after(before, is_again);
        if is_again {
            let was_just_now =
                current.is_some_and(|one| one.how == How::Mail && one.at.plus_seconds(TAKEN_BACK_SECONDS) >= now);
            if !was_just_now {
                return Ok(());
            }
            // What was agreed to before holds again, in the words that were read then; to others nobody agreed here.
            let all = consent_choice::list(&transaction, scope).await?;
            let is_given = |one: &&Receipt| one.purpose == DIRECT_MAILING && one.answer == Answer::Given.name();
            let Some(former) = all.iter().find(is_given) else { return Ok(()) };
            self.restore_consent(&transaction, scope, former).await?;
        } else {
            self.record_consent(&transaction, scope, DIRECT_MAILING, answer, How::Mail, None).await?;
        }
        let entry = Entry {
            object: Some(format!("consent:{DIRECT_MAILING}")),
            old_value: before.map(|before| before.name().to_owned()),
            new_value: Some(answer.name().to_owned()),
            ..base
        };
        self.commit_logged(transaction, &[entry]).await
    }
}

fn bound(public_id: &str) -> String {
    format!("unsubscribe\n{DIRECT_MAILING}\n{public_id}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// In the same time wherever they differ.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
