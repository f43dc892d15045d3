"""What a company may be called."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME_RULE = _("Letters, digits, blanks and - ' & @ . , ? ! are allowed.")


def validate_name(name: str) -> None:
    """Refuse characters that a company's name may not hold, and say which ones.

    Raises:
        ValidationError: naming each refused character.
    """
    refused = sorted(set(re.findall(r"[^\w \-'&@.,?!’]|_", name)))
    if refused:
        raise ValidationError(
            _("Take out %(characters)s. %(rule)s"),
            params={"characters": " ".join(refused), "rule": NAME_RULE},
            code="refused_characters",
        )
