"""Reminders to focal points: drafted before and after the due day, as .eml files or sent by SMTP."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from language import day_text, say
from model import Cycle

HOST, PORT, SENDER, USER, PASSWORD, SECURITY = (
    f"MONITOR_SMTP_{name}" for name in ("HOST", "PORT", "FROM", "USER", "PASSWORD", "SECURITY")
)
"""How mail is sent, from the environment; see ``mail_server``."""

USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
PATIENCE = 20
"""Seconds after which a server that does not answer is given up."""

LONGEST_HEADER = 500
"""Characters of a header before it is folded; a line of mail may have 998."""

ONE_ADDRESS = re.compile(r"[^@\s<>,;|\"]+@[^@\s<>,;|\"]+")

SUBJECTS = {
    "before": "Reminder: the return of {state} for the {cycle} is due on {due}",
    "today": "Reminder: the return of {state} for the {cycle} is due today",
    "after": "Reminder: the return of {state} for the {cycle} was due on {due}",
}
LEADS = {
    "before": "The return of {state} for the {cycle} is due on {due}, in {n} days.",
    "today": "The return of {state} for the {cycle} is due today, {due}.",
    "after": "The return of {state} for the {cycle} was due on {due}. It has not been received yet; returns are taken "
    "until {closes}.",
    "closed": "The return of {state} for the {cycle} was due on {due} and has not been received. The cycle closed on "
    "{closes}; please write to the Secretariat if a return is still to come.",
}
STANDS = {
    "not_opened": "The prefilled workbook has not been taken from the Implementation Monitor yet. It waits on the page "
    "“My return”, with what the depositaries have registered and what the last return said already filled in.",
    "in_preparation": "The workbook has been opened, and nothing has been sent yet. What is ready can be checked on "
    "the page “My return” at any time; a return can be sent with questions left open.",
    "sent_back": "The return was sent back with reasons, which stand on the page “My return”, and waits to be sent "
    "again.",
}
CLOSE = "If the return is on its way, please disregard this message. Questions may be sent in reply to it."
GREETING = "Dear focal point,"
SIGNED = "The Secretariat, Implementation Monitor"


class MailError(RuntimeError):
    """Mail could not be sent; the message is a sentence for the person who sends."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """By which server mail is sent and from whom; ``security`` is ``starttls``, ``tls`` or ``none``."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder for one State: to whom (nobody where no address is known), and what it says."""

    state: str
    to: tuple[str, ...]
    subject: str
    text: str


def mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """The mail server that the environment names, None where it names none. Raises MailError for one named in part."""
    host = environment.get(HOST, "").strip()
    if not host:
        return None
    sender = environment.get(SENDER, "").strip()
    if not is_address(sender):
        raise MailError(f"Mail is configured in part: {SENDER} must be the address that reminders come from.")
    security = environment.get(SECURITY, "starttls").strip().lower()
    if security not in USUAL_PORTS:
        raise MailError(f"{SECURITY} is “{security}”; it can be {', '.join(USUAL_PORTS)}.")
    port = environment.get(PORT, "").strip() or str(USUAL_PORTS[security])
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise MailError(f"{PORT} is “{port}”; it must be the number of a port.")
    return MailServer(host, int(port), sender, environment.get(USER, ""), environment.get(PASSWORD, ""), security)


def is_address(text: str) -> bool:
    """Whether mail can be sent to ``text``.

    >>> is_address("focal@example.org"), is_address("https://id.example|7"), is_address("a@b, c@d")
    (True, False, False)
    """
    return ONE_ADDRESS.fullmatch(text) is not None and text.isascii()


def reminder(
    state: str, name: str, stands: str, to: Iterable[str], cycle: Cycle, today: date, language: str = "en"
) -> Reminder:
    """The reminder that is right on the day for a State that stands at ``stands`` (not_opened, in_preparation, ...)."""
    days = (cycle.due - today).days
    when = "before" if days > 0 else "today" if days == 0 else "after"
    lead = LEADS["closed"] if today > cycle.closes else LEADS[when]
    if days == 1:
        lead = "The return of {state} for the {cycle} is due tomorrow, {due}."
    facts = {"state": name, "cycle": cycle.name, "n": days}
    facts |= {"due": day_text(cycle.due, language), "closes": day_text(cycle.closes, language)}
    said = [say(GREETING, language), say(lead, language, **facts)]
    if stands in STANDS:
        said.append(say(STANDS[stands], language))
    said += [say(CLOSE, language), say(SIGNED, language)]
    addresses = tuple(address for address in to if is_address(address))
    return Reminder(state, addresses, say(SUBJECTS[when], language, **facts), "\n\n".join(said) + "\n")


def message(drafted: Reminder, sender: str, moment: datetime) -> EmailMessage:
    """The reminder as a message written at ``moment`` (UTC); the same arguments give the same bytes."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = drafted.subject
    if sender:
        mail["From"] = Address("Implementation Monitor", addr_spec=sender)
    if drafted.to:
        mail["To"] = [Address(addr_spec=address) for address in drafted.to]
    mail["Date"] = format_datetime(moment.replace(tzinfo=UTC))
    said = "\n".join((drafted.subject, drafted.text, *drafted.to, moment.isoformat()))
    domain = sender.rpartition("@")[2] or "implementation-monitor.invalid"
    mail["Message-ID"] = f"<{hashlib.sha256(said.encode()).hexdigest()[:32]}@{domain}>"
    # By this a mail program opens the file as a message to be sent, not as one that came.
    mail["X-Unsent"] = "1"
    mail.set_content(drafted.text, cte="quoted-printable")
    # Folded at 78, a long subject would begin on an empty line, which some programs show as none.
    mail.policy = SMTP.clone(max_line_length=LONGEST_HEADER)
    return mail


def as_file(drafted: Reminder, sender: str, moment: datetime) -> bytes:
    """The reminder as an .eml file, ready to be opened in a mail program and sent."""
    return message(drafted, sender, moment).as_bytes()


def send(server: MailServer, reminders: Iterable[Reminder], moment: datetime) -> Iterator[tuple[Reminder, str]]:
    """Send reminders one after the other; gives each with an empty text when it went, or the sentence why not.

    Raises MailError when the server cannot be reached, is not secure as asked, or does not let us in.
    """
    with _connected(server) as line:
        for drafted in reminders:
            if not drafted.to:
                yield drafted, "No address of a focal point is known."
                continue
            mail = message(drafted, server.sender, moment)
            del mail["X-Unsent"]
            try:
                refused = line.send_message(mail)
            except smtplib.SMTPRecipientsRefused as error:
                yield drafted, f"The mail server does not take mail for {', '.join(error.recipients)}."
            except smtplib.SMTPServerDisconnected as error:
                raise MailError(f"{server.host} ended the connection; what had gone is listed.") from error
            except smtplib.SMTPException as error:
                yield drafted, f"The mail server refused the message: {_said(error)}."
            else:
                yield drafted, f"The mail server does not take mail for {', '.join(refused)}." if refused else ""


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    line: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            line = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        _let_in(line, server, context)
    except (smtplib.SMTPException, OSError) as error:
        if line is not None:
            line.close()
        raise MailError(_why(server, error)) from error
    return line


def _let_in(line: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    if server.security == "starttls":
        line.starttls(context=context)
    if server.user:
        line.login(server.user, server.password)


def _why(server: MailServer, error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{server.host} does not accept the user name and password of {USER}."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{server.host} does not offer what is asked for ({SECURITY}={server.security})."
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {server.host} cannot be trusted: {_reason(error)}. Where an authority of your own has "
            "issued it, name the file of that authority in SSL_CERT_FILE."
        )
    if isinstance(error, ssl.SSLError) and server.security == "tls":
        return (
            f"{server.host}, port {server.port}, does not speak TLS from the first byte ({_said(error)}); the port or "
            f"{SECURITY} may be another one."
        )
    return f"{server.host}, port {server.port}, cannot be reached: {_said(error)}."


def _reason(error: ssl.SSLCertVerificationError) -> str:
    """Why a certificate is not trusted, as the library says it, without its full stop."""
    return (error.verify_message or _said(error)).rstrip(".")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return str(error) or type(error).__name__
