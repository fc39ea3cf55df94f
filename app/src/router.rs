//! Which address shows which page. Language prefixes are taken off before this (see the server's middleware).

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::frame::Frame,
    pages::{
        demo_mail::DemoMailPage,
        errors::NotFoundPage,
        patron::{
            anonymize::{AnonymizationPage, AnonymizePage},
            category::CategoryPage,
            choices::ChoicesPage,
            consents::{ConsentGatePage, ConsentReceiptPage, ConsentsPage},
            contact::OwnContactPage,
            email::EmailPage,
            export::ExportPage,
            guardians::{GuardiansPage, WardCategoryPage, WardPage},
            identities::IdentitiesPage,
            kept_form::KeptFormPage,
            link::LinkPage,
            loan_history::LoanHistoryPage,
            messages::MessagesPage,
            my_data::MyDataPage,
            my_request::MyRequestPage,
            my_requests::MyRequestsPage,
            not_me::NotMePage,
            openid::{OpenIdProblemPage, OtherWayPage, StepUpWishPage},
            passkeys::PasskeysPage,
            password::PasswordPage,
            remote::RemotePage,
            second_step::SecondStepPage,
            security::SecurityPage,
            sign_in::SignInPage,
            take_away::TakeAwayPage,
            two_step::TwoStepPage,
        },
        recovery::{
            ask::RecoverPage, code::RecoverCodePage, confirm_email::ConfirmEmailPage, new_password::NewPasswordPage,
            unsubscribe::UnsubscribePage,
        },
        staff::{
            api_clients::ApiClientsPage,
            consents::{ConsentPurposePage, ConsentPurposesPage},
            contact::ContactPage,
            contact_changes::ContactChangesPage,
            contact_fields::ContactFieldsPage,
            end_library::EndLibraryPage,
            guardians::GuardianRulesPage,
            libraries::LibrariesPage,
            loan_history::HistoryPoliciesPage,
            logs::LogsPage,
            mail::MailPage,
            messages::MessageSettingsPage,
            news::NewsPage,
            note_words::NoteWordsPage,
            notes::NotesPage,
            patron::PatronPage,
            patrons::PatronsPage,
            register::{RegisterEntryPage, RegisterPage},
            request::RequestPage,
            requests::RequestsPage,
            retention::{
                overview::RetentionPage, people::RetentionPeoplePage, rule::RetentionRulePage, run::RetentionRunPage,
                statistics::StatisticsPage,
            },
            roles::RolesPage,
            settings::SettingsPage,
            sign_in_rules::SignInRulesPage,
            template::TemplatePage,
            templates::TemplatesPage,
            today::TodayPage,
        },
    },
};

/// All pages. They are rendered whole before the first byte goes out, so that each has its true status.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/second-step") view=SecondStepPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/openid/:provider") view=OpenIdProblemPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/other-way") view=OtherWayPage ssr=SsrMode::Async />
                    <Route path=path!("/step-up/:wish") view=StepUpWishPage ssr=SsrMode::Async />
                    <Route path=path!("/security/identities") view=IdentitiesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/sign-in") view=SignInRulesPage ssr=SsrMode::Async />
                    <Route path=path!("/my-data") view=MyDataPage ssr=SsrMode::Async />
                    <Route path=path!("/my-data/take-away") view=TakeAwayPage ssr=SsrMode::Async />
                    <Route path=path!("/my-data/take-away/:export") view=ExportPage ssr=SsrMode::Async />
                    <Route path=path!("/my-data/remote/:source") view=RemotePage ssr=SsrMode::Async />
                    <Route path=path!("/my-data/:category") view=CategoryPage ssr=SsrMode::Async />
                    <Route path=path!("/loan-history") view=LoanHistoryPage ssr=SsrMode::Async />
                    <Route path=path!("/loan-history/anonymize") view=AnonymizePage ssr=SsrMode::Async />
                    <Route path=path!("/loan-history/jobs/:job") view=AnonymizationPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/loan-history") view=HistoryPoliciesPage ssr=SsrMode::Async />
                    <Route path=path!("/choices") view=ChoicesPage ssr=SsrMode::Async />
                    <Route path=path!("/u/:token") view=UnsubscribePage ssr=SsrMode::Async />
                    <Route path=path!("/guardians") view=GuardiansPage ssr=SsrMode::Async />
                    <Route path=path!("/guardians/:ward") view=WardPage ssr=SsrMode::Async />
                    <Route path=path!("/guardians/:ward/:category") view=WardCategoryPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/guardians") view=GuardianRulesPage ssr=SsrMode::Async />
                    <Route path=path!("/contact") view=OwnContactPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/contact-fields") view=ContactFieldsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/contact-changes") view=ContactChangesPage ssr=SsrMode::Async />
                    <Route path=path!("/messages") view=MessagesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/messages") view=MessageSettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/consents") view=ConsentsPage ssr=SsrMode::Async />
                    <Route path=path!("/consents/ask") view=ConsentGatePage ssr=SsrMode::Async />
                    <Route path=path!("/consents/receipts/:receipt") view=ConsentReceiptPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/consents") view=ConsentPurposesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/consents/:code") view=ConsentPurposePage ssr=SsrMode::Async />
                    <Route path=path!("/security") view=SecurityPage ssr=SsrMode::Async />
                    <Route path=path!("/security/two-step") view=TwoStepPage ssr=SsrMode::Async />
                    <Route path=path!("/security/passkeys") view=PasskeysPage ssr=SsrMode::Async />
                    <Route path=path!("/security/password") view=PasswordPage ssr=SsrMode::Async />
                    <Route path=path!("/security/email") view=EmailPage ssr=SsrMode::Async />
                    <Route path=path!("/recover") view=RecoverPage ssr=SsrMode::Async />
                    <Route path=path!("/recover/code") view=RecoverCodePage ssr=SsrMode::Async />
                    <Route path=path!("/r/:token") view=NewPasswordPage ssr=SsrMode::Async />
                    <Route path=path!("/e/:token") view=ConfirmEmailPage ssr=SsrMode::Async />
                    <Route path=path!("/my-requests") view=MyRequestsPage ssr=SsrMode::Async />
                    <Route path=path!("/my-requests/:request") view=MyRequestPage ssr=SsrMode::Async />
                    <Route path=path!("/kept-form") view=KeptFormPage ssr=SsrMode::Async />
                    <Route path=path!("/not-me/:token") view=NotMePage ssr=SsrMode::Async />
                    <Route path=path!("/d/:token") view=LinkPage ssr=SsrMode::Async />
                    <Route path=path!("/staff") view=TodayPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/roles") view=RolesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/api-clients") view=ApiClientsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/libraries") view=LibrariesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/libraries/end") view=EndLibraryPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/settings") view=SettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/news") view=NewsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/register") view=RegisterPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/register/:category") view=RegisterEntryPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/contact") view=ContactPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/retention") view=RetentionPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/retention/people") view=RetentionPeoplePage ssr=SsrMode::Async />
                    <Route path=path!("/staff/retention/statistics") view=StatisticsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/retention/rules/:subject") view=RetentionRulePage ssr=SsrMode::Async />
                    <Route path=path!("/staff/retention/runs/:run") view=RetentionRunPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/logs") view=LogsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/patrons") view=PatronsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/patrons/:patron") view=PatronPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/requests") view=RequestsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/templates") view=TemplatesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/templates/:code") view=TemplatePage ssr=SsrMode::Async />
                    <Route path=path!("/staff/notes") view=NotesPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/notes/words") view=NoteWordsPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/mail") view=MailPage ssr=SsrMode::Async />
                    <Route path=path!("/demo/mail") view=DemoMailPage ssr=SsrMode::Async />
                    <Route path=path!("/staff/requests/:request") view=RequestPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
