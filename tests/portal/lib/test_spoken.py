"""Texts are kept in every language, and read in one."""

import pytest
from django.template import Context, Template
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, override

from companies.models import Connection, Probe, ProbeCheck
from portal.lib.spoken import Spoken, in_house, listed, spoken, told
from tests.factories import CompanyFactory, ConnectionFactory

MONDAY = gettext_lazy("Monday")
"""Django's own translation: these tests do not depend on our catalogue."""


@pytest.fixture
def connection(acorn, intacct):
    return ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct)


def kept(connection, text):
    Connection.objects.filter(pk=connection.pk).update(status_reason=text)
    return Connection.objects.get(pk=connection.pk).status_reason


def test_a_lazy_translation_is_kept_in_every_language(connection):
    reason = kept(connection, MONDAY)
    assert reason == "Monday"
    assert {code: reason.words[code] for code in ("de", "fr", "es", "pt")} == {
        "de": "Montag",
        "fr": "lundi",
        "es": "lunes",
        "pt": "Segunda-feira",
    }


def test_what_was_loaded_can_be_saved_again(connection):
    kept(connection, MONDAY)
    loaded = Connection.objects.get(pk=connection.pk)
    loaded.save(update_fields=["status_reason"])
    with override("de"):
        assert told(Connection.objects.get(pk=connection.pk).status_reason) == "Montag"


@pytest.mark.parametrize("text", ["", "Broken.", '{"said": "by a machine"}', "{not JSON"])
def test_an_ordinary_text_stays_what_it_is(connection, text):
    assert kept(connection, text) == text


def test_names_are_filled_in_in_every_language(connection):
    reason = kept(connection, format_lazy("{day}: {braces}", day=MONDAY, braces="{x}"))
    with override("fr"):
        assert told(reason) == "lundi: {x}"


def test_a_structure_is_told_whole_and_can_be_searched(connection):
    probe = Probe.objects.create(
        organisation=connection.organisation, connection=connection, kind=Probe.Kind.PERMISSIONS
    )
    verdict = {"cause": MONDAY, "fix": [MONDAY, "Save"], "owner": "customer", "branches": [{"label": MONDAY}]}
    ProbeCheck.objects.create(
        probe=probe, organisation=probe.organisation, name="x", label=MONDAY, outcome="failed", verdict=verdict
    )
    check = ProbeCheck.objects.get(verdict__owner="customer")
    assert check.verdict["cause"] == check.label == "Monday"
    with override("es"):
        assert told(check.verdict) == {
            "cause": "lunes",
            "fix": ["lunes", "Save"],
            "owner": "customer",
            "branches": [{"label": "lunes"}],
        }


def test_a_template_tells_it_in_the_readers_language():
    with override("de"):
        assert Template("{{ text|told }} {{ text|bold }}").render(Context({"text": spoken(MONDAY)})) == "Montag Montag"


def test_a_language_that_was_dropped_is_told_in_the_houses():
    with override("nl"):
        assert told(Spoken({"en": "Monday", "de": "Montag"})) == "Monday"


def test_members_read_the_houses_language_while_a_customer_is_served():
    with override("de"):
        assert in_house(MONDAY) == "Monday"


def test_a_row_of_texts_is_joined_in_each_language():
    row = listed([MONDAY, gettext_lazy("Tuesday")])
    with override("de"):
        assert str(row).startswith("Montag ")
    assert str(row) == "Monday and Tuesday"
