"""An organisation's own words in the consent: what is published is never changed."""

from __future__ import annotations

import pytest
from django.db import transaction

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.sentences import line_of
from portal.organisations.actions import (
    Refused,
    discard_draft,
    draft_from,
    publish_draft,
    save_draft,
)
from portal.organisations.models import WordingDraft, WordingVersion
from portal.organisations.wording import OwnClause, Words
from tests.factories import WordingVersionFactory

CLAUSE = OwnClause("Who sees it", "Our credit desk.\nNobody else.")


@pytest.fixture
def write(acorn, ada):
    """Write into Acorn's draft as Ada."""

    def write(language="en", purpose="To decide on your credit line.", clauses=(), is_main=False):
        words = Words(language, purpose, tuple(clauses))
        return save_draft(organisation=acorn, actor=ada, words=words, is_main=is_main)

    return write


@pytest.fixture
def publish(acorn, ada):
    """Publish Acorn's draft as Ada."""

    def publish(asks_again=False, digest=None):
        return publish_draft(organisation=acorn, actor=ada, asks_again=asks_again, digest=digest or acorn.draft.digest)

    return publish


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: WordingVersion.objects.update(asks_again=True),
        lambda version: WordingVersion.objects.filter(pk=version.pk).delete(),
        lambda version: version.organisation.wording_versions.update(texts={}),
        lambda version: WordingVersion.objects.bulk_update([version], ["texts"]),
    ],
)
def test_a_version_is_never_changed(acorn, change):
    version = WordingVersionFactory(organisation=acorn)
    before = WordingVersion.objects.values().get()
    version.texts = {"en": {"purpose": "Something else.", "clauses": []}}
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        change(version)
    assert WordingVersion.objects.values().get() == before


def test_a_version_outlives_the_user_who_published_it(acorn, ada, write, publish):
    write()
    publish()
    User.objects.filter(pk=ada.pk).delete()
    version = WordingVersion.objects.get()
    assert (version.published_by, version.publisher) == (None, "ada@acorn.example")


def test_a_version_goes_with_its_organisation(acorn):
    WordingVersionFactory(organisation=acorn)
    acorn.delete()
    assert not WordingVersion.objects.exists()


def test_publishing_makes_a_numbered_version_of_the_draft(acorn, ada, write, publish):
    write(clauses=[CLAUSE])
    write("de", "Um über Ihren Kredit zu entscheiden.", [CLAUSE])
    version = publish(asks_again=True)
    assert (version.number, version.published_by, version.asks_again) == (1, ada, True)
    assert [words.language for words in version.everything] == ["en", "de"]
    assert version.written_in("en").clauses[0].paragraphs == ("Our credit desk.", "Nobody else.")
    assert not WordingDraft.objects.exists()
    write(purpose="Something else.", clauses=[CLAUSE])
    assert publish().number == 2
    assert acorn.purpose == "Something else."


def test_each_publishing_is_noted(ada, write, publish):
    write()
    version = publish(asks_again=True)
    event = AuditEvent.objects.get(verb="wording.published")
    assert (event.actor, event.data["number"], event.data["digest"]) == (ada, 1, version.digest)
    assert line_of(event).text == "Consent text published: version 1, customers who had agreed are asked again"
    write(purpose="Something else.")
    publish()
    assert AuditEvent.objects.filter(verb="wording.published").count() == 2


def test_a_draft_begins_with_what_was_published_last(acorn, ada, write):
    WordingVersionFactory(organisation=acorn)
    draft = write("de", "Um zu entscheiden.")
    assert (draft.made_from, draft.written_in("en").purpose) == (1, "To decide on your credit line.")


def test_empty_words_take_a_language_out(acorn, write):
    write()
    write("de", "Um zu entscheiden.")
    write("de", "")
    assert [words.language for words in acorn.draft.everything] == ["en"]


def test_a_reader_finds_their_language_or_the_main_one(write, publish):
    write("de", "Um zu entscheiden.", is_main=True)
    write("pt", "Para decidir.")
    version = publish()
    found = {language: version.words_in(language).language for language in ("de", "pt-br", "fr", "en", "", None)}
    assert found == {"de": "de", "pt-br": "pt", "fr": "de", "en": "de", "": "de", None: "de"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([("de", "Um zu entscheiden.", [])], "Say in English what you need the books for. It is the main language."),
        ([("en", "", [CLAUSE])], "Say in English what you need the books for. It is the main language."),
        ([("en", "To decide.", [CLAUSE]), ("de", "", [CLAUSE])], "Say in German, too"),
        ([("en", "To decide.", [CLAUSE]), ("de", "Um.", [])], "German has 0 clauses of its own, English has 1 clause."),
    ],
)
def test_words_that_are_not_complete_are_not_published(write, publish, written, said):
    for language, purpose, clauses in written:
        write(language, purpose, clauses)
    with pytest.raises(Refused, match=said):
        publish()
    assert not WordingVersion.objects.exists()
    assert WordingDraft.objects.exists()


def test_words_that_say_nothing_new_are_not_published(acorn, ada, publish):
    draft_from(version=WordingVersionFactory(organisation=acorn), actor=ada)
    with pytest.raises(Refused, match="says what version 1 says"):
        publish()


def test_only_words_that_were_seen_are_published(write, publish):
    seen = write().digest
    write(purpose="Something else.")
    with pytest.raises(Refused, match="has changed since"):
        publish(digest=seen)
    assert not WordingVersion.objects.exists()


def test_nothing_is_published_twice(acorn, write, publish):
    seen = write().digest
    publish()
    with pytest.raises(Refused, match="There is no draft"):
        publish(digest=seen)
    assert WordingVersion.objects.count() == 1


def test_going_back_is_a_new_draft_with_old_words(acorn, ada, write, publish):
    first = WordingVersionFactory(organisation=acorn, purpose="The first words.")
    WordingVersionFactory(organisation=acorn, purpose="The second words.")
    write(purpose="Half a thought.")
    draft = draft_from(version=first, actor=ada)
    assert (draft.made_from, draft.written_in("en").purpose) == (1, "The first words.")
    assert (publish().number, acorn.purpose) == (3, "The first words.")


def test_discarding_leaves_what_is_published(acorn, ada, write):
    WordingVersionFactory(organisation=acorn)
    write(purpose="Half a thought.")
    assert discard_draft(organisation=acorn, actor=ada)
    assert not discard_draft(organisation=acorn, actor=ada)
    assert AuditEvent.objects.filter(verb="wording.draft_discarded").count() == 1
    assert acorn.purpose == "To decide on your credit line."
