"""An encrypted column keeps secrets in whatever way they are written, and refuses ways that would not."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat

from integrations.models import Integration
from portal.lib.encrypted import UnreadableSecret
from portal.webhooks.models import Endpoint
from tests.factories import ConnectionFactory, IntegrationFactory

SECRET = "wh-secret-Ω-'quoted'"


@pytest.fixture
def endpoint(acorn):
    return Endpoint.objects.create(organisation=acorn, url="https://acorn.example/hook", secret=SECRET)


@pytest.fixture
def keys(settings):
    """Change FERNET_KEYS; fields remember their keys, so what they remember is forgotten before and after."""

    def forget():
        for field in (Endpoint._meta.get_field("secret"), Integration._meta.get_field("settings")):
            for name in ("keys", "fernet_keys", "fernet"):
                field.__dict__.pop(name, None)

    def change(*chosen):
        settings.FERNET_KEYS = list(chosen)
        forget()

    yield change
    forget()


def stored(row, column="secret"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def secret_of(row):
    return type(row).objects.get(pk=row.pk).secret


def test_text_comes_back_and_lies_encrypted(endpoint):
    assert secret_of(endpoint) == SECRET
    assert SECRET.encode() not in stored(endpoint)
    assert b"wh-secret" not in stored(endpoint)


def test_json_comes_back_and_lies_encrypted(acorn):
    kept = {"sender_id": "AcornLending", "sender_password": SECRET, "none": None, "list": [1, "two"]}
    row = IntegrationFactory(organisation=acorn, settings=kept)
    assert Integration.objects.get(pk=row.pk).settings == kept
    assert b"AcornLending" not in stored(row, "settings")


def test_the_same_text_is_stored_differently_each_time(endpoint):
    before = stored(endpoint)
    endpoint.save()
    assert stored(endpoint) != before


@pytest.mark.parametrize("value", ["", " ", "ends with a line\n", "x" * 10_000])
def test_keeps_text_exactly(endpoint, value):
    endpoint.secret = value
    endpoint.save()
    assert secret_of(endpoint) == value


def test_keeps_nothing_as_nothing(acorn, intacct):
    row = ConnectionFactory(integration=intacct, company__organisation=acorn, credentials=None)
    row.refresh_from_db()
    assert row.credentials is None


def test_bulk_create_encrypts(acorn):
    made = Endpoint.objects.bulk_create(
        Endpoint(organisation=acorn, url=f"https://acorn.example/{n}", secret=f"{SECRET}-{n}") for n in range(3)
    )
    assert [secret_of(row) for row in made] == [f"{SECRET}-{n}" for n in range(3)]
    assert not any(b"wh-secret" in stored(row) for row in made)


def test_bulk_update_keeps_every_secret_readable(acorn):
    rows = [
        Endpoint.objects.create(organisation=acorn, url=f"https://acorn.example/{n}", secret="old") for n in range(3)
    ]
    for n, row in enumerate(rows):
        row.secret = f"{SECRET}-{n}"
    Endpoint.objects.bulk_update(rows, ["secret"])
    assert [secret_of(row) for row in rows] == [f"{SECRET}-{n}" for n in range(3)]
    assert not any(b"wh-secret" in stored(row) for row in rows)


def test_bulk_update_keeps_json_readable(acorn, birch):
    rows = [IntegrationFactory(organisation=each, settings={"n": each.slug}) for each in (acorn, birch)]
    for row in rows:
        row.settings = {"n": row.organisation.slug, "changed": True}
    Integration.objects.bulk_update(rows, ["settings"])
    assert {row.settings["n"] for row in Integration.objects.all() if row.settings["changed"]} == {"acorn", "birch"}


def test_update_with_a_value_encrypts(endpoint):
    Endpoint.objects.update(secret="another")
    assert secret_of(endpoint) == "another"
    assert b"another" not in stored(endpoint)


@pytest.mark.parametrize(
    "expression",
    [
        Value("in the clear"),
        F("url"),
        Concat(F("url"), Value("!")),
        Case(When(pk__gt=0, then=Value("in the clear")), default=Value("in the clear")),
        Case(When(pk__gt=0, then=F("url")), default=F("url")),
    ],
    ids=["value", "column", "function", "case-of-values", "case-of-columns"],
)
def test_update_with_an_expression_is_refused(endpoint, expression):
    with pytest.raises(FieldError), transaction.atomic():
        Endpoint.objects.update(secret=expression)
    assert secret_of(endpoint) == SECRET


@pytest.mark.parametrize(
    "lookup",
    [
        {"secret": SECRET},
        {"secret__exact": SECRET},
        {"secret__in": [SECRET]},
        {"secret__contains": "wh"},
        {"secret__startswith": "wh"},
        {"secret__gt": ""},
        {"secret__date__year": 2026},
    ],
    ids=str,
)
def test_lookups_are_refused(endpoint, lookup):
    with pytest.raises(FieldError):
        list(Endpoint.objects.filter(**lookup))


def test_a_row_is_loaded_without_decrypting(endpoint, keys):
    keys("another key that never wrote this")
    assert Endpoint.objects.get(pk=endpoint.pk).url == endpoint.url


def test_is_decrypted_once(endpoint, keys):
    found = Endpoint.objects.get(pk=endpoint.pk)
    assert found.secret == SECRET
    keys("another key that never wrote this")
    assert found.secret == SECRET


def test_values_give_nothing_away(endpoint):
    [value] = Endpoint.objects.values_list("secret", flat=True)
    assert SECRET not in repr(value)
    assert repr(value) == "Sealed()"


def test_what_was_set_stands_before_what_is_stored(endpoint):
    found = Endpoint.objects.get(pk=endpoint.pk)
    found.secret = "another"
    assert found.secret == "another"


def test_a_wrong_key_is_said_plainly(endpoint, keys):
    keys("another key that never wrote this")
    with pytest.raises(UnreadableSecret) as caught:
        secret_of(endpoint)
    assert SECRET not in str(caught.value)


def test_a_wrong_key_is_said_plainly_for_json(keys, acorn):
    row = IntegrationFactory(organisation=acorn)
    keys("another key that never wrote this")
    with pytest.raises(UnreadableSecret):
        _ = Integration.objects.get(pk=row.pk).settings


def test_a_new_key_reads_what_the_old_one_wrote(endpoint, keys, settings):
    old = settings.FERNET_KEYS[0]
    keys("the new key", old)
    assert secret_of(endpoint) == SECRET


def test_after_saving_anew_the_old_key_can_go(endpoint, keys, settings):
    old = settings.FERNET_KEYS[0]
    keys("the new key", old)
    Endpoint.objects.get(pk=endpoint.pk).save()
    keys("the new key")
    assert secret_of(endpoint) == SECRET
    keys(old)
    with pytest.raises(UnreadableSecret):
        secret_of(endpoint)
