"""A whole cycle as people live it: opened, reminded, filled, mended, sent, asked, amended, accepted, published in part.

With a real provider that signs people in, a real SMTP server, workbooks filled in a real LibreOffice, and a real
browser for each person. At every step each of them is asked what they see of Kenya's return.
"""

from __future__ import annotations

import csv
import email
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from founding import LOCAL, founded_store
from model import Role
from store import Act
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, ROOT, dashboard, free_port
from tests.signing_in import provider, sign_in
from tests.stores import facts_file

__all__ = ["facts_file"]

pytestmark = [pytest.mark.browser, pytest.mark.office]

SYSTEM_PYTHON = "/usr/bin/python3"
PEOPLE = {
    "kenya": (Role.FOCAL_POINT, "KEN"),
    "france": (Role.FOCAL_POINT, "FRA"),
    "analyst": (Role.ANALYST, None),
    "admin": (Role.ADMINISTRATOR, None),
}

OPEN, UNPUBLISHED, CONFIDED = "Act No. 9 of 2009", "Told of the Code, not to be published", "Told in confidence"
COVER = {
    "E6": "Wanjiru Kamau",
    "E8": "kenya@example.org",
    "E10": "In part",
    "E11": "Yes",
    "E12": "Yes",
    "E13": "No",
    "E14": "No",
}
WRONG = {
    "Cover": COVER,
    "B Declaration": {"E8": "maybe so", "H12": OPEN, "E12": "Fully", "E55": "Partly", "H55": CONFIDED, "I55": "Yes"},
    "C Code": {"E9": "Partly", "H9": UNPUBLISHED},
}
MENDED = {"B Declaration": {"E8": "Partly"}}
AMENDED = {"B Declaration": {"E8": "Fully"}}
MARKED, PUBLISHED, KEPT, PART_C = "d1_1", "d2_1", "d8_5", "c1_law"
"""The questions behind those cells: the one filled wrongly, one published, one confided, one of a part kept back."""

STEPS = [
    Act.CYCLE,
    Act.REMINDER,
    Act.UPLOAD,
    Act.DRAFT,
    Act.SUBMISSION,
    Act.REVIEW,
    Act.QUESTION,
    Act.REPLY,
    Act.SUBMISSION,
    Act.ACCEPTANCE,
]
"""What the record must tell, in this order, among other acts."""


class Postbox:
    """A handler of aiosmtpd that keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append((list(envelope.rcpt_tos), envelope.content or b""))
        return "250 OK"


@dataclass
class Person:
    """Somebody with a browser of their own, and all that the dashboard ever sent into it."""

    page: Page
    address: str
    received: list[bytes] = field(default_factory=list)

    def at(self, path: str) -> str:
        """Type an address, wait until the page stands, and read it."""
        self.page.goto(f"{self.address}/{path}")
        return self.said()

    def said(self) -> str:
        """What the page says once it has been drawn anew."""
        self.page.locator(".footer").wait_for(timeout=60_000)
        self.page.wait_for_timeout(400)
        self.page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=60_000)
        self.page.wait_for_timeout(200)
        assert not self.page.locator("[data-testid=stException]").count()
        return self.page.locator(".stMainBlockContainer").inner_text()

    def press(self, button: str, then: str = "") -> str:
        """Press a button, and wait for what it says."""
        self.page.get_by_role("button", name=button, exact=True).first.click()
        if then:
            self.page.get_by_text(then).first.wait_for(timeout=60_000)
        return self.said()

    def tick(self, words: str) -> None:
        """Choose what begins with these words."""
        self.page.locator("label").filter(has_text=re.compile(f"^{re.escape(words)}")).first.click()
        self.said()

    def write(self, label: str, text: str) -> None:
        """Write into a field and leave it."""
        self.page.get_by_label(label).first.fill(text)
        self.page.keyboard.press("Tab")
        self.said()

    def take(self, button: str, path: Path) -> Path:
        """Download what a button offers."""
        with self.page.expect_download(timeout=60_000) as download:
            self.page.get_by_role("button", name=button).first.click()
        download.value.save_as(path)
        return path

    def answers(self, cycle: str) -> dict[str, str]:
        """What the data interface gives this person of Kenya's answers: by question the value, or why there is none."""
        rows: list[dict[str, str]] = []
        path: str | None = f"/api/v1/answers?state=KEN&cycle={cycle}"
        while path:
            found = json.loads(self._asked(path))
            rows += found["rows"]
            path = found["links"].get("next")
        return {row["question"]: row["value"] or row["missing"] for row in rows}

    def package(self, cycle: str) -> tuple[dict[str, str], bool]:
        """Download the whole data package; gives Kenya's answers in it, and whether it is marked as confidential."""
        with zipfile.ZipFile(io.BytesIO(self._asked("/api/v1/package"))) as held:
            files = {name: held.read(name) for name in held.namelist()}
        self.received += files.values()
        rows = csv.DictReader(io.StringIO(files["data/answers.csv"].decode()))
        kenyan = [row for row in rows if (row["state"], row["cycle"]) == ("KEN", cycle)]
        marked = b"for the Secretariat only" in files["datapackage.json"]
        return {row["question"]: row["value"] or row["missing"] for row in kenyan}, marked

    def _asked(self, path: str) -> bytes:
        answer = self.page.request.get(f"{self.address}{path}", timeout=60_000)
        assert answer.status == 200, answer.text()
        self.received.append(answer.body())
        return answer.body()

    def was_told(self, words: str) -> bool:
        """Whether these words ever came into this browser, shown or not."""
        return any(words.encode() in message for message in self.received)


def person(browser: Browser, address: str, login: str = "") -> Person:
    """A person at the first page, signed in unless of the public."""
    page = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900}).new_page()
    one = Person(page, address)

    def kept(message: str | bytes) -> None:
        one.received.append(message.encode() if isinstance(message, str) else message)

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", kept)

    page.on("websocket", opened)
    one.at("")
    if login:
        sign_in(page, login)
        one.said()
    return one


def filled(book: Path, typed: dict[str, dict[str, str]], folder: Path) -> Path:
    """The workbook after a person has typed into it in LibreOffice and saved it."""
    folder.mkdir()
    words = [[sheet, cell, text] for sheet, cells in typed.items() for cell, text in cells.items()]
    (folder / "typed.json").write_text(json.dumps(words))
    command = [SYSTEM_PYTHON, ROOT / "tests" / "office_fill.py", book, folder / "typed.json", folder, "xlsx"]
    subprocess.run(command, check=True, timeout=180)
    return folder / "filled.xlsx"


@dataclass
class Walk:
    """Where it happens, and who takes part."""

    address: str
    store: str
    mail: Postbox
    browser: Browser
    folder: Path
    people: dict[str, Person]

    def seen(self, cycle: str) -> dict[str, dict[str, str]]:
        """What each of them is given of Kenya's answers."""
        return {name: one.answers(cycle) for name, one in self.people.items()}


@pytest.fixture
def walk(facts_file: Path, tmp_path: Path) -> Iterator[Walk]:
    """A real store with real facts and no return, served with sign-in and mail; nobody has done anything yet."""
    assert shutil.which("soffice"), "LibreOffice is not installed: the workbooks of this test are filled with it."
    url = f"sqlite:///{shutil.copy(facts_file, tmp_path / 'store.sqlite')}"
    store = founded_store(url)
    assert not store.demonstration
    for name, (role, state) in PEOPLE.items():
        store.grant(LOCAL, f"{name}@example.org", role, state)
    store.close()
    port, mail = free_port(), Postbox()
    control = Controller(mail, hostname="127.0.0.1", port=free_port())
    control.start()
    smtp = {"HOST": "127.0.0.1", "PORT": str(control.port), "FROM": "monitor@un.example", "SECURITY": "none"}
    posted = {f"MONITOR_SMTP_{name}": value for name, value in smtp.items()}
    addresses = [f"{name}@example.org" for name in PEOPLE]
    try:
        with (
            provider(tmp_path, addresses, port) as signed,
            dashboard(url, tmp_path / "dashboard.log", port, **signed, **posted) as address,
            sync_playwright() as driver,
        ):
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
            people = {name: person(browser, address, name) for name in PEOPLE}
            yield Walk(address, url, mail, browser, tmp_path, people | {"public": person(browser, address)})
            browser.close()
    finally:
        control.stop()


def test_a_whole_cycle(walk: Walk) -> None:
    cycle = opened_and_reminded(walk)
    mended = filled_wrongly_and_mended(walk, cycle)
    sent(walk, cycle, mended)
    asked_and_answered(walk)
    amended(walk, cycle)
    accepted(walk, cycle)
    pages_are_each_persons_own(walk, cycle)
    the_record_tells_it_all(walk)
    a_sign_in_ends_and_cannot_be_forged(walk, cycle)


def opened_and_reminded(walk: Walk) -> str:
    """The administrator opens a cycle and reminds those who are known; gives the code of the cycle."""
    admin = walk.people["admin"]
    admin.at("cycle")
    admin.page.get_by_text("Open a cycle, or change the days of one").click()
    admin.page.get_by_role("button", name="Open the cycle", exact=True).first.wait_for()
    admin.said()
    code = admin.page.get_by_label("Code", exact=True).input_value()
    admin.press("Open the cycle", "The cycle is open.")
    assert walk.people["public"].answers(code) == {}
    admin.at(f"cycle?cycle={code}")
    admin.press("Send reminders by 127.0.0.1 (2)", "2 reminders were sent.")
    assert sorted(to for to, _ in walk.mail.taken) == [["france@example.org"], ["kenya@example.org"]]
    letter = email.message_from_bytes(walk.mail.taken[-1][1], policy=policy.default)
    assert "monitor@un.example" in letter["From"]
    assert f"cycle {code}" in letter["Subject"] + letter.get_content()
    assert "Send reminders" not in walk.people["analyst"].at(f"cycle?cycle={code}")
    for name in ("kenya", "public"):
        assert "This page is for the Secretariat" in walk.people[name].at("cycle")
    return code


def filled_wrongly_and_mended(walk: Walk, cycle: str) -> Path:
    """Kenya's workbook is filled with an error, comes back annotated, and is mended; gives the mended file."""
    kenya, folder = walk.people["kenya"], walk.folder
    kenya.at("my_return")
    blank = kenya.take("Download the workbook", folder / "blank.xlsx")
    assert load_workbook(blank)["Cover"]["A1"].value.split("|")[2:4] == [cycle, "KEN"]
    kenya.page.set_input_files("input[type=file]", filled(blank, WRONG, folder / "wrong"))
    kenya.page.get_by_text("Read and kept as a draft: filled.xlsx").wait_for(timeout=60_000)
    said = kenya.said()
    assert "“maybe so” is none of the answers to choose from." in said
    assert "1 error" in said
    annotated = kenya.take("Download it with the findings", folder / "annotated.xlsx")
    assert "maybe so" in load_workbook(annotated)["B Declaration"]["E8"].comment.text
    mended = filled(annotated, MENDED, folder / "mended")
    kenya.page.set_input_files("input[type=file]", mended)
    kenya.page.get_by_text("“maybe so” is none").first.wait_for(state="detached", timeout=60_000)
    assert "error" not in kenya.said().partition("The draft")[2].partition("Download it")[0]
    assert not any(walk.seen(cycle).values()), "a draft is the State's alone"
    return mended


def sent(walk: Walk, cycle: str, mended: Path) -> None:
    """The focal point sends with the consent of the cover; anybody verifies the receipt; nothing is published yet."""
    kenya, public = walk.people["kenya"], walk.people["public"]
    kenya.at("my_return?step=send")
    consent = kenya.page.get_by_label("May the Secretariat publish these answers?")
    assert consent.get_by_role("radio", name="In part").is_checked()
    parts = [box.is_checked() for box in kenya.page.get_by_role("checkbox").all()]
    assert parts == [True, True, False, False, False]
    kenya.tick("I send this return on behalf of Kenya")
    kenya.press("Send the return", "The return was received.")
    code = kenya.page.locator(".receipt dd").last.inner_text()
    receipt = kenya.take("Receipt as PDF", walk.folder / "receipt.pdf")
    paper = subprocess.run(["pdftotext", receipt, "-"], capture_output=True, text=True, check=True).stdout
    assert code in paper
    public.at("receipt")
    public.write("Receipt code", code)
    public.page.get_by_text("nothing of its receipt has changed").wait_for(timeout=60_000)
    public.at("receipt")
    public.page.set_input_files("input[type=file]", mended)
    public.page.get_by_text("nothing of its receipt has changed").wait_for(timeout=60_000)
    assert code in public.said()
    nobody_else_is_given_anything(walk, cycle, "what waits for review is not published")


def asked_and_answered(walk: Walk) -> None:
    """The analyst takes the return up and asks; the focal point answers in the browser."""
    analyst, kenya = walk.people["analyst"], walk.people["kenya"]
    analyst.at("review?return=1")
    analyst.press("Take up the review", "You have taken up this review.")
    answer = analyst.page.get_by_label("Which answer").last
    answer.click()
    label = load_workbook(walk.folder / "blank.xlsx")["B Declaration"]["C8"].value
    answer.fill(label[:40])
    analyst.page.get_by_role("option").first.click()
    analyst.page.get_by_label("What is asked").fill("Which part is not carried out yet?")
    analyst.press("Ask", "Asked; the State reads it at once.")
    assert "Which part is not carried out yet?" not in walk.people["france"].at(
        "my_return?state=KEN&step=clarifications"
    )
    assert "Which part is not carried out yet?" in kenya.at("my_return?step=clarifications")
    kenya.page.get_by_label("Your answer").fill("None any more: the Act was amended.")
    kenya.press("Send the answer", "Your answer was sent.")
    assert "None any more: the Act was amended." in analyst.at("review?return=1")


def amended(walk: Walk, cycle: str) -> None:
    """Kenya fills the workbook anew, prefilled with what it sent, and sees what changes before it sends it."""
    kenya = walk.people["kenya"]
    kenya.at("my_return")
    prefilled = kenya.take("Download the workbook", walk.folder / "prefilled.xlsx")
    assert load_workbook(prefilled)["B Declaration"]["E12"].value == "Fully"
    again = filled(prefilled, {"Cover": COVER, **AMENDED}, walk.folder / "amended")
    kenya.page.set_input_files("input[type=file]", again)
    kenya.page.get_by_text("Read and kept as a draft: filled.xlsx").wait_for(timeout=60_000)
    said = kenya.at("my_return?step=send")
    assert "B Declaration, E8 Answer: Partly → Fully" in said
    assert "Cell by cell (1)" in said
    assert "Figure by figure (1)" in said
    kenya.write("Why is the return amended?", "The Act was amended.")
    kenya.tick("Both, after a question of the Secretariat")
    kenya.tick("I send this return on behalf of Kenya")
    kenya.press("Send the return", "The return was received.")
    said = kenya.at("my_return?step=history")
    assert "The Act was amended." in said
    assert "version 1; asked for by: Both, after a question of the Secretariat" in said
    nobody_else_is_given_anything(walk, cycle, "an amendment waits for review like a first version")


def nobody_else_is_given_anything(walk: Walk, cycle: str, why: str) -> None:
    """Neither the data interface nor the data package gives the public or another State anything of Kenya's."""
    for name in ("public", "france"):
        one = walk.people[name]
        assert one.answers(cycle) == {}, why
        assert one.package(cycle) == ({}, False), why
        assert not any(one.was_told(words) for words in (OPEN, UNPUBLISHED, CONFIDED)), why


def accepted(walk: Walk, cycle: str) -> None:
    """The analyst accepts the second version; from then on the public is given what Kenya consented to."""
    analyst = walk.people["analyst"]
    said = analyst.at("review?return=2")
    assert "The Act was amended." in said
    assert "Asked for by: Both, after a question of the Secretariat" in said
    analyst.press("Accept the return", "Accepted: its answers are in the figures now.")
    seen = walk.seen(cycle)
    whole = {MARKED: "fully", PUBLISHED: "fully", KEPT: "partly", PART_C: "partly"}
    published = whole | {KEPT: "confidential", PART_C: "confidential"}
    for name in PEOPLE:
        expected = published if name == "france" else whole
        assert seen[name].items() >= expected.items(), name
    assert seen["public"] == seen["france"]
    assert {value for code, value in seen["public"].items() if code.startswith(("c", "x"))} == {"confidential"}


def pages_are_each_persons_own(walk: Walk, cycle: str) -> None:
    """The page of the State, the whole data set, and all that ever came into each browser."""
    for name, one in walk.people.items():
        said = one.at(f"states?state=KEN&cycle={cycle}")
        assert "No return has arrived" not in said, name
        inside = name not in ("public", "france")
        assert one.package(cycle) == (one.answers(cycle), inside), name
        assert one.was_told(OPEN), name
        assert (one.was_told(CONFIDED), one.was_told(UNPUBLISHED)) == (inside, inside), name
    for name in ("france", "analyst", "public"):
        assert "Wanjiru Kamau" not in walk.people[name].at("my_return?state=KEN&step=history")
    for name in ("public", "france", "kenya"):
        assert "This page is for the Secretariat" in walk.people[name].at("review?return=2")
    looks = walk.people["kenya"].at("my_return?step=history").partition("Who looked at your confidential answers")[2]
    assert "analyst@example.org" in looks
    assert "return 2" in looks


def the_record_tells_it_all(walk: Walk) -> None:
    """The administrator reads and exports the record, nobody else does; nothing in the store was altered."""
    for name in ("public", "france", "kenya", "analyst"):
        assert "This page is for administrators" in walk.people[name].at("record")
    admin = walk.people["admin"]
    admin.at("record")
    admin.press("Verify the whole record", "Nothing was altered or removed")
    record = admin.take("Export the whole record", walk.folder / "record.jsonl").read_text().splitlines()
    done = iter([json.loads(line)["act"] for line in record])
    assert all(step in done for step in STEPS), "an act is missing on the record, or out of its order"
    signed_in = {event["actor"].rpartition("|")[2] for event in map(json.loads, record) if event["act"] == Act.SIGN_IN}
    assert signed_in == set(PEOPLE)
    command = [sys.executable, "-m", "store", "verify", "--store", walk.store]
    verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
    assert "Nothing was altered or removed" in verified.stdout


def a_sign_in_ends_and_cannot_be_forged(walk: Walk, cycle: str) -> None:
    """A cookie that was altered, and a copy of one whose owner signed out, are the public's."""
    kenya, public = walk.people["kenya"], walk.people["public"].answers(cycle)
    cookies = kenya.page.context.cookies()
    assert public != kenya.answers(cycle)

    def with_cookies(changed: bool) -> Person:
        one = person(walk.browser, walk.address)
        own = [dict(cookie) for cookie in cookies if cookie["domain"] == "localhost"]
        for cookie in own:
            if changed and cookie["name"].startswith("_streamlit_user"):
                middle = len(cookie["value"]) // 2
                other = "A" if cookie["value"][middle] != "A" else "B"
                cookie["value"] = cookie["value"][:middle] + other + cookie["value"][middle + 1 :]
        one.page.context.add_cookies(own)
        return one

    def is_public(one: Person) -> None:
        assert one.answers(cycle) == public
        assert "A focal point signs in" in one.at("my_return") or "Your access is another one" in one.said()
        one.at(f"states?state=KEN&cycle={cycle}")
        assert not one.was_told(CONFIDED)
        assert not one.was_told(UNPUBLISHED)

    assert with_cookies(changed=False).answers(cycle) == kenya.answers(cycle)
    is_public(with_cookies(changed=True))
    kenya.at("")
    kenya.page.get_by_role("button", name="Sign out").click()
    kenya.page.wait_for_timeout(3_000)
    is_public(with_cookies(changed=False))
    assert kenya.answers(cycle) == public
