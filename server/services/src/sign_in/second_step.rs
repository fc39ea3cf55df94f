//! The second step of a sign-in: the secret was right, and the account asks for one thing more.
//!
//! Nothing of the account is open until then. The browser holds a token of its own for the step, which opens nothing else
//! and is good for five minutes and five wrong answers (ASVS 7.2.4: what was before a sign-in is nothing after it).

use carrel_domain::{Method, OrganizationId, PatronId, PatronScope, Proof};
use carrel_store::{
    credential::{self, Account},
    openid,
    second_factor::{self, Factors},
    sign_in_step::{self, NewStep, Step},
};

use super::{Outcome, Visitor, throttle::StepThrottle};
use crate::{ServiceError, Services, factors::Purpose, token::Token};

/// A step waits for so long, in seconds.
const STEP_SECONDS: i64 = 5 * 60;
/// Wrong answers after which it begins anew.
const MOST_FAILURES: i64 = 5;

/// What the page of the second step offers.
#[derive(Clone, Copy, Debug)]
pub struct SecondStep {
    /// What the account has.
    pub factors: Factors,
}

/// What became of an answer.
#[derive(Debug)]
pub enum StepOutcome {
    /// It was right; what the sign-in came to, and where to go.
    Right(Outcome, String),
    /// It was wrong.
    Wrong,
    /// Too many were.
    Throttled {
        /// Seconds until the next one counts.
        seconds: i64,
    },
    /// The step is over: sign in from the beginning.
    Over,
}

/// What is given as second factor.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A code from an app, or a recovery code, as typed.
    Code(String),
    /// What a passkey answered, as JSON from the browser's script.
    Passkey(String),
}

impl Services {
    /// Begins a second step if the account has a second factor; `None` if the proof is enough.
    pub(super) async fn begin_step(
        &self,
        organization: OrganizationId,
        account: &Account,
        proof: &Proof,
        visitor: &Visitor,
    ) -> Result<Option<Outcome>, ServiceError> {
        let patron = PatronId(account.id);
        if proof.is_strong() || !second_factor::count(self.store().reader(), patron).await?.any() {
            return Ok(None);
        }
        let token = Token::generate()?;
        let step = NewStep {
            token_hash: token.hash(),
            patron,
            methods: proof.names(),
            is_shared_computer: i64::from(visitor.is_shared_computer),
            next: visitor.next.clone(),
            expires_at: self.clock().now().plus_seconds(STEP_SECONDS),
        };
        sign_in_step::add(self.store().writer(), step).await?;
        self.log_sign_in(organization, Some(patron), &visitor.origin, "second-step-asked", "done").await?;
        Ok(Some(Outcome::SecondStep(token)))
    }

    /// What a second step may be answered with; `None` if it is over.
    pub async fn second_step(&self, token: &Token) -> Result<Option<SecondStep>, ServiceError> {
        let Some(step) = self.find_step(token).await? else { return Ok(None) };
        let factors = second_factor::count(self.store().reader(), step.patron()).await?;
        Ok(Some(SecondStep { factors }))
    }

    /// A question to a passkey as answer to a second step, as JSON for the browser's script.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if the step is over, or there is no passkey.
    pub async fn ask_for_step(&self, token: &Token) -> Result<String, ServiceError> {
        let step = self.find_step(token).await?.ok_or(ServiceError::NotFound)?;
        self.ask_patron(step.patron(), Purpose::Step(step.id)).await
    }

    /// Lets somebody in who answered the second step.
    pub async fn answer_step(
        &self,
        token: &Token,
        answer: Answer,
        visitor: Visitor,
    ) -> Result<StepOutcome, ServiceError> {
        let Some(step) = self.find_step(token).await? else { return Ok(StepOutcome::Over) };
        let organization = self.profile().await?.id;
        let (patron, db) = (step.patron(), self.store().writer());
        let throttle = StepThrottle::new(self, patron, &visitor).await?;
        let log = async |action| self.log_sign_in(organization, Some(patron), &visitor.origin, action, "refused").await;
        if let Some(seconds) = throttle.charge(self).await? {
            log("second-step-refused").await?;
            return Ok(StepOutcome::Throttled { seconds });
        }
        let scope = PatronScope::of_background_work(patron, organization);
        let Some(method) = self.method_of(scope, Purpose::Step(step.id), answer, &visitor).await? else {
            let is_over = sign_in_step::note_failure(db, step.id, MOST_FAILURES).await?;
            log("second-step-failed").await?;
            return Ok(if is_over { StepOutcome::Over } else { StepOutcome::Wrong });
        };
        if !sign_in_step::take(db, step.id, self.clock().now()).await? {
            return Ok(StepOutcome::Over);
        }
        throttle.forgive(self).await?;
        // The account may have been closed meanwhile.
        let Some(account) = credential::find_account(self.store().reader(), organization, patron).await? else {
            return Ok(StepOutcome::Over);
        };
        let visitor = Visitor { is_shared_computer: step.is_shared_computer != 0, ..visitor };
        let proof = step.proof().and(method);
        // The door was looked at before the step began; its owner may have closed the account since.
        let outcome = match self.kept_out(&account).await? {
            Some(outcome) => outcome,
            None => self.let_in(&account, proof, &visitor).await?,
        };
        if let (Outcome::Done(signed_in), Some(provider), Some(sealed)) =
            (&outcome, &step.provider, &step.provider_token)
        {
            openid::keep_token(db, &signed_in.token.hash(), provider, sealed).await?;
        }
        Ok(StepOutcome::Right(outcome, step.next))
    }

    /// Which method an answer is, if it is right.
    pub(crate) async fn method_of(
        &self,
        scope: PatronScope,
        purpose: Purpose,
        answer: Answer,
        visitor: &Visitor,
    ) -> Result<Option<Method>, ServiceError> {
        match answer {
            Answer::Code(typed) => self.check_code(scope.patron(), &typed, &visitor.origin).await,
            Answer::Passkey(text) => {
                let is_right = self.check_passkey(scope, purpose, &text, &visitor.origin).await?;
                Ok(is_right.then_some(Method::Passkey))
            }
        }
    }

    /// Lets somebody in whose passkey says who they are: no card number, no second step.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if this Carrel takes no passkeys.
    pub async fn sign_in_with_passkey(&self, text: &str, visitor: &Visitor) -> Result<Outcome, ServiceError> {
        let organization = self.profile().await?.id;
        let patron = self.passkey_of_anybody(organization, text, &visitor.origin).await?;
        let account = match patron {
            Some(patron) => credential::find_account(self.store().reader(), organization, patron).await?,
            None => None,
        };
        let Some(account) = account else {
            self.log_sign_in(organization, None, &visitor.origin, "sign-in-failed", "refused").await?;
            return Ok(Outcome::Refused);
        };
        self.admit(&account, Proof::strong(Method::Passkey), visitor).await
    }

    async fn find_step(&self, token: &Token) -> Result<Option<Step>, ServiceError> {
        Ok(sign_in_step::find(self.store().reader(), &token.hash(), self.clock().now()).await?)
    }
}
