"""Values that people paste: blanks and hidden characters around and inside them, taken out and told.

Mails and web pages put zero-width and non-breaking characters beside what they show. Sage Intacct compares exactly, so
one of them means a refused sign-in that nobody can explain by looking.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.provider import Text


def tidy(value: str) -> str:
    """Take out what nobody can see: control and format characters everywhere, blanks of any width at both ends."""
    seen = "".join(char for char in value if unicodedata.category(char) not in {"Cc", "Cf"})
    return seen.strip()


class PastedField(forms.CharField):
    """A text field that tidies what was pasted; the form says what was taken out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class IdField(PastedField):
    """An ID of Intacct's, which never holds a blank."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(char.isspace() for char in value):
            before, after = value.split(maxsplit=1)
            raise forms.ValidationError(
                _("Take out the blank between “%(before)s” and “%(after)s”."),
                code="blank",
                params={"before": before, "after": after},
            )


class PastedForm(forms.Form):
    """A form whose pasted fields are tidied. ``notices`` says, after validation, what was taken out."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.notices: list[Text] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, field in self.fields.items():
            raw = self.data.get(self.add_prefix(name), "")
            if isinstance(field, PastedField) and name in cleaned and raw.strip(" ") and tidy(raw) != raw:
                self.notices.append(_notice(field.label, raw))
        return cleaned


def _notice(label: str | Promise | None, raw: str) -> str:
    if raw.strip() == tidy(raw):
        return _("%(field)s: blanks at the beginning or end were taken out.") % {"field": label}
    return _("%(field)s: hidden characters that came along with pasting were taken out.") % {"field": label}
