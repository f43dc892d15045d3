"""Whose books: those that were connected before beside those behind the new sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from companies.models import Connection
from integrations.provider import Text
from linkflow.models import LinkSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact by which books are known. ``is_other`` is None where the two cannot be compared."""

    label: Text
    before: str
    now: str
    is_other: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Both, line by line."""

    company: Line
    entity: Line

    @property
    def lines(self) -> tuple[Line, Line]:
        return self.company, self.entity


def identity_of(session: LinkSession) -> Identity | None:
    """What was connected before and what would be now; None where nothing was."""
    connection, before = session.connection, session.before
    if connection is None or not before:
        return None
    account, entity = before["account"], before["entity"]
    is_other_company = account.casefold() != connection.account_id.casefold()
    return Identity(
        company=Line(label=_("Company"), before=account, now=connection.account_id, is_other=is_other_company),
        entity=Line(
            label=_("Entity"),
            before=before["entity_name"] if before.get("further") else _named(entity, before["entity_name"]),
            now=books_of(connection),
            is_other=None if is_other_company else session.has_other_books,
        ),
    )


def books_of(connection: Connection) -> str:
    """The entity whose books are read, as people know it; of several the names."""
    if connection.further_ids:
        return connection.entity_names
    return _named(connection.entity_id or "", connection.entity_name)


def _named(entity: str, name: str) -> str:
    if not entity:
        return _("Top level (all entities)") if name else _("The whole company")
    return f"{entity} · {name}" if name and name != entity else entity
