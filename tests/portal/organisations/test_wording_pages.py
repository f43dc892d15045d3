"""The pages on which an organisation writes its own words of the consent."""

from __future__ import annotations

import pytest

from portal.audit.models import AuditEvent
from portal.organisations.models import WordingDraft, WordingVersion
from portal.organisations.roles import Role
from tests.factories import MembershipFactory, WordingVersionFactory

PAGE = "/o/acorn/settings/consent/"
FILLED = {
    "purpose": "To decide on\r\nyour credit line.",
    "is_main": "on",
    "heading_1": "Who sees it",
    "text_1": "Our credit desk.\r\n\r\n  Nobody else.",
}


@pytest.fixture
def page(ada, signed_in):
    return signed_in(ada)


def said(answer):
    return answer.content.decode()


def save(page, language="en", **changes):
    """Open the form of one language and save it, as a browser does."""
    opened = page.get(f"{PAGE}draft/{language}/")
    data = {**FILLED, "digest": opened.context["words"].digest, **changes}
    if language != "en":
        data.pop("is_main", None)
    return page.post(f"{PAGE}draft/{language}/", data, follow=True)


def publish(page, acorn, **data):
    return page.post(f"{PAGE}publish/", {"digest": acorn.draft.digest, **data}, follow=True)


def test_keeps_a_draft_and_shows_it_again(page, acorn):
    assert "The draft is saved." in said(save(page))
    words = WordingDraft.objects.get(organisation=acorn).written_in("en")
    assert words.purpose == "To decide on your credit line."
    assert [(clause.heading, clause.text) for clause in words.clauses] == [
        ("Who sees it", "Our credit desk.\nNobody else.")
    ]
    text = said(page.get(f"{PAGE}draft/en/"))
    assert "To decide on your credit line." in text
    assert 'value="Who sees it"' in text
    assert acorn.purpose == ""


def test_leads_to_the_preview_where_that_was_asked_for(page):
    answer = save(page, then="preview")
    assert answer.redirect_chain[-1][0] == f"{PAGE}draft/en/preview/"
    assert "Our credit desk." in said(answer)


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"purpose": "x" * 301}, "at most 300 characters"),
        ({"heading_1": "x" * 81}, "at most 80 characters"),
        ({"text_1": "x" * 1001}, "at most 1000 characters"),
        ({"heading_1": ""}, "Give the clause a heading"),
        ({"text_1": " \r\n "}, "Write what stands below the heading"),
        ({"heading_3": "who sees it", "text_3": "Nobody."}, "Another clause has this heading"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(page, changes, cure):
    text = said(save(page, **changes))
    assert cure in text
    assert "Error:" in text[text.index("<title>") : text.index("</title>")]
    assert not WordingDraft.objects.exists()


def test_words_that_somebody_else_saved_meanwhile_are_not_replaced_unseen(page):
    digest = page.get(f"{PAGE}draft/en/").context["words"].digest
    save(page, purpose="The words of somebody else.")
    answer = page.post(f"{PAGE}draft/en/", {**FILLED, "digest": digest})
    assert "Somebody saved other words" in said(answer)
    assert WordingDraft.objects.get().written_in("en").purpose == "The words of somebody else."
    page.post(f"{PAGE}draft/en/", {**FILLED, "digest": answer.context["words"].digest})
    assert WordingDraft.objects.get().written_in("en").purpose == "To decide on your credit line."


def test_another_language_can_be_made_the_main_one(page):
    save(page)
    save(page, "de", purpose="Um zu entscheiden.")
    assert WordingDraft.objects.get().main_language == "en"
    page.post(f"{PAGE}draft/de/", {**FILLED, "digest": WordingDraft.objects.get().written_in("de").digest})
    assert WordingDraft.objects.get().main_language == "de"


def test_a_language_that_is_not_offered_is_not_found(page):
    assert page.get(f"{PAGE}draft/it/").status_code == 404
    assert page.post(f"{PAGE}draft/it/", FILLED).status_code == 404


def test_publishes_and_lists_who_and_when_and_the_text(page, acorn):
    save(page)
    text = said(publish(page, acorn))
    for part in ["Version 1 is published.", "ada@acorn.example", "Our credit desk.", "The text of version 1"]:
        assert part in text
    assert WordingVersion.objects.get().publisher == "ada@acorn.example"


def test_says_why_a_draft_cannot_be_published(page, acorn):
    save(page)
    save(page, "de", purpose="Um zu entscheiden.", heading_1="", text_1="")
    text = said(publish(page, acorn))
    assert "German has 0 clauses of its own, English has 1 clause." in text
    assert not WordingVersion.objects.exists()


def test_says_why_our_clauses_cannot_be_edited(page):
    assert "these clauses are ours and cannot be edited" in said(page.get(PAGE))


def test_a_draft_is_discarded_after_a_confirmation(page):
    save(page)
    assert "Discard the draft?" in said(page.get(f"{PAGE}discard/"))
    assert WordingDraft.objects.exists()
    assert "The draft is gone." in said(page.post(f"{PAGE}discard/", follow=True))
    assert not WordingDraft.objects.exists()
    assert page.get(f"{PAGE}discard/").status_code == 302
    assert page.get(f"{PAGE}publish/").status_code == 302
    assert page.get(f"{PAGE}draft/en/preview/").status_code == 404


def test_goes_back_by_a_new_draft_and_says_what_is_lost(page, acorn):
    WordingVersionFactory(organisation=acorn, purpose="The first words.")
    address = f"{PAGE}versions/1/draft/"
    assert "Its words are lost." not in said(page.get(address))
    save(page)
    assert "Its words are lost." in said(page.get(address))
    assert WordingDraft.objects.get().written_in("en").purpose == "To decide on your credit line."
    assert "The first words." in said(page.post(address, follow=True))
    assert page.post(f"{PAGE}versions/2/draft/").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_others_may_look_and_not_change(acorn, ada, page, signed_in, role):
    save(page)
    before = AuditEvent.objects.count()
    client = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    text = said(client.get(PAGE))
    assert "You can look, not change." in text
    for place in ["draft/en/", "discard/", "publish/"]:
        assert f'href="{PAGE}{place}"' not in text
        assert client.post(f"{PAGE}{place}", FILLED).status_code == 403
    assert client.get(f"{PAGE}draft/en/preview/").status_code == 200
    assert WordingDraft.objects.get().written_in("en").purpose == "To decide on your credit line."
    assert AuditEvent.objects.count() == before


def test_stands_among_the_settings(page):
    assert f'<a href="{PAGE}">' in said(page.get("/o/acorn/settings/customers-pages/"))
    assert f'<a href="{PAGE}" aria-current="page">' in said(page.get(PAGE))


def test_organisations_do_not_see_each_others(page, acorn, birch, cleo, signed_in):
    save(page)
    publish(page, acorn)
    stranger = signed_in(cleo)
    for place in ["", "draft/en/"]:
        assert "credit" not in said(stranger.get(f"/o/birch/settings/consent/{place}"))
    assert stranger.get("/o/birch/settings/consent/versions/1/en/").status_code == 404
