#!/usr/bin/env python3
"""Checks PDF files with two independent validators: page (PDF/A-2a, PDF/UA-1) and outloud (PDF/UA-1, and what a machine
can tell of the meaning). Prints what is wrong, one line each, and fails if anything is.

It needs PyPI page-validation and outloud.
"""

import re
import subprocess
import sys

import page

# What outloud takes for an error and is none here:
# TAG-002 takes the head of a table, repeated on its next page as an artifact (as ISO 14289-1 asks), for lost prose. That
# nothing is lost is tested by the text of the structure.
IGNORED = "TAG-002"


def lengths_are_right(data):
    """Whether every stream is as long as it says. page counts a stream that ends in a return as one byte shorter, because
    the line feed before `endstream` follows it."""
    for match in re.finditer(rb"/Length (\d+)[^>]*?>>\s*?stream\n", data, re.DOTALL):
        end = match.end() + int(match[1])
        if data[end : end + 10] != b"\nendstream":
            return False
    return True


def problems(path):
    with open(path, "rb") as file:
        data = file.read()
    for profile in ("ua1", "2a"):
        report = page.validate_pdf_bytes(data, profile=profile, limits=page.SafetyLimits.unlimited())
        for failure in report.failures:
            if failure.rule_id == "PDFA2A-STREAM-LENGTH-001" and lengths_are_right(data):
                continue
            yield f"{path}: {profile}: {failure.rule_id}: {failure.message}"
    outloud = [sys.executable, "-c", "from outloud.cli import main; main()", "--skip", IGNORED, path]
    result = subprocess.run(outloud, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        yield f"{path}: outloud: {result.stdout}{result.stderr}"


def main():
    found = [problem for path in sys.argv[1:] for problem in problems(path)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
