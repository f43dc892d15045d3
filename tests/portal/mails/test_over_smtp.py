"""Mails as a mail server receives them: over a socket, encrypted, behind a sign-in, as ``EMAIL_URL`` says."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import quote

import environ
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from companies.actions import issue_link, mail_link
from companies.models import Link
from companies.requesting import url_of
from portal.mails import sending
from portal.mails.models import Mail
from tests.factories import CompanyFactory, WordingVersionFactory

HOST, USER, PASSWORD = "127.0.0.1", "portal", "long/and@full of:signs"
RECIPIENT = "controller@hartwell.example"


class MailServer:
    """Takes mails over TLS from whoever knows the password, and keeps them.

    It answers to a mail after ``pause`` seconds, or hangs up instead; to a goodbye it says what ``farewell`` is.
    """

    def __init__(self, chain, key):
        self.received, self.answer_to_recipients, self.tries_to_sign_in = [], "250 OK", 0
        self.pause, self.hangs_up, self.farewell = 0, False, "221 Bye"
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(chain, key)
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(
            self,
            hostname=HOST,
            port=self.port,
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self.authenticate,
        )

    def stop(self):
        if self.controller.server is not None:
            self.controller.stop()

    def authenticate(self, server, session, envelope, mechanism, given):
        self.tries_to_sign_in += 1
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_recipients.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipients

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        await asyncio.sleep(self.pause)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        return self.farewell


@pytest.fixture
def certificate(tmp_path):
    """A certificate for the mail server's address, its key, and nobody but the server's owner to vouch for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail server of tests")])
    moment = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(moment - timedelta(hours=1))
        .not_valid_after(moment + timedelta(hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return chain, secret


@pytest.fixture
def server(certificate):
    server = MailServer(*certificate)
    server.controller.start()
    yield server
    server.stop()


@pytest.fixture
def use(settings, server, certificate, monkeypatch):
    """Let the portal use the mail server, as a line in its environment says."""

    def use(password=PASSWORD, *, is_trusted=True):
        url = f"smtp+tls://{USER}:{quote(password, safe='')}@{HOST}:{server.port}"
        for name, value in environ.Env.email_url_config(url).items():
            setattr(settings, name, value)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))

    return use


@pytest.fixture
def mail(acorn, ada, intacct):
    """A German invitation that waits to be sent."""
    acorn.name = "Äcker & Söhne"
    acorn.save()
    WordingVersionFactory(organisation=acorn, purpose="to decide on a credit line")
    company = CompanyFactory(organisation=acorn, name="Hartwell")
    issue_link(company=company, actor=ada)
    mail = mail_link(company=company, email=RECIPIENT, language="de", actor=ada)
    assert mail.claim()
    return mail


def test_arrive_whole_in_both_forms(use, server, mail):
    use()
    sending.run(mail)
    [(sender, recipients, content)] = server.received
    message = message_from_bytes(content, policy=policy.default)
    plain, html = message.get_body(["plain"]), message.get_body(["html"])
    assert (sender, recipients) == ("no-reply@ledgerbridge.example", [RECIPIENT])
    assert message["From"].addresses[0].display_name.startswith("Äcker & Söhne")
    assert "Äcker & Söhne" in message["Subject"] + plain.get_content()
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    for part in (plain, html):
        assert url_of(Link.objects.get()) in part.get_content()
    assert max(map(len, content.splitlines())) <= 998, "RFC 5322 allows no longer line"
    mail.refresh_from_db()
    assert mail.status == Mail.Status.SUCCEEDED


def test_nothing_is_told_to_a_server_for_which_nobody_vouches(use, server, mail):
    use(is_trusted=False)
    with pytest.raises(sending.NotSent, match="SSL"):
        sending.run(mail)
    assert (server.received, server.tries_to_sign_in) == ([], 0)


def test_a_refused_sign_in_is_told_without_the_password(use, server, mail, caplog):
    caplog.set_level(logging.DEBUG)
    use("another/password")
    with pytest.raises(sending.NotSent, match="535") as refused:
        sending.run(mail)
    assert server.received == []
    assert "another/password" not in f"{refused.value!r} {caplog.text}"


@pytest.mark.parametrize(("answer", "error"), [("550 5.1.1 unknown", sending.Refused), ("451 later", sending.NotSent)])
def test_a_refused_recipient_is_given_up_or_tried_again(use, server, mail, answer, error):
    use()
    server.answer_to_recipients = answer
    with pytest.raises(sending.NotSent, match=answer[:3]) as refused:
        sending.run(mail)
    assert refused.type is error and RECIPIENT not in str(refused.value)
    assert server.received == []


def test_a_server_that_is_away_is_tried_again(use, server, mail):
    use()
    server.stop()
    with pytest.raises(sending.NotSent, match="ConnectionRefusedError"):
        sending.run(mail)
    mail.refresh_from_db()
    assert mail.handed_at is None


@pytest.mark.parametrize("fault", ["late", "hangs up"])
def test_a_server_that_takes_a_mail_and_does_not_say_so_is_given_it_once(use, server, mail, settings, fault):
    use()
    settings.EMAIL_TIMEOUT = 0.5
    server.pause, server.hangs_up = (1.5, False) if fault == "late" else (0, True)
    sending.run(mail)
    mail.refresh_from_db()
    assert len(server.received) == 1
    assert (mail.status, mail.failure_detail) == (Mail.Status.FAILED, "interrupted: SMTPServerDisconnected")
    assert "It may have arrived, or not." in mail.failure


def test_a_server_that_is_rude_at_the_goodbye_has_taken_the_mail(use, server, mail):
    use()
    server.farewell = "221 " + "Bye" * 10_000
    sending.run(mail)
    mail.refresh_from_db()
    assert (mail.status, len(server.received)) == (Mail.Status.SUCCEEDED, 1)
