#!/usr/bin/env python3
"""Reads an OpenDocument spreadsheet with nothing but the standard library and prints its sheets as JSON.

Fails if the package is not as OpenDocument 1.3 asks (part 2, 3.3: mimetype first, stored, without extra field), if a file
is damaged or no XML, or if a cell is a formula.
"""

import json
import sys
import zipfile
from xml.etree import ElementTree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def text_of(paragraph):
    text = paragraph.text or ""
    for child in paragraph:
        text += {TEXT + "s": " ", TEXT + "tab": "\t"}[child.tag] + (child.tail or "")
    return text


def cell(element):
    assert TABLE + "formula" not in element.attrib, "a formula"
    kind = element.get(OFFICE + "value-type")
    value = element.get(OFFICE + "date-value") or element.get(OFFICE + "value")
    if kind == "currency":
        value += " " + element.get(OFFICE + "currency")
    if kind == "string":
        value = "\n".join(text_of(p) for p in element.findall(TEXT + "p"))
    return [kind, value]


def main():
    path = sys.argv[1]
    with open(path, "rb") as file:
        start = file.read(30 + len("mimetype") + len(MIMETYPE))
    assert start[:4] == b"PK\x03\x04" and start[6:10] == b"\0\0\0\0", "mimetype is not stored plainly"
    assert start[28:30] == b"\0\0" and start[30:] == b"mimetype" + MIMETYPE, "mimetype is not first"
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, "a file is damaged"
        for name in package.namelist():
            if name.endswith(".xml"):
                ElementTree.fromstring(package.read(name))
        listed = ElementTree.fromstring(package.read("META-INF/manifest.xml"))
        paths = {entry.get(f"{{{listed.tag[1:].split('}')[0]}}}full-path") for entry in listed}
        files = {name for name in package.namelist() if name not in ("mimetype", "META-INF/manifest.xml")}
        assert paths == files | {"/"}, paths
        content = ElementTree.fromstring(package.read("content.xml"))
    sheets = []
    for table in content.iter(TABLE + "table"):
        rows = [[cell(c) for c in row.findall(TABLE + "table-cell")] for row in table.iter(TABLE + "table-row")]
        sheets.append({"name": table.get(TABLE + "name"), "rows": rows})
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    main()
