"""What opens a Link stays out of the log: whoever has a Link URL can connect a customer's books.

Django logs the address of every error that it answers, and of a forged form the page before as well; a traceback holds
what the error says. So the filter stands at the handler, through which all that is written goes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from numbers import Number
from typing import Any

_KEY = re.compile(
    r"((?:/|%2F)link(?:/|%2F))[^\s/?#&%\"'<>]{12,}"  # in an address, also cut off; what is shorter opens nothing
    r"|(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])",  # by itself: a name and its signature
    re.ASCII | re.IGNORECASE,
)


def masked(text: str) -> str:
    """Take out what opens a Link; the rest of its address stays."""
    return _KEY.sub(r"\1…", text)


class LinksMasked(logging.Filter):
    """Masks Link URLs in all that a handler could write of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for name, value in list(vars(record).items()):
            if name != "exc_info":  # it is not written any more, now that there is exc_text
                setattr(record, name, _safe(value))
        return True


class _Masked:
    """A value that is masked when it is written, and asked nothing before."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __str__(self) -> str:
        return masked(str(self.value))

    def __repr__(self) -> str:
        return masked(repr(self.value))


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, tuple):
        return tuple(_safe(each) for each in value)
    if isinstance(value, Mapping):
        return {name: _safe(each) for name, each in value.items()}
    return value if value is None or isinstance(value, Number | _Masked) else _Masked(value)
