"""The SQL-like filter of readByQuery, read into the same tree as a query's filter.

Reference: developer.intacct.com, *readByQuery*: < > >= <= = like, not like, in, not in, IS NULL, IS NOT NULL, AND, OR,
NOT; a quote inside a value is escaped with a backslash; no ORDER BY, no joins.
"""

from __future__ import annotations

import re

from integrations.intacct.simulator.failures import processing_error
from integrations.intacct.simulator.filters import Filter, Group, Test, as_number, conjuncts

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\")|(?P<sign><=|>=|<>|!=|[=<>(),])"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[A-Za-z_][\w.]*))"
)
SIGNS = {
    "=": "equalto",
    "<>": "notequalto",
    "!=": "notequalto",
    "<": "lessthan",
    "<=": "lessthanorequalto",
    ">": "greaterthan",
    ">=": "greaterthanorequalto",
}
DEEPEST = 50


class Reader:
    """A reader of one filter, word by word."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.at = self.depth = 0
        place = 0
        text = text.strip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise processing_error()
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            place = match.end()

    def peek(self, *words: str) -> bool:
        """Tell whether the next token is one of these words or signs."""
        return self.at < len(self.tokens) and self.tokens[self.at][1].upper() in words and self._kind() != "text"

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def take(self, *words: str) -> bool:
        if self.peek(*words):
            self.at += 1
            return True
        return False

    def need(self, *words: str) -> None:
        if not self.take(*words):
            raise processing_error()

    def one(self, *kinds: str) -> str:
        if self.at >= len(self.tokens) or self._kind() not in kinds:
            raise processing_error()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def value(self) -> str:
        word = self.one("text", "number", "word")
        if word[0] in "'\"":
            return re.sub(r"\\(.)", r"\1", word[1:-1]).replace("''", "'")
        return word

    def either(self) -> Filter:
        parts = [self.both()]
        while self.take("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Group("or", tuple(parts))

    def both(self) -> Filter:
        parts = [self.single()]
        while self.take("AND"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Group("and", tuple(parts))

    def single(self) -> Filter:
        self.depth += 1
        if self.depth > DEEPEST:
            raise processing_error()
        try:
            if self.take("NOT"):
                return Group("not", (self.single(),))
            if self.take("("):
                inner = self.either()
                self.need(")")
                return inner
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Filter:
        field = self.one("word").upper()
        if self.take("IS"):
            negative = self.take("NOT")
            self.need("NULL")
            return Test("isnotnull" if negative else "isnull", field)
        negative = self.take("NOT")
        if self.take("IN"):
            self.need("(")
            values = [self.value()]
            while self.take(","):
                values.append(self.value())
            self.need(")")
            return Test("notin" if negative else "in", field, tuple(values))
        if self.take("LIKE"):
            return Test("notlike" if negative else "like", field, (self.value(),))
        sign = self.one("sign")
        if negative or sign not in SIGNS:
            raise processing_error()
        return Test(SIGNS[sign], field, (self.value(),))


def read_sql(text: str) -> Filter | None:
    """Return the filter that a readByQuery string means, or None for an empty one; raise ``FunctionFailure``."""
    if not text.strip():
        return None
    reader = Reader(text)
    tree = reader.either()
    if reader.at != len(reader.tokens):
        raise processing_error()
    return tree


def split_rownum(tree: Filter | None) -> tuple[Filter | None, int | None]:
    """Take ``rownum < n`` out of a filter; return the rest, and how many rows it leaves."""
    most: int | None = None
    rest: list[Filter] = []
    for part in conjuncts(tree):
        if isinstance(part, Test) and part.field == "ROWNUM":
            allowed = _rows(part)
            most = allowed if most is None else min(most, allowed)
        else:
            rest.append(part)
    return (Group("and", tuple(rest)) if len(rest) > 1 else rest[0] if rest else None), most


def _rows(test: Test) -> int:
    if test.operator not in ("lessthan", "lessthanorequalto", "equalto"):
        raise processing_error()
    number = int(as_number(test.values[0]))
    return max(0, number - (test.operator == "lessthan"))
