//! What mails say.

use carrel_domain::Language;
use carrel_mail::{
    Placeholder, Template, Values,
    render::{Field, Problem, check, hide_identity_numbers, render},
    template::Words,
};

fn words(subject: &str, body: &str) -> Words {
    Words { subject: subject.to_owned(), body: body.to_owned() }
}

#[test]
fn every_mail_has_sound_words_in_every_language() {
    for template in Template::ALL {
        for language in Language::ALL {
            let words = template.default_words(language);
            assert_eq!(check(template, &words), [], "{template:?} {language}");
            assert!(!template.name(language).is_empty());
            let values = template.allowed().iter().fold(Values::new(), |values, placeholder| {
                assert!(!placeholder.explained(language).is_empty(), "{placeholder:?}");
                assert!(!placeholder.invented(language).is_empty(), "{placeholder:?}");
                values.with(*placeholder, placeholder.invented(language))
            });
            let rendered = render(template, &words, &values);
            assert!(!rendered.subject.contains("<<") && !rendered.body.contains("<<"), "{template:?}");
            assert!(rendered.body.contains("\n\n"), "paragraphs are kept: {template:?}");
            assert_eq!(Template::from_code(template.code()), Some(template));
        }
    }
}

#[test]
fn the_link_stands_alone_on_its_line() {
    for language in Language::ALL {
        let values = Values::new().with(Placeholder::MyDataUrl, "https://library.example/d/x");
        let rendered = render(Template::PatronData, &Template::PatronData.default_words(language), &values);
        assert!(rendered.body.lines().any(|line| line == "https://library.example/d/x"), "{}", rendered.body);
    }
}

#[test]
fn what_a_value_holds_is_never_read_again() {
    let values = Values::new()
        .with(Placeholder::Firstname, "<<mydataurl>>")
        .with(Placeholder::Surname, ">><<library")
        .with(Placeholder::MyDataUrl, "https://link");
    let template = words("<<patron.firstname>>", "<<patron.firstname>> <<patron.surname>>>> <<mydataurl>>");
    let rendered = render(Template::PatronData, &template, &values);
    assert_eq!(rendered.subject, "<<mydataurl>>");
    assert_eq!(rendered.body, "<<mydataurl>> >><<library>> https://link\n");
}

#[test]
fn a_subject_is_one_line_whatever_stands_in_it() {
    let values = Values::new().with(Placeholder::Firstname, "Anna\r\nBcc: eve@evil.example\u{0}\u{2028}");
    let rendered = render(Template::Test, &words("Hei <<patron.firstname>>\r\n", "x"), &values);
    assert_eq!(rendered.subject, "Hei Anna Bcc: eve@evil.example");
}

#[test]
fn what_is_wrong_with_a_template_is_named() {
    let problems = |subject: &str, body: &str| check(Template::PatronData, &words(subject, body));
    assert_eq!(problems("Data", "<<mydataurl>>"), []);
    assert_eq!(problems("Data", "<< mydataurl >>"), []);
    assert_eq!(problems("Data", "Hello"), [Problem::Missing(Placeholder::MyDataUrl)]);
    assert_eq!(problems("", "<<mydataurl>>"), [Problem::Empty(Field::Subject)]);
    assert_eq!(problems("Data", "<<mydataurl>> <<pin>>"), [Problem::Unknown(Field::Body, "pin".to_owned())]);
    assert_eq!(problems("Data", "<<mydataurl>> <<outcome>>"), [Problem::Unknown(Field::Body, "outcome".to_owned())]);
    assert_eq!(problems("Data", "<<mydataurl>> <<library"), [Problem::Unclosed(Field::Body)]);
    assert_eq!(problems("<<mydataurl>>", "<<mydataurl>>"), [Problem::AddressInSubject(Placeholder::MyDataUrl)]);
    assert_eq!(problems("Data", "<<mydataurl>> 131052-308T"), [Problem::IdentityNumber(Field::Body)]);
    let long = "x".repeat(20_001);
    assert_eq!(problems("Data", &format!("<<mydataurl>>{long}")), [Problem::TooLong(Field::Body, 20_000)]);
}

#[test]
fn no_mail_has_a_full_personal_identity_number() {
    let values = Values::new().with(Placeholder::Reason, "Koskee 131052-308T ja 010100a123b, ei 131052-308TX");
    let rendered = render(Template::RequestExtended, &words("x", "<<reason>>"), &values);
    assert_eq!(rendered.body, "Koskee ••••••-•••• ja •••••••••••, ei 131052-308TX\n");
    for harmless in ["2026-03-02", "321352-308T", "tel. 050 1234567-890", "131052-308", ""] {
        assert_eq!(hide_identity_numbers(harmless), harmless);
    }
    // A link is never touched, whatever its random letters look like.
    let link = "https://library.example/d/131052-308T";
    let rendered =
        render(Template::PatronData, &words("x", "<<mydataurl>>"), &Values::new().with(Placeholder::MyDataUrl, link));
    assert_eq!(rendered.body.trim_end(), link);
}
