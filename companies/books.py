"""Whose books a page shows, where a company has several entities: its address names one."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse

from companies.models import Company, Connection

ENTITY = "entity"
"""The name in the query of an address; see ``Connection.query``, which writes it."""


def books_of(request: HttpRequest, company: Company) -> Connection | None:
    """The connection to the entity that the address names, else the one that leads; ``None`` where there is none.

    The company has its connections at hand afterwards.

    Raises:
        Http404: no books of such an entity are held.
    """
    rows = Connection.objects.select_related("integration").defer("integration__settings")
    prefetch_related_objects([company], Prefetch("connections", rows))
    books = company.books
    wanted = request.GET.get(ENTITY)
    if wanted is None:
        return books[0] if books else None
    found = next((each for each in books if each.entity_id == wanted), None)
    if found is None:
        raise Http404("No such entity of this company.")
    return found


def to_books(page: str, company: Company, connection: Connection | None) -> HttpResponseRedirect:
    """Lead to a page of a company, to the same books again."""
    address = reverse(page, args=[company.organisation.slug, company.public_id])
    return HttpResponseRedirect(address + (connection.query if connection else ""))
