"""Linked companies in the portal's own tables, their readings, and what the tables hold afterwards.

Import it when ``Rig.portal`` has set the portal up.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection as database
from django.db.models import Sum
from django.utils.timezone import now

from companies.datasets import syncing
from companies.datasets.actions import start_sync
from companies.datasets.models import Dataset, Quarantined, Record, Sync
from companies.models import Company, Connection
from integrations.errors import ProviderUnavailable
from integrations.intacct.simulator.blueprint import OWN_SENDER, PASSWORD, SENDER_PASSWORDS, USER_ID
from integrations.models import Integration
from portal.audit.models import AuditEvent
from portal.organisations.models import Organisation

SENDER = {"sender_id": OWN_SENDER, "sender_password": SENDER_PASSWORDS[OWN_SENDER]}


def organisation(name: str) -> Organisation:
    """An organisation that customers can connect their Sage Intacct to."""
    slug = name.lower().replace(" ", "-")
    made = Organisation.objects.create(name=name, slug=slug, support_email=f"support@{slug}.example")
    Integration.objects.create(
        organisation=made, provider="sage-intacct", is_enabled=True, settings=SENDER, settings_changed_at=now()
    )
    return made


def link(owner: Organisation, company_id: str) -> Connection:
    """A company that has gone through the wizard."""
    company = Company.objects.create(organisation=owner, name=company_id.replace("-", " "))
    return Connection.objects.create(
        organisation=owner,
        company=company,
        integration=owner.integrations.get(),
        status=Connection.Status.LINKED,
        credentials={"company_id": company_id, "user_id": USER_ID, "password": PASSWORD},
        credentials_changed_at=now(),
        account_id=company_id,
        entity_id="",
        linked_at=now(),
    )


def begin(connection: Connection, kinds: Sequence[str] | None = None, *, is_full: bool = False) -> Sync:
    """Ask for a reading, as a person would; a worker does it."""
    return start_sync(connection=connection, trigger=Sync.Trigger.REFRESH, kinds=kinds, is_full=is_full)


def read(connection: Connection, kinds: Sequence[str] | None = None, *, is_full: bool = False) -> float:
    """Read in this process, turn after turn, to the end; return the seconds that it took."""
    sync = begin(connection, kinds, is_full=is_full)
    begun = time.perf_counter()
    while not sync.is_finished:
        if not sync.claim():
            raise SystemExit("Somebody else has claimed the reading.")
        try:
            syncing.run(sync)
        except ProviderUnavailable as error:
            raise SystemExit(f"The gateway failed: {error}") from error
        sync.refresh_from_db()
    spent = time.perf_counter() - begun
    if sync.status != Sync.Status.SUCCEEDED or sync.failure:
        raise SystemExit(f"The reading ended as {sync.status}: {sync.failure} {sync.failure_detail}")
    return spent


def forget() -> None:
    """Empty the tables of everything that was read, so that the next reading begins as the first one did."""
    with database.cursor() as cursor:
        cursor.execute("TRUNCATE datasets_sync, datasets_dataset CASCADE")
        cursor.execute("CHECKPOINT")


def forget_company(connection: Connection) -> None:
    """Delete all that was read of one company."""
    ours = Dataset.objects.filter(connection=connection)
    for model in (Record, Quarantined):
        query = model.objects.filter(dataset__in=ours)
        query._raw_delete(query.db)
    Sync.objects.filter(connection=connection).delete()
    ours.delete()


def states(keys: Sequence[int]) -> dict[int, tuple[str, int, int]]:
    """Of these readings, the unfinished: status, how many pages they have stored, and how often they were taken up."""
    unfinished = Sync.objects.unfinished().filter(pk__in=keys).annotate(pages=Sum("readings__page_count"))
    rows = unfinished.values_list("pk", "status", "pages", "attempts")
    return {key: (status, pages or 0, attempts) for key, status, pages, attempts in rows}


def failure_of(key: int) -> str:
    """Why a reading ended without success; empty where it did not."""
    sync = Sync.objects.get(pk=key)
    if sync.status == Sync.Status.SUCCEEDED and not sync.failure:
        return ""
    return f"ended as {sync.status}: {sync.failure} {sync.failure_detail}"


def finished_events() -> int:
    """How often somebody was told that a reading of the stormy organisation has finished."""
    return AuditEvent.objects.filter(organisation__slug="stormy-lending", verb="sync.finished").count()


_LEFT_OUT = ("id", "organisation", "dataset", "created_at", "modified_at")
COLUMNS = [field.name for field in Record._meta.concrete_fields if field.name not in _LEFT_OUT]


def content(connection: Connection, *, is_live: bool = False) -> dict[str, dict[str, str]]:
    """What the tables hold of a company: by kind and source id, a digest of all columns but keys and our own times.

    ``is_live`` leaves out what is kept of records that the source has deleted.
    """
    chosen = Record.objects.filter(dataset__connection=connection, **({"is_deleted": False} if is_live else {}))
    rows = chosen.values_list("dataset__kind", *COLUMNS)
    found: dict[str, dict[str, str]] = {}
    for kind, *values in rows.order_by("pk").iterator(2000):
        named = dict(zip(COLUMNS, values, strict=True))
        said = json.dumps(named, sort_keys=True, default=str)
        found.setdefault(kind, {})[named["source_id"]] = sha256(said.encode()).hexdigest()
    return found


def differences(wanted: dict[str, dict[str, str]], found: dict[str, dict[str, str]]) -> list[str]:
    """Say what is missing, what is too much and what is another, kind by kind."""
    said = []
    for kind in sorted({*wanted, *found}):
        here, there = found.get(kind, {}), wanted.get(kind, {})
        lost, added = there.keys() - here.keys(), here.keys() - there.keys()
        other = [key for key in here.keys() & there.keys() if here[key] != there[key]]
        for word, keys in (("lost", lost), ("added", added), ("different", other)):
            said += [f"{kind}: {len(keys)} {word}, such as {', '.join(sorted(keys)[:3])}"] if keys else []
    return said


def sizes(found: dict[str, dict[str, str]]) -> int:
    return sum(map(len, found.values()))


def percentile(values: Iterable[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(round(share * (len(ranked) - 1)), len(ranked) - 1)] if ranked else 0.0


def spread(values: Sequence[float]) -> str:
    """A median with the least and the most, for one line of a table."""
    ranked: list[Any] = sorted(values)
    return f"{ranked[len(ranked) // 2]:,.0f} ({ranked[0]:,.0f} to {ranked[-1]:,.0f})"
