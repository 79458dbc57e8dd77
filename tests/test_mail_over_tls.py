"""Reminders over TLS, by STARTTLS and from the first byte: a real SMTP server on loopback with its own certificate."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from exports.reminders import MailError, MailServer, reminder, send
from model import Cycle
from tests.serving import free_port

CYCLE = Cycle("2026", "First cycle", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))
KENYA = reminder("KEN", "Kenya", "not_opened", ["focal@ken.example"], CYCLE, date(2026, 2, 20))
NOON = datetime(2026, 2, 20, 12)
HOST, SENDER = "127.0.0.1", "monitor@un.example"
SECURITIES = ["starttls", "tls"]


class Postbox:
    """A handler of aiosmtpd that keeps to whom it was given mail, and whether encrypted and after a login."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bool]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.taken.append((list(envelope.rcpt_tos), session.authenticated and encrypted))
        return "250 OK"


def certificate(folder: Path, name: x509.GeneralName, ends: timedelta = timedelta(days=1)) -> Path:
    """A certificate that vouches for itself, with its key, for one server, until ``ends`` from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    ours = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail server of the tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(ours)
        .issuer_name(ours)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + ends)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    unlocked = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unlocked) + made.public_bytes(pem),
    )
    return path


def judge(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"monitor", b"right"), handled=False)


Serving = Callable[..., tuple[Postbox, MailServer]]


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """Starts a server that offers ``offers`` and wants a login; ``trusted`` whether its certificate is known here."""
    running: list[Controller] = []

    def started(
        offers: str,
        trusted: bool = True,
        password: str = "right",
        name: x509.GeneralName | None = None,
        ends: timedelta = timedelta(days=1),
    ) -> tuple[Postbox, MailServer]:
        own = certificate(tmp_path, name or x509.IPAddress(ip_address(HOST)), ends)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(own)
        # Where a machine keeps what it trusts is for the environment to say, to us as to any program.
        monkeypatch.setenv("SSL_CERT_FILE", str(own) if trusted else str(tmp_path / "none.pem"))
        monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
        # Of a line that is encrypted from the first byte aiosmtpd does not know that it is, and would not let us in.
        how = {
            "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
            "tls": {"ssl_context": context, "auth_require_tls": False},
        }
        box, port = Postbox(), free_port()
        control = Controller(box, hostname=HOST, port=port, authenticator=judge, **how[offers])
        control.start()
        running.append(control)
        return box, MailServer(HOST, port, SENDER, "monitor", password, offers)

    yield started
    for control in running:
        control.stop()


@pytest.mark.parametrize("security", SECURITIES)
def test_a_reminder_goes_encrypted_after_a_login(serving: Serving, security: str) -> None:
    box, server = serving(security)
    assert list(send(server, [KENYA], NOON)) == [(KENYA, "")]
    assert box.taken == [(["focal@ken.example"], True)]


@pytest.mark.parametrize("security", SECURITIES)
def test_a_login_that_is_refused_is_a_sentence(serving: Serving, security: str) -> None:
    box, server = serving(security, password="wrong")
    with pytest.raises(MailError, match="does not accept the user name and password"):
        list(send(server, [KENYA], NOON))
    assert not box.taken


@pytest.mark.parametrize("security", SECURITIES)
def test_a_certificate_that_nobody_vouches_for_is_a_sentence(serving: Serving, security: str) -> None:
    box, server = serving(security, trusted=False)
    with pytest.raises(MailError, match=r"cannot be trusted: self-signed certificate\. .* SSL_CERT_FILE"):
        list(send(server, [KENYA], NOON))
    assert not box.taken


@pytest.mark.parametrize(
    ("otherwise", "why"),
    [
        ({"name": x509.DNSName("mail.elsewhere.example")}, "IP address mismatch"),
        ({"ends": timedelta(days=-1)}, "certificate has expired"),
    ],
)
def test_a_certificate_for_another_server_or_of_the_past_is_a_sentence(
    serving: Serving, otherwise: dict[str, object], why: str
) -> None:
    box, server = serving("tls", **otherwise)
    with pytest.raises(MailError, match=f"cannot be trusted: {why}"):
        list(send(server, [KENYA], NOON))
    assert not box.taken


def test_a_port_that_does_not_speak_tls_is_a_sentence(serving: Serving) -> None:
    box, server = serving("starttls")
    wrong = MailServer(server.host, server.port, SENDER, security="tls")
    with pytest.raises(MailError, match=r"does not speak TLS from the first byte.* MONITOR_SMTP_SECURITY"):
        list(send(wrong, [KENYA], NOON))
    assert not box.taken
