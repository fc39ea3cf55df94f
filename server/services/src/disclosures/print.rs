//! On paper: the patron's own PDF, printed by staff.

use carrel_domain::Language;

use crate::{
    ServiceError, Services,
    audit::Origin,
    exports::{ExportFormat, ExportWish},
    sessions::Session,
};

impl Services {
    /// Makes the PDF to print, the log entries about the patron included, and marks the data as delivered. The entry in
    /// the log and the delivery are written before anything is handed over.
    ///
    /// # Errors
    /// As for every delivery, see the module.
    pub async fn deliver_print(
        &self,
        session: &Session,
        request: &str,
        language: Option<Language>,
        origin: &Origin,
    ) -> Result<Vec<u8>, ServiceError> {
        let warrant = self.warrant(session, request, origin).await?;
        let language = match language {
            Some(language) => language,
            None => self.mail_language(self.store().reader(), warrant.scope).await?,
        };
        let wish = ExportWish::new(ExportFormat::Pdf, None, language).ok_or(ServiceError::NotFound)?.for_others();
        // Made first: a delivery that failed half-way is none.
        let pdf = self.write_now(warrant.scope, wish).await?;
        let entry = self.entry_of_delivery(session, &warrant, origin, "delivery-printed").await?;
        let transaction = self.store().begin().await?;
        self.record_delivery(&transaction, &warrant, session, None).await?;
        self.commit_logged(transaction, &[entry]).await?;
        Ok(pdf)
    }
}
