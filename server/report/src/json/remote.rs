//! What other services tell, after the categories.

use std::io::Write;

use carrel_domain::{Language, remote::RemoteData};

use super::{
    JsonWriter,
    text::{property, string},
};

impl<W: Write> JsonWriter<W> {
    /// Writes what one service tells: its parts, each with its fields and entries, and when they came or why not.
    pub(super) fn remote(&mut self, data: &RemoteData, language: Language) -> std::io::Result<()> {
        if self.in_remote {
            self.buffer.extend_from_slice(b",\n{");
        } else {
            self.close_section();
            self.buffer.extend_from_slice(b"\n},\"remote_sources\":[\n{");
            self.in_remote = true;
        }
        property(&mut self.buffer, "name", &data.name);
        self.buffer.push(b',');
        property(&mut self.buffer, "title", data.title.of(language));
        self.buffer.extend_from_slice(b",\"parts\":[");
        for (number, part) in data.parts.iter().enumerate() {
            let buffer = &mut self.buffer;
            buffer.extend_from_slice(if number > 0 { b",\n{" } else { b"\n{" });
            property(buffer, "title", part.title.of(language));
            buffer.extend_from_slice(b",\"fetched_at\":");
            match part.fetched_at {
                Some(time) => self.clock.write(buffer, time),
                None => buffer.extend_from_slice(b"null"),
            }
            buffer.extend_from_slice(b",\"problem\":");
            match part.trouble {
                Some(trouble) => string(buffer, trouble),
                None => buffer.extend_from_slice(b"null"),
            }
            buffer.extend_from_slice(b",\"fields\":[");
            for (number, field) in part.fields.iter().enumerate() {
                buffer.extend_from_slice(if number > 0 { b",{" } else { b"{" });
                property(buffer, "name", &field.name);
                buffer.push(b',');
                property(buffer, "heading", field.heading.of(language));
                buffer.push(b'}');
            }
            buffer.extend_from_slice(b"],\"entries\":[");
            for (number, row) in part.rows.iter().enumerate() {
                buffer.extend_from_slice(if number > 0 { b",\n{" } else { b"\n{" });
                for (at, (field, text)) in part.fields.iter().zip(row).enumerate() {
                    if at > 0 {
                        buffer.push(b',');
                    }
                    property(buffer, &field.name, text);
                }
                buffer.push(b'}');
            }
            buffer.extend_from_slice(b"]}");
            self.hand_on()?;
        }
        self.buffer.extend_from_slice(b"]}");
        self.hand_on()
    }
}
