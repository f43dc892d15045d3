"""What is translated: every text, with its names filled in, and Sage Intacct's own words as Sage Intacct shows them."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
OURS = {"A trial company cannot be linked.", "About the fees."}
"""What stands in bold without being a word of Sage Intacct's."""


def folder(language):
    return Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES")


def catalogue(language):
    """(source, its translations) of every text; both are lists, longer than one where there is a plural."""
    with (folder(language) / "django.po").open("rb") as file:
        found = read_po(file, locale=language)
    for message in found:
        if message.id:
            sources = [message.id] if isinstance(message.id, str) else list(message.id)
            words = [message.string] if isinstance(message.string, str) else list(message.string)
            yield message, sources, words


def names(text):
    return Counter(re.findall(r"%\(\w+\)[sd]|%s|\{\w*\}", text))


def bold(text):
    return Counter(re.findall(r"\*\*(.+?)\*\*", text))


def edges(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    left = [sources[0] for message, sources, words in catalogue(language) if not all(words) or message.fuzzy]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same_everywhere(language):
    wrong = [
        words
        for _message, sources, words in catalogue(language)
        for said in words
        if names(said) not in [names(source) for source in sources] or edges(said) != edges(sources[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sage_intaccts_words_stay_as_it_shows_them(language):
    lost = {
        said: missing
        for _message, sources, words in catalogue(language)
        for said in words
        if (missing := bold(sources[-1]).keys() - bold(said).keys() - OURS)
        or said.count("**") != sources[-1].count("**")
    }
    assert lost == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_says_the_same(language):
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for _message, sources, words in catalogue(language):
        if len(sources) == 1:
            assert compiled.gettext(sources[0]) == words[0]
        else:
            assert compiled.ngettext(*sources, 1) == words[0]
            assert compiled.ngettext(*sources, 7) == words[-1]
