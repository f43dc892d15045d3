"""What a provider says that nobody knows is kept for support staff."""

import pytest

from companies.actions import start_probe
from companies.models import Probe
from companies.tasks import run_probe
from integrations.models import UnknownReply
from integrations.provider import Signal
from integrations.unknown import note
from tests.factories import ConnectionFactory, UserFactory

NEW = Signal(level="result", number="XX99", text="The moon 'A-1' is 12 days old", function="query", subject="MOON")
ID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def kept(db):
    def keep(*signals):
        note(provider="sage-intacct", connection=ID, signals=signals)
        return list(UnknownReply.objects.order_by("pk"))

    return keep


def test_are_counted_when_they_differ_in_names_and_numbers_only(kept):
    other = Signal(**{**as_dict(NEW), "text": "The moon 'B-2' is 3 days old", "support_id": "abc~d"})
    (row,) = kept(NEW, other)
    assert (row.count, row.number, row.last_support_id) == (2, "XX99", "abc~d")
    assert row.text == "The moon 'A-1' is 12 days old"
    assert str(row.last_connection) == ID


def test_are_kept_apart_when_their_words_differ(kept):
    assert len(kept(NEW, Signal(**{**as_dict(NEW), "text": "The sun is away"}))) == 2


def as_dict(signal):
    return {name: getattr(signal, name) for name in Signal.__dataclass_fields__}


def test_are_not_kept_when_the_catalogue_knows_them(intacct, gateway, monkeypatch):
    connection = ConnectionFactory(integration=intacct, credentials=signs_in("single"))
    company = gateway.gateway.world.company("demo-single")
    monkeypatch.setattr(type(company), "rights_of", lambda self, login: {})
    probe = start_probe(connection=connection, kind=Probe.Kind.PERMISSIONS)
    run_probe(probe.pk)
    assert not UnknownReply.objects.exists()


def test_hold_no_secret(script_of_strange_words, intacct):
    connection = ConnectionFactory(integration=intacct, credentials=signs_in("single"))
    run_probe(start_probe(connection=connection, kind=Probe.Kind.SIGN_IN).pk)
    (row,) = UnknownReply.objects.all()
    assert row.number == "XL03000006" and "never heard" in row.text
    assert "Reader-2026" not in row.text and "•••" in row.text
    assert row.last_connection == connection.public_id


@pytest.fixture
def script_of_strange_words(gateway, monkeypatch):
    """The gateway refuses the sign-in in words that no catalogue knows, and quotes the password."""
    whole = gateway.gateway.handle

    def strange(body, *more):
        answer = whole(body.replace(b"Reader-2026", b"wrong"), *more)
        said = answer.body.replace(b"Sign-in information is incorrect", b"A reason never heard of: Reader-2026")
        return type(answer)(answer.status, {}, said)

    monkeypatch.setattr(gateway.gateway, "handle", strange)


def signs_in(key):
    return {"company_id": f"demo-{key}", "user_id": "ws_reader", "password": "Reader-2026"}


def test_are_listed_for_support_staff_and_cannot_be_changed(kept, client, db):
    (row,) = kept(NEW)
    client.force_login(
        UserFactory(email="root@ledgerbridge.example", is_staff=True, is_superuser=True),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert b"XX99" in client.get("/admin/integrations/unknownreply/").content
    assert b"XX99" in client.get(f"/admin/integrations/unknownreply/?q={ID}").content
    page = client.get(f"/admin/integrations/unknownreply/{row.pk}/change/")
    assert b"The moon" in page.content and b'name="_save"' not in page.content
