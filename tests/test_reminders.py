"""Reminders: what they say on which day, as files, and sent by a real SMTP server on loopback."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import date, datetime
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given
from hypothesis import strategies as st

from exports.reminders import (
    MailError,
    MailServer,
    as_file,
    is_address,
    mail_server,
    message,
    reminder,
    send,
)
from model import Cycle
from tests.serving import free_port

CYCLE = Cycle("2026", "First cycle", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))
NOON = datetime(2026, 2, 20, 12)
SENDER = "monitor@un.example"


def kenya(day: str = "2026-02-20", stands: str = "not_opened", to: tuple[str, ...] = ("focal@ken.example",)):
    return reminder("KEN", "Kenya", stands, to, CYCLE, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "subject", "lead"),
    [
        ("2026-02-20", "is due on 27 February 2026", "in 7 days"),
        ("2026-02-26", "is due on 27 February 2026", "due tomorrow"),
        ("2026-02-27", "is due today", "due today"),
        ("2026-02-28", "was due on 27 February 2026", "returns are taken until 31 December 2026"),
        ("2027-01-01", "was due on 27 February 2026", "The cycle closed on 31 December 2026"),
    ],
)
def test_a_reminder_is_right_on_its_day(day: str, subject: str, lead: str) -> None:
    drafted = kenya(day)
    assert subject in drafted.subject
    assert "Kenya" in drafted.subject
    assert lead in drafted.text


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        ("not_opened", "has not been taken"),
        ("in_preparation", "has been opened"),
        ("sent_back", "sent back with reasons"),
    ],
)
def test_a_reminder_knows_where_the_return_stands(stands: str, words: str) -> None:
    assert words in kenya(stands=stands).text


def test_only_addresses_are_written_to() -> None:
    assert kenya(to=("https://id.example|7", "a@b.example", "x@y, z@w")).to == ("a@b.example",)


@given(st.text())
def test_an_address_never_carries_a_header(text: str) -> None:
    if is_address(text):
        drafted = kenya(to=(text,))
        read = email.message_from_bytes(as_file(drafted, SENDER, NOON), policy=policy.default)
        assert len(read["To"].addresses) == 1
        assert not read.defects


def test_a_file_opens_as_a_message_to_be_sent() -> None:
    content = as_file(kenya(), SENDER, NOON)
    assert content == as_file(kenya(), SENDER, NOON)
    read = email.message_from_bytes(content, policy=policy.default)
    assert (read["X-Unsent"], read["To"], read["Subject"]) == ("1", "focal@ken.example", kenya().subject)
    assert read["Date"].datetime.isoformat() == "2026-02-20T12:00:00+00:00"
    assert read.get_content().replace("\r\n", "\n") == kenya().text
    assert b"\r\n" in content


def test_without_an_address_or_a_sender_the_file_leaves_them_open() -> None:
    read = message(kenya(to=()), "", NOON)
    assert read["To"] is None
    assert read["From"] is None


class Postbox:
    """A handler of aiosmtpd that keeps what it is given, and refuses one address."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if address.startswith("gone@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, MailServer]]:
    """A real SMTP server on loopback."""
    box, port = Postbox(), free_port()
    control = Controller(box, hostname="127.0.0.1", port=port)
    control.start()
    yield box, MailServer("127.0.0.1", port, SENDER, security="none")
    control.stop()


def test_reminders_go_by_mail(postbox: tuple[Postbox, MailServer]) -> None:
    box, server = postbox
    nobody = reminder("PER", "Peru", "not_opened", (), CYCLE, date(2026, 2, 20))
    gone = reminder("FRA", "France", "not_opened", ("gone@fra.example",), CYCLE, date(2026, 2, 20))
    went = {one.state: trouble for one, trouble in send(server, [gone, nobody, kenya()], NOON)}
    assert went == {
        "FRA": "The mail server does not take mail for gone@fra.example.",
        "PER": "No address of a focal point is known.",
        "KEN": "",
    }
    [(sender, to, content)] = box.taken
    assert (sender, to) == (SENDER, ["focal@ken.example"])
    assert email.message_from_bytes(content)["X-Unsent"] is None


def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    server = MailServer("127.0.0.1", free_port(), SENDER, security="none")
    with pytest.raises(MailError, match="cannot be reached"):
        list(send(server, [kenya()], NOON))


def test_a_server_without_encryption_is_refused_where_it_is_asked_for(postbox: tuple[Postbox, MailServer]) -> None:
    box, server = postbox
    with pytest.raises(MailError, match="does not offer"):
        list(send(MailServer(server.host, server.port, SENDER), [kenya()], NOON))
    assert not box.taken


def test_a_wrong_password_is_a_sentence() -> None:
    def judge(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    box, port = Postbox(), free_port()
    control = Controller(box, hostname="127.0.0.1", port=port, authenticator=judge, auth_require_tls=False)
    control.start()
    try:
        right, wrong = (MailServer("127.0.0.1", port, SENDER, "monitor", word, "none") for word in ("right", "wrong"))
        assert [trouble for _, trouble in send(right, [kenya()], NOON)] == [""]
        with pytest.raises(MailError, match="user name and password"):
            list(send(wrong, [kenya()], NOON))
    finally:
        control.stop()
    assert len(box.taken) == 1


def test_the_mail_server_is_named_by_the_environment() -> None:
    named = {"MONITOR_SMTP_HOST": "mail.example", "MONITOR_SMTP_FROM": SENDER}
    assert mail_server({}) is None
    assert mail_server(named) == MailServer("mail.example", 587, SENDER)
    assert mail_server({**named, "MONITOR_SMTP_SECURITY": "tls"}).port == 465


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MONITOR_SMTP_FROM": ""}, "MONITOR_SMTP_FROM"),
        ({"MONITOR_SMTP_FROM": "the Secretariat"}, "MONITOR_SMTP_FROM"),
        ({"MONITOR_SMTP_PORT": "smtp"}, "MONITOR_SMTP_PORT"),
        ({"MONITOR_SMTP_PORT": "99999"}, "MONITOR_SMTP_PORT"),
        ({"MONITOR_SMTP_SECURITY": "ssl"}, "MONITOR_SMTP_SECURITY"),
    ],
)
def test_a_server_named_in_part_is_a_sentence(wrong: dict[str, str], said: str) -> None:
    named = {"MONITOR_SMTP_HOST": "mail.example", "MONITOR_SMTP_FROM": SENDER}
    with pytest.raises(MailError, match=said):
        mail_server({**named, **wrong})
