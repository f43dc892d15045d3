"""What a conversation must know before rows can be read: base currency, formats, entities. Asked once a day at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.intacct import calls, company
from integrations.intacct.client import IntacctClient
from integrations.intacct.formats import Formats
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Data
from integrations.pages import Cursor

LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The facts of a company and of its user; ``setup`` and ``entities`` are there only when they were just asked."""

    base_currency: str
    formats: Formats
    asked_at: datetime
    setup: Data | None = None
    entities: Data | None = None

    @classmethod
    def of(cls, cursors: Iterable[Cursor]) -> Known | None:
        """The facts that a cursor keeps, if they are not too old; the latest of several."""
        kept = [found for cursor in cursors if (found := cursor.get("known"))]
        latest = max(kept, key=lambda found: str(found["asked"]), default=None)
        if latest is None:
            return None
        known = cls(
            base_currency=latest["currency"],
            formats=Formats(latest["order"], timedelta(seconds=latest["offset"])),
            asked_at=datetime.fromisoformat(latest["asked"]),
        )
        return known if datetime.now(UTC) - known.asked_at < LASTS else None

    def as_json(self) -> Cursor:
        return {
            "currency": self.base_currency,
            "order": self.formats.order,
            "offset": int(self.formats.offset.total_seconds()),
            "asked": self.asked_at.isoformat(timespec="seconds"),
        }

    def context(self, client: IntacctClient) -> Context:
        return Context(
            company_id=client.login.company_id,
            entity=client.entity,
            base_currency=self.base_currency,
            formats=self.formats,
        )


def ask(client: IntacctClient) -> Known:
    """Ask for the facts in one request; a user who may not ask is read with the documented formats.

    Raises:
        CredentialsRejected, ProviderUnavailable, UnexpectedReply
    """
    setup, formatting, entities = client.call(calls.FINANCIAL_SETUP, calls.USER_FORMATTING, calls.READ_ENTITIES)
    currencies = {entity.id: entity.currency for entity in company.entities(entities.data)}
    return Known(
        base_currency=currencies.get(client.entity) or company.setup(setup.data).base_currency,
        formats=Formats.of_user(formatting.data.single) if formatting.is_success else Formats(),
        asked_at=datetime.now(UTC),
        setup=setup.data,
        entities=entities.data,
    )
