//! What a guardian looks at.

use carrel_domain::{Category, Date, GuardianScope, Role, Row, Section, guardian::Sight};
use carrel_store::{guardian, record};

use super::{Sees, rules_in_force};
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    minimization::masked,
    my_data::PageRequest,
    profile::Profile,
    sessions::Session,
};

/// Somebody in one's care.
#[derive(Clone, Debug)]
pub struct InCare {
    /// Opaque id for addresses.
    pub public_id: String,
    /// First name and surname.
    pub name: String,
    /// What one sees of theirs.
    pub sees: Sees,
}

/// A ward's page.
#[derive(Clone, Debug)]
pub struct Ward {
    /// First name and surname.
    pub name: String,
    /// From then on nothing is shown.
    pub until: Date,
    /// What is shown, and how much there is of it.
    pub counts: Vec<(Category, i64)>,
    /// Whether titles are shown.
    pub with_titles: bool,
}

/// Rows of one category of a ward's.
#[derive(Clone, Debug)]
pub struct WardRows {
    /// First name and surname.
    pub name: String,
    /// What of the category is shown.
    pub section: &'static Section,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Rows that match the filter.
    pub total: i64,
}

impl Services {
    /// Who is in one's care, and what one sees of theirs.
    ///
    /// # Errors
    /// [`ServiceError::NotDisplayed`] as for all of one's own data.
    pub async fn in_care(
        &self,
        session: &Session,
        profile: &Profile,
        origin: &Origin,
    ) -> Result<Vec<InCare>, ServiceError> {
        self.check_display(session, profile).await?;
        let (scope, db) = (session.actor.own_data(), self.store().reader());
        let today = self.today(profile);
        let wards = guardian::wards(db, scope).await?;
        let rules = rules_in_force(db, scope.organization()).await?;
        let happened =
            Event { action: "view", category: Some(Category::Guardians), purpose: "own-access", outcome: "done" };
        self.log(&session.actor, scope.patron(), origin, happened).await?;
        let line = |one: guardian::Guardianship| InCare {
            sees: one.bond.seen(rules.of(one.category.as_deref()), today),
            public_id: one.ward.public_id,
            name: one.ward.name,
        };
        Ok(wards.into_iter().map(line).collect())
    }

    /// A ward: what one sees of theirs, with counts.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for whoever is not in one's care, and where nothing is shown.
    pub async fn ward(
        &self,
        session: &Session,
        profile: &Profile,
        public_id: &str,
        origin: &Origin,
    ) -> Result<Ward, ServiceError> {
        let (name, scope) = self.check_guardian(session, profile, public_id).await?;
        let mut counts = Vec::new();
        for category in scope.sights().iter().filter_map(Sight::category) {
            if let Some((data, section)) = scope.section(category) {
                counts.push((category, record::count(self.store().reader(), data, section).await?));
            }
        }
        self.log_look_of_guardian(session, scope, None, origin).await?;
        Ok(Ward { name, until: scope.until(), counts, with_titles: scope.sights().contains(Sight::Titles) })
    }

    /// One category of a ward's.
    ///
    /// # Errors
    /// As [`Services::ward`].
    pub async fn ward_category(
        &self,
        session: &Session,
        profile: &Profile,
        (public_id, category): (&str, Category),
        request: &PageRequest,
        origin: &Origin,
    ) -> Result<WardRows, ServiceError> {
        let (name, scope) = self.check_guardian(session, profile, public_id).await?;
        let (data, section) = scope.section(category).ok_or(ServiceError::NotFound)?;
        // No text in the database has a NUL, and PostgreSQL would not look for one.
        let filter = request.filter.as_ref().map(|text| text.replace('\0', "\u{2400}"));
        let request = PageRequest { filter, ..request.clone() };
        let page = record::page(self.store().reader(), data, section, &request).await?;
        self.log_look_of_guardian(session, scope, Some(category), origin).await?;
        let mut rows = masked(section, page.rows);
        for row in &mut rows {
            // What the source sent beyond the columns is its owner's alone.
            row.other.clear();
        }
        Ok(WardRows { name, section, rows, total: page.total })
    }

    /// Whose ward, whether they may be seen now, and how much of them: asked of the database each time.
    async fn check_guardian(
        &self,
        session: &Session,
        profile: &Profile,
        public_id: &str,
    ) -> Result<(String, GuardianScope), ServiceError> {
        let (own, db) = (session.actor.own_data(), self.store().reader());
        let wards = guardian::wards(db, own).await?;
        let found = wards.into_iter().find(|one| one.ward.public_id == public_id).ok_or(ServiceError::NotFound)?;
        let rule = rules_in_force(db, own.organization()).await?.of(found.category.as_deref());
        let scope = session.actor.as_guardian(&found.bond, rule, self.today(profile));
        Ok((found.ward.name, scope.map_err(|_| ServiceError::NotFound)?))
    }

    /// A guardian is a patron there, also one who works in the library.
    async fn log_look_of_guardian(
        &self,
        session: &Session,
        scope: GuardianScope,
        category: Option<Category>,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let happened = Event { action: "view", category, purpose: "guardian-access", outcome: "done" };
        let entry = self.entry_of(&session.actor, Some(scope.ward()), origin, happened, Change::default()).await?;
        self.inner.audit.append(Entry { role: Some(Role::Patron), library: None, ..entry }).await
    }
}
