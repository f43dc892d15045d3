import ast
from pathlib import Path

import pytest

from portal.audit.actions import record
from portal.audit.sentences import SENTENCES, line_of, verbs_saying

ROOT = Path(__file__).resolve().parents[3]


WRITTEN_ONCE = {"purpose.changed"}
"""Verbs that nothing writes any more, but that stand in the logs of organisations from before."""


def nodes():
    for app in ("portal", "integrations", "companies", "linkflow"):
        for path in (ROOT / app).rglob("*.py"):
            if "intacct" not in path.parts and path.name != "sentences.py":
                yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def verbs_in_use():
    """Every verb that our code writes down: the first text with a point in a call of record or _note."""
    for node in nodes():
        name = getattr(getattr(node, "func", None), "id", "")
        if name in {"record", "_note", "note"}:
            values = [*node.args, *(word.value for word in node.keywords if word.arg == "verb")]
            texts = [part.value for value in values for part in ast.walk(value) if isinstance(part, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and "." in text and " " not in text)


def test_there_is_one_for_every_verb_in_use():
    used = set(verbs_in_use())
    assert "company.created" in used
    assert used - set(SENTENCES) == set()


def test_there_is_none_for_what_nobody_ever_wrote():
    texts = {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(SENTENCES) - texts == WRITTEN_ONCE


def test_spells_an_unknown_verb_out(acorn, ada):
    event = record(organisation=acorn, actor=ada, verb="moon_base.taken_over")
    assert line_of(event).text == "Moon base taken over"


@pytest.mark.parametrize(
    ("verb", "data", "text"),
    [
        ("entity.chosen", {"entity": "Texas"}, "Entity chosen: Texas"),
        ("company.renamed", {"before": "Old Oak"}, "Company edited: was called Old Oak"),
        ("connection.needs_organisation", {"cause": "The sender is refused."}, "Needs you: The sender is refused"),
        ("task.done", {"task": "Before you start"}, "Task done: Before you start"),
    ],
)
def test_names_the_fact_that_matters(acorn, ada, verb, data, text):
    assert line_of(record(organisation=acorn, actor=ada, verb=verb, **data)).text == text


def test_tells_support_staff_from_members(acorn, ada, cleo):
    assert line_of(record(organisation=acorn, actor=ada, verb="link.issued")).actor == "ada@acorn.example"
    assert "support" in line_of(record(organisation=acorn, actor=cleo, verb="link.issued")).actor


def test_are_found_by_their_words():
    assert verbs_saying("REVOKED") == ["link.revoked", "api_key.revoked"]
