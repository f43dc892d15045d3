"""Texts that a worker writes and that people read later, each in their own language.

A worker does not know who will read what it found. So a lazy translation is kept in every language that we have, and
the reader's is picked when it is shown. To everybody else (members' pages, support staff, the API, logs) the value is
an ordinary string: the text in the language of the house, ``settings.LANGUAGE_CODE``.

    failure = SpokenField(blank=True)             a text
    verdict = SpokenJSONField(null=True)          a structure with texts in it

Write them with ``gettext_lazy``, and ``format_lazy`` where names are filled in: what is translated at once is lost in
all languages but one. Read them through ``told``, in templates the filter of the same name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise, lazystr
from django.utils.text import get_text_list
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Spoken(str):
    """A text in the language of the house that knows its translations. ``words``: language code → text."""

    words: Mapping[str, str]

    def __new__(cls, words: Mapping[str, str]) -> Spoken:
        text = super().__new__(cls, words[settings.LANGUAGE_CODE])
        text.words = words
        return text


def spoken(text: Text) -> str:
    """Say a lazy translation in every language; what is the same in all of them stays an ordinary string."""
    if isinstance(text, str):
        return text
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = str(text)
    return Spoken(words) if len(set(words.values())) > 1 else words[settings.LANGUAGE_CODE]


def told(value: Any) -> Any:
    """The same for the reader of now: each text in a structure of lists and dicts in the active language."""
    if isinstance(value, Spoken):
        return value.words.get(get_language() or "", str.__str__(value))
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dict):
        return {name: told(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    return value


def in_house(text: Text) -> str:
    """A text for members' pages, written while a customer who reads another language is being served."""
    with override(settings.LANGUAGE_CODE):
        return str(text)


def listed(texts: Iterable[Text]) -> Promise:
    """Texts in a row, the last one behind an “and”, in whichever language it is told."""
    texts = list(texts)
    return lazystr(_Listed(texts))


if TYPE_CHECKING:
    _TextField = models.TextField[Text, str]
else:
    _TextField = models.TextField


class _Listed:
    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts

    def __str__(self) -> str:
        return get_text_list([str(text) for text in self.texts], str(_("and")))


class SpokenField(_TextField):
    """A text column that takes lazy translations and gives back ``Spoken``; ordinary strings stay what they are."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Promise):
            value = spoken(value)
        if isinstance(value, Spoken):
            return json.dumps(value.words, ensure_ascii=False)
        return super().get_prep_value(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if value is None or not value.startswith("{"):
            return value
        try:
            words = json.loads(value)
        except ValueError:
            return value
        return Spoken(words) if settings.LANGUAGE_CODE in words else value


class _Encoder(json.JSONEncoder):
    """Keeps lazy translations in every language."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Promise):
            text = spoken(o)
            return {"spoken": text.words} if isinstance(text, Spoken) else text
        return super().default(o)


class _Decoder(json.JSONDecoder):
    """Gives them back as ``Spoken``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(object_hook=_heard, **options)


def _heard(found: dict[str, Any]) -> Any:
    words = found.get("spoken") if len(found) == 1 else None
    return Spoken(words) if isinstance(words, dict) and settings.LANGUAGE_CODE in words else found


class SpokenJSONField(models.JSONField):
    """A JSON column that takes lazy translations anywhere inside and gives them back as ``Spoken``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"encoder": _Encoder, "decoder": _Decoder, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {key: value for key, value in options.items() if key not in ("encoder", "decoder")}
