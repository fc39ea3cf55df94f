//! Text in XML, and the parts of an OpenDocument spreadsheet that are always the same.

use crate::{
    neutral::{GUARD, is_dangerous},
    visible::{in_words, is_foreign_to_xml},
};

/// What the package is (OpenDocument 1.3, part 2, 3.3).
pub(super) const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// What the package holds.
pub(super) const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"#;

/// No styles beyond those of the content: some programs miss the file.
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>
"#;

/// The beginning of the content, with the styles of columns (`narrow`, `wide`) and cells (`head`, `text`, `date`, `time`,
/// `money`): dates in the one form that reads and sorts the same everywhere.
pub(super) const CONTENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">
<office:automatic-styles>
<style:style style:name="narrow" style:family="table-column"><style:table-column-properties style:column-width="3.6cm"/></style:style>
<style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="7.2cm"/></style:style>
<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:date-style style:name="moment"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<number:number-style style:name="amount"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1"/></number:number-style>
<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="bottom"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="text" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="day"><style:table-cell-properties style:vertical-align="top"/></style:style>
<style:style style:name="time" style:family="table-cell" style:data-style-name="moment"><style:table-cell-properties style:vertical-align="top"/></style:style>
<style:style style:name="money" style:family="table-cell" style:data-style-name="amount"><style:table-cell-properties style:vertical-align="top"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
"#;

/// The end of the content.
pub(super) const CONTENT_END: &str = "</office:spreadsheet></office:body></office:document-content>\n";

/// Writes text where markup or an attribute may stand; what XML cannot hold is named.
pub(super) fn escape(buffer: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => buffer.push_str("&amp;"),
            '<' => buffer.push_str("&lt;"),
            '>' => buffer.push_str("&gt;"),
            '"' => buffer.push_str("&quot;"),
            '\r' => buffer.push_str("&#13;"),
            other if is_foreign_to_xml(other) => buffer.push_str(&in_words(other)),
            other => buffer.push(other),
        }
    }
}

/// Writes a text as the paragraphs of a cell: a line for each line, with every space and tab kept.
pub(super) fn paragraphs(buffer: &mut String, text: &str) {
    let text = text.replace("\r\n", "\n");
    let guard = if is_dangerous(&text) { Some(GUARD) } else { None };
    for (at, line) in text.split(['\n', '\r']).enumerate() {
        buffer.push_str("<text:p>");
        if at == 0
            && let Some(guard) = guard
        {
            buffer.push(guard);
        }
        if line.contains("  ") || line.contains('\t') || line.starts_with(' ') || line.ends_with(' ') {
            spaced(buffer, line);
        } else {
            escape(buffer, line);
        }
        buffer.push_str("</text:p>");
    }
}

/// White space collapses in OpenDocument unless it is written as elements (part 3, 6.1.2).
fn spaced(buffer: &mut String, line: &str) {
    let mut from = 0;
    for (at, character) in line.char_indices() {
        let element = match character {
            ' ' => "<text:s/>",
            '\t' => "<text:tab/>",
            _ => continue,
        };
        escape(buffer, &line[from..at]);
        buffer.push_str(element);
        from = at + 1;
    }
    escape(buffer, &line[from..]);
}
