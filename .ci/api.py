"""Attacks the interface for programs from its own description (schemathesis).

Starts the server that was built for the tests on the demo library, connects a program as an administrator does, and sends
what the description allows and what it does not: no call may fail, answer something undeclared, or get by without a token.
The same calls every time: what is invented is the same in each run.

    .ci/api.py SERVER     the built program
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

# Calls of each endpoint in the part that invents them: of all kinds, and of those that are answered with data.
EXAMPLES = {"all": 50, "positive": 12}
SCOPES = ["patrons", "logs", "requests", "disclosures", "preferences", "consents"]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
    "negative_data_rejection",
]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    """Signs in and sends forms, as the administrator's browser does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def post(self, path: str, fields: dict[str, str]) -> str:
        request = Request(self.base + path, urlencode(fields).encode(), {"Origin": self.base, "Sec-Fetch-Site": "same-origin"})
        with self.opener.open(request, timeout=30) as answer:
            return answer.read().decode()


def wait_for(base: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            sys.exit("The server ended by itself.")
        try:
            urlopen(base + "/health", timeout=5).close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    sys.exit("The server did not start.")


def card_of(accounts: str, role: str) -> tuple[str, str]:
    """Card number and PIN of whoever the demo library says is this."""
    found = re.search(rf"^\s*(\d+)\s+(\d+)\s.*\({role}", accounts, re.MULTILINE)
    if not found:
        sys.exit(f"The demo library has nobody {role}.")
    return found.group(1), found.group(2)


def token_for(base: str, card: str, pin: str) -> str:
    browser = Browser(base)
    browser.post("/sign-in", {"cardnumber": card, "pin": pin, "next": ""})
    form = {
        "name": "Attack from the description",
        "purpose": "Test",
        "networks": "127.0.0.0/8",
        "library": "",
        "ends_on": str(date.today() + timedelta(days=2)),
        "calls": "60000",
    }
    page = browser.post("/staff/api-clients", form | {f"scope-{scope}:read": "on" for scope in SCOPES})
    codes = re.findall(r'<dd[^>]*class="code"[^>]*>([^<]+)<', page)
    if len(codes) != 2:
        sys.exit("No program could be connected:\n" + re.sub(r"<[^>]+>", " ", page)[:2000])
    fields = {"grant_type": "client_credentials", "client_id": codes[0], "client_secret": codes[1]}
    with urlopen(base + "/api/v1/oauth/token", urlencode(fields).encode(), timeout=30) as answer:
        return json.load(answer)["access_token"]


def someone(database: Path) -> dict[str, str | int]:
    """A patron whose data may be read, by what each parameter calls them."""
    import sqlite3

    sql = """SELECT p.public_id, p.source_id, r.public_id FROM data_request AS r JOIN patron AS p ON p.id = r.patron_id
             WHERE r.state = 'open' AND r.kind IN ('access', 'portability') AND r.identity_checked_at IS NOT NULL"""
    with sqlite3.connect(database) as connection:
        row = connection.execute(sql).fetchone()
    if not row:
        sys.exit("Nobody's data may be read in the demo library.")
    public_id, number, request = row
    return {"id": public_id, "patron": public_id, "borrowernumber": int(number), "request": request}


def narrowed(document: dict, person: dict[str, str | int]) -> dict:
    """The description for somebody there is: what is invented alone is answered with 404. Cursors come from answers."""
    document = json.loads(json.dumps(document))
    for item in document["paths"].values():
        for operation in item.values():
            parameters = [one for one in operation.get("parameters", []) if one["name"] != "cursor"]
            for parameter in parameters:
                name = parameter["name"]
                is_number = name in ("object", "user") and parameter["schema"].get("type") == "integer"
                known = person.get("borrowernumber" if is_number else name)
                if known is not None:
                    parameter["schema"] = {"enum": [known]}
            operation["parameters"] = parameters
    return document


def attack(base: str, folder: Path, token: str, name: str, document: dict, mode: str) -> int:
    """Sends what a description says; answers how it ended."""
    described, report = folder / f"{name}.json", folder / f"{name}.har"
    described.write_text(json.dumps(document))
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        str(described),
        *("--url", base),
        *("--header", f"Authorization: Bearer {token}"),
        *("--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing"),
        *("--mode", mode),
        *("--max-examples", str(EXAMPLES[mode])),
        "--generation-deterministic",
        "--no-shrink",
        *("--workers", "1"),
        *("--request-timeout", "20"),
        *("--warnings", "off"),
        *("--report", "har"),
        *("--report-har-path", str(report)),
    ]
    ended = subprocess.run(command, cwd=folder, timeout=300, check=False).returncode
    if mode == "positive" and ended == 0:
        return untouched(report, document)
    return ended


def untouched(report: Path, document: dict) -> int:
    """An attack that never got an answer has tried nothing: each endpoint for reading was answered with data."""
    answered = {
        re.sub(r"/patrons/[^/]+/", "/patrons/{id}/", entry["request"]["url"].split("?")[0].split("/", 3)[3])
        for entry in json.loads(report.read_text())["log"]["entries"]
        if entry["response"]["status"] == 200
    }
    missing = [path for path, item in document["paths"].items() if "get" in item and path[1:] not in answered]
    for path in missing:
        print(f"GET {path} was never answered with data.")
    return 1 if missing else 0


def provide_hashes(carrel: Path) -> None:
    """Pages need the names of the browser's files beside the server; a build for the browser brings the true ones."""
    hashes = carrel.with_name("hash.txt")
    if not hashes.exists():
        hashes.write_text("js: TEST\nwasm: TEST\ncss: TEST\n")


def main() -> int:
    carrel = Path(sys.argv[1]).resolve()
    provide_hashes(carrel)
    with tempfile.TemporaryDirectory(prefix="carrel-api.") as name:
        folder, base = Path(name), f"http://127.0.0.1:{free_port()}"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CARREL_")} | {
            "CARREL_DATA_DIR": name,
            "CARREL_DATABASE_URL": f"sqlite:{folder}/carrel.sqlite",
            "CARREL_LISTEN": base.removeprefix("http://"),
            "CARREL_BASE_URL": base,
            "CARREL_SITE_DIR": str(folder / "site"),
            "RUST_LOG": "error",
        }
        subprocess.run([carrel, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
        demo = subprocess.run([carrel, "demo"], env=environment, check=True, stdout=subprocess.PIPE, text=True)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([carrel, "serve"], env=environment, stdout=log, stderr=log)
        try:
            wait_for(base, server)
            token = token_for(base, *card_of(demo.stdout, "who runs the installation"))
            with urlopen(base + "/api/v1/openapi.json", timeout=30) as answer:
                document = json.load(answer)
            somebody = narrowed(document, someone(folder / "carrel.sqlite"))
            return max(
                attack(base, folder, token, "as-described", document, "all"),
                attack(base, folder, token, "about-somebody", somebody, "positive"),
            )
        except HTTPError as error:
            sys.exit(f"{error}\n{error.read().decode()[:2000]}")
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
            # What failed there is said there.
            sys.stdout.write((folder / "log").read_text()[-4000:])


if __name__ == "__main__":
    sys.exit(main())
