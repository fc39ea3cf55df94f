//! Reminding those who answer a request before it is due.

use carrel_domain::{Date, OrganizationId, PatronId, PatronScope};
use carrel_mail::{Placeholder, Template, Values};
use carrel_store::{
    data_request::{self, Change},
    patron_search,
};

use super::{day_of, days_left, kind_name, kind_of};
use crate::{ServiceError, Services, mail::Mail};

/// Owners are reminded from so many days before a request is due.
const DAYS_BEFORE: i64 = 7;
/// And again after so many seconds.
const AGAIN_SECONDS: i64 = 2 * 24 * 60 * 60;

impl Services {
    /// What is done for requests while nobody looks: links expire, owners are reminded.
    pub(crate) async fn look_after_requests(&self) -> Result<(), ServiceError> {
        self.expire_links().await?;
        self.remind_owners().await
    }

    /// Reminds owners of requests that are due soon or overdue. Safe on several nodes: the row says who was reminded.
    pub async fn remind_owners(&self) -> Result<(), ServiceError> {
        let profile = match self.profile().await {
            Err(ServiceError::NotSetUp) => return Ok(()),
            found => found?,
        };
        let now = self.clock().now();
        let until = day_of(now.plus_seconds(DAYS_BEFORE * 24 * 60 * 60), &profile);
        let today = day_of(now, &profile);
        let since = now.plus_seconds(-AGAIN_SECONDS);
        for request in data_request::list_to_remind(self.store().reader(), until, since).await? {
            let Some(owner) = request.owner_id else { continue };
            let Some(line) = patron_search::get(self.store().reader(), PatronId(owner)).await? else { continue };
            let to = PatronScope::of_background_work(PatronId(line.id), OrganizationId(line.organization_id));
            let transaction = self.store().begin().await?;
            if !data_request::change(&transaction, request.id, Change::Remind { at: now, unless_since: since }).await? {
                continue;
            }
            let language = self.mail_language(&transaction, to).await?;
            let format = profile.format(language);
            let due = Date::parse(&request.due_on).map(|date| format.date(date)).unwrap_or_default();
            let values = Values::new()
                .with(Placeholder::Request, kind_name(kind_of(&request), language))
                .with(Placeholder::Due, due)
                .with(Placeholder::DaysLeft, days_left(&request.due_on, today).to_string())
                .with(
                    Placeholder::RequestUrl,
                    self.address(language, &format!("/staff/requests/{}", request.public_id)),
                );
            let mail = Mail { to, template: Template::RequestReminder, language: Some(language), values };
            match self.enqueue_mail(&transaction, mail).await {
                Ok(_) => data_request::add_event(&transaction, request.id, None, "reminded", None, now).await?,
                // The work list shows it all the same.
                Err(ServiceError::Mail(_)) => {}
                Err(error) => return Err(error),
            }
            self.commit(transaction).await?;
            self.wake_mail();
        }
        Ok(())
    }
}
