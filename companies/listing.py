"""The list of companies as its address asks for it: which state, which words, which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db.models import Count, F, Func, Q
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.models import CompanyQuerySet

STATES: dict[str, Promise] = {
    "linked": _("Linked"),
    "pending": _("Pending"),
    "needs_you": _("Needs you"),
    "not_started": _("Not started"),
    "unlinked": _("Unlinked"),
}
SORTS: dict[str, F | Func] = {"name": Lower("name"), "created": F("created_at"), "read": F("last_read_at")}
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Tab:
    """One state with how many companies are in it."""

    key: str
    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What is asked for. Unknown values count as not given."""

    text: str = ""
    state: str = ""
    provider: str = ""
    hides_tests: bool = False
    sort: str = "created"
    is_descending: bool = True

    @classmethod
    def asked_by(cls, query: QueryDict) -> Self:
        sort = query.get("sort", "-created")
        column = sort.lstrip("-")
        state = query.get("state", "")
        return cls(
            text=" ".join(query.get("q", "").split()),
            state=state if state in STATES else "",
            provider=query.get("integration", ""),
            hides_tests=query.get("tests") == "hide",
            sort=column if column in SORTS else "created",
            is_descending=sort.startswith("-") if column in SORTS else True,
        )

    @property
    def is_narrowed(self) -> bool:
        """Something other than a state leaves companies out."""
        return bool(self.text or self.provider or self.hides_tests)

    def found(self, companies: CompanyQuerySet) -> CompanyQuerySet:
        """The companies that match everything but the state."""
        if self.text:
            companies = companies.search(self.text)
        if self.provider:
            companies = companies.through(self.provider)
        if self.hides_tests:
            companies = companies.filter(is_test=False)
        return companies

    def in_state(self, companies: CompanyQuerySet) -> CompanyQuerySet:
        """Those in the asked state, in the asked order; who was never read comes last either way."""
        if self.state:
            companies = companies.filter(Q(listed_as=self.state))
        column = SORTS[self.sort]
        order = column.desc(nulls_last=True) if self.is_descending else column.asc(nulls_last=True)
        return companies.order_by(order, "-pk")

    def tabs(self, companies: CompanyQuerySet) -> list[Tab]:
        """Each state with how many of the found companies are in it."""
        counts = counts_of(companies)
        every = Tab("", _("All"), sum(counts.values()))
        return [every, *(Tab(key, label, counts.get(key, 0)) for key, label in STATES.items())]


def counts_of(companies: CompanyQuerySet) -> dict[str, int]:
    """How many companies are listed under each state."""
    rows = companies.order_by().values("listed_as").annotate(number=Count("pk"))  # type: ignore[misc]
    return {row["listed_as"]: row["number"] for row in rows}
