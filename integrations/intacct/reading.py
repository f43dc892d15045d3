"""Kinds of data, page by page: which object is asked for, with which fields, and what its rows become.

The cursor of an object is ``{"after": RECORDNO, "read": rows so far}``, and ``{"is_complete": true}`` beside it after
the last page: a reading that starts from such a cursor starts over. An incremental reading will keep its watermark
beside these keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from integrations.errors import PermissionMissing
from integrations.intacct import calls, company, grants
from integrations.intacct.client import IntacctClient
from integrations.intacct.formats import BadValue, Formats
from integrations.intacct.mapping import reference
from integrations.intacct.mapping.context import Context
from integrations.intacct.paging import BY_RECORDNO, ORDERS, RowPage
from integrations.intacct.replies import Row
from integrations.intacct.sources import SOURCES, Source
from integrations.pages import Cursor, Page, Unreadable
from integrations.records import Kind, SourceRecord

DOCUMENTS = 1000
"""Headers of one page when their lines are read with them."""


KINDS: tuple[str, ...] = (Kind.COMPANY.value, *(str(Kind(kind).value) for kind in SOURCES))
"""What this provider reads, in the order in which it makes sense to read it."""


def read(client: IntacctClient, kind: str, cursor: Cursor) -> Iterator[Page]:
    """Yield the pages of ``kind`` from ``cursor`` on.

    Raises:
        ProviderUnavailable, CredentialsRejected, PermissionMissing, UnexpectedReply
    """
    if kind == Kind.COMPANY:
        yield _company(client)
        return
    try:
        yield from _pages(client, SOURCES[kind][0], cursor)
    except PermissionMissing as error:
        raise PermissionMissing(str(error), verdict=grants.of_reading(kind, error.verdict)) from None


def _pages(client: IntacctClient, source: Source, cursor: Cursor) -> Iterator[Page]:
    place: Cursor = {} if cursor.get("is_complete") else cursor
    done = int(place.get("read", 0))
    context = _context(client)
    pages = client.pages(
        source.subject,
        source.fields,
        order=ORDERS.get(source.subject, BY_RECORDNO),
        after=place.get("after"),
        where=source.where,
        page_size=DOCUMENTS if source.lines else calls.MOST_ROWS,
    )
    for rows in pages:
        done += len(rows.rows)
        yield _page(client, source, context, rows, done)


def _page(client: IntacctClient, source: Source, context: Context, rows: RowPage, done: int) -> Page:
    items: Mapping[str, Sequence[Row]] = {}
    if source.lines and rows.rows:
        keys = [row["RECORDNO"] for row in rows.rows]
        items = client.lines(source.lines.subject, source.lines.fields, parent=source.lines.parent, keys=keys)
    records: list[SourceRecord] = []
    unreadable: list[Unreadable] = []
    left_out = 0
    for row in rows.rows:
        key = row.get("RECORDNO", "")
        try:
            record = source.to_record(row, context, items.get(key, ()))
        except BadValue as error:
            unreadable.append(Unreadable(source_id=key, reason=str(error), raw=row))
            continue
        if record is None:
            left_out += 1
        else:
            records.append(record)
    notices = client.notices()
    if left_out:
        notices.append(f"{source.subject}: {left_out} rows belong to another kind of data")
    cursor: Cursor = {"after": rows.after, "read": done}
    if rows.is_last:
        cursor["is_complete"] = True
    return Page(
        records=records,
        cursor=cursor,
        total=done + rows.left,
        is_last=rows.is_last,
        unreadable=unreadable,
        notices=notices,
    )


def _company(client: IntacctClient) -> Page:
    setup, entities = client.ask(calls.FINANCIAL_SETUP), client.ask(calls.READ_ENTITIES)
    context = Context(company_id=client.login.company_id, entity=client.entity)
    record = reference.company_info(setup, entities, context, datetime.now(UTC).date())
    return Page(records=[record], cursor={"is_complete": True}, total=1, is_last=True)


def _context(client: IntacctClient) -> Context:
    """Ask once what the mapping must know; a user who may not ask is read with the documented formats."""
    setup, formatting, entities = client.call(calls.FINANCIAL_SETUP, calls.USER_FORMATTING, calls.READ_ENTITIES)
    facts = company.setup(setup.data)
    currencies = {entity.id: entity.currency for entity in company.entities(entities.data)}
    return Context(
        company_id=client.login.company_id,
        entity=client.entity,
        base_currency=currencies.get(client.entity) or facts.base_currency,
        formats=Formats.of_user(formatting.data.single) if formatting.is_success else Formats(),
    )
