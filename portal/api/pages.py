"""Lists come in pages, with the way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from portal.api.problems import Problem

MOST = 5000
T = TypeVar("T")


class Href(Schema):
    href: str


class Links(Schema):
    """Addresses relative to the host: this list, this page, and its neighbours where there are any."""

    current: Href
    self_: Href = Field(alias="self")
    next: Href | None = None
    previous: Href | None = None


class PageOf(Schema, Generic[T]):
    results: list[T]
    pageNumber: int
    pageSize: int
    totalResults: int
    links: Links = Field(alias="_links")


class Paging(Schema):
    """Which page, of which size."""

    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(100, ge=1, le=MOST, alias="pageSize")
    query: str = Field("", description="Not offered: a call that sends it is refused rather than answered unfiltered.")


def page_of(request: HttpRequest, rows: QuerySet[Any], paging: Paging, show: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of ``rows``, each put into its API form by ``show``. The rows must have a total order.

    Raises:
        Problem: the call asks for a filter, which this API does not have.
    """
    if paging.query:
        item = {"itemId": "query", "message": "This API has no query language.", "validatorName": "not_offered"}
        raise Problem(422, "Leave 'query' out: lists cannot be filtered by it.", errors=[item])
    total = rows.count()
    first = (paging.page - 1) * paging.page_size
    shown: Iterable[Any] = rows[first : first + paging.page_size] if first < total else ()
    links = {"self": {"href": request.path}, "current": _href(request, paging.page, paging.page_size)}
    if first + paging.page_size < total:
        links["next"] = _href(request, paging.page + 1, paging.page_size)
    if paging.page > 1:
        links["previous"] = _href(request, paging.page - 1, paging.page_size)
    return {
        "results": [show(row) for row in shown],
        "pageNumber": paging.page,
        "pageSize": paging.page_size,
        "totalResults": total,
        "_links": links,
    }


def _href(request: HttpRequest, page: int, size: int) -> dict[str, str]:
    asked = request.GET.copy()
    asked["page"], asked["pageSize"] = str(page), str(size)
    return {"href": f"{request.path}?{asked.urlencode()}"}
