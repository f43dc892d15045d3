"""The evidence of a consent …"""

import hashlib
import json
import re
import shutil
import subprocess

import pytest
from django.utils.timezone import now

from companies.actions import unlink
from linkflow.evidence import State, as_json, as_text, evidence_of
from linkflow.models import Consent
from portal.audit.models import AuditEvent
from tests.factories import WordingVersionFactory


def disconnect(customer):
    customer.client.post(f"/link/{customer.token}/disconnect/")


def states(customer):
    return [(one.state, one.ended_at is not None) for one in evidence_of(customer.company)]


def test_is_in_force_once_given(customer):
    customer.agree()
    (one,) = evidence_of(customer.company)
    assert one.state == State.IN_FORCE
    assert one.is_intact
    assert one.noted_at is not None


def test_is_withdrawn_by_disconnecting(customer):
    customer.arrive()
    disconnect(customer)
    (one,) = evidence_of(customer.company)
    event = AuditEvent.objects.get(verb="consent.withdrawn")
    assert event.data["hash"] == one.consent.text_hash
    assert one.state == State.WITHDRAWN
    assert one.consent.agreed_at < one.ended_at <= event.created_at


def test_was_withdrawn_where_only_the_disconnecting_was_written_down(customer):
    customer.arrive()
    disconnect(customer)
    AuditEvent.objects.filter(verb="consent.withdrawn").delete()
    assert states(customer) == [(State.WITHDRAWN, True)]
    AuditEvent.objects.filter(verb="connection.unlinked").delete()
    assert states(customer) == [(State.WITHDRAWN, False)]


def test_keeps_those_of_before(customer):
    customer.arrive()
    disconnect(customer)
    customer.agree()
    assert states(customer) == [(State.IN_FORCE, False), (State.WITHDRAWN, True)]


def test_is_replaced_by_agreeing_to_other_words(customer, acorn):
    customer.agree()
    WordingVersionFactory(organisation=acorn, purpose="Something else.")
    customer.agree()
    newer, older = evidence_of(customer.company)
    assert (newer.state, older.state) == (State.IN_FORCE, State.REPLACED)
    assert older.ended_at == newer.consent.agreed_at


def test_stays_in_force_when_a_member_unlinks(customer, ada):
    customer.arrive()
    unlink(connection=customer.connection, actor=ada)
    assert states(customer) == [(State.IN_FORCE, False)]


def test_is_not_withdrawn_by_a_member_who_unlinks(customer, acorn, ada):
    customer.arrive()
    unlink(connection=customer.connection, actor=ada)
    WordingVersionFactory(organisation=acorn, purpose="Something else.")
    customer.agree()
    assert states(customer) == [(State.IN_FORCE, False), (State.REPLACED, True)]


def test_tells_when_the_text_was_changed_afterwards(customer):
    customer.agree()
    Consent.objects.update(text="Other words")
    (one,) = evidence_of(customer.company)
    assert not one.is_intact
    assert "DO NOT FIT" in text_of(customer)


def test_tells_when_the_hash_is_not_in_the_log(customer):
    customer.agree()
    Consent.objects.update(text="Other words", text_hash=hashlib.sha256(b"Other words").hexdigest())
    (one,) = evidence_of(customer.company)
    assert one.is_intact
    assert one.noted_at is None


def text_of(customer, write=as_text):
    found = evidence_of(customer.company)
    return write(customer.company, found, taken_by="ada@acorn.example", taken_at=now())


def test_stands_as_json_from_which_the_hash_can_be_computed(customer):
    customer.agree()
    whole = json.loads(text_of(customer, as_json))
    (one,) = whole["consents"]
    assert hashlib.sha256(one["text"].encode()).hexdigest() == one["textHash"] == Consent.objects.get().text_hash
    assert (one["status"], one["textFitsHash"]) == ("InForce", True)
    assert whole["exportedBy"] == "ada@acorn.example"
    assert whole["company"] == {"id": str(customer.company.public_id), "name": "Hartwell Joinery"}


def test_stands_as_text_from_which_the_hash_can_be_computed(customer, acorn):
    customer.agree()
    WordingVersionFactory(organisation=acorn, purpose="Für einen Kredit: 100 % der Zusage.")
    customer.agree()
    text = text_of(customer)
    for consent in Consent.objects.all():
        begin, end = (f"-----{word} TEXT {consent.public_id}-----\n" for word in ("BEGIN", "END"))
        words = text.split(f"\n{begin}")[1].split(f"\n{end}")[0]
        assert hashlib.sha256(words.encode()).hexdigest() == consent.text_hash
        assert f"SHA-256: {consent.text_hash}\n" in text


@pytest.mark.skipif(
    not (shutil.which("awk") and shutil.which("sha256sum")), reason="There is no awk or no sha256sum on this machine."
)
def test_names_a_command_that_computes_the_hash(customer, tmp_path):
    customer.agree()
    text = text_of(customer)
    (tmp_path / "FILE").write_text(text, encoding="utf-8")
    (command,) = re.findall(r"^awk .*$", text, re.MULTILINE)
    said = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.split()[0] == Consent.objects.get().text_hash


def test_holds_neither_the_link_nor_a_password(customer):
    customer.arrive()
    for write in (as_json, as_text):
        text = text_of(customer, write)
        assert customer.token not in text
        assert str(customer.link.public_id) not in text
        assert "Reader-2026" not in text
