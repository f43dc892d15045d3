"""The general ledger: accounts, journals, journal entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, Ref, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import DataRef, PartyStatus


class AccountType(StrEnum):
    ASSET = "Asset"
    EQUITY = "Equity"
    EXPENSE = "Expense"
    INCOME = "Income"
    LIABILITY = "Liability"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(SourceRecord):
    """An account of the chart. ``current_balance`` is positive on the account's own side, where the source tells it."""

    kind: ClassVar[str] = Kind.CHART_OF_ACCOUNTS.value
    label: ClassVar[str | Promise] = Kind.CHART_OF_ACCOUNTS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("nominalCode", _("Account number"), sort="source_id"),
        Column("name", _("Name")),
        Column("type", _("Type")),
        Column("fullyQualifiedCategory", _("Category")),
        Column("status", _("Status"), "status", sort="status"),
    )

    nominal_code: str
    name: str
    type: AccountType
    status: PartyStatus
    description: str | None = None
    fully_qualified_category: str | None = None
    fully_qualified_name: str | None = None
    currency: str | None = None
    current_balance: Decimal | None = None
    is_bank_account: bool | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=f"{self.nominal_code} {self.name}",
            amount=self.current_balance,
            currency=self.currency or "",
            status=self.status.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal(SourceRecord):
    """A book of original entry, to which every journal entry belongs."""

    kind: ClassVar[str] = Kind.JOURNALS.value
    label: ClassVar[str | Promise] = Kind.JOURNALS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("journalCode", _("Code"), sort="source_id"),
        Column("name", _("Name")),
        Column("status", _("Status"), "status", sort="status"),
    )

    journal_code: str
    name: str
    status: PartyStatus
    type: str | None = None
    has_children: bool = False
    created_on: datetime | None = None

    def promoted(self) -> Promoted:
        return Promoted(label=f"{self.journal_code} {self.name}", status=self.status.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One side of an entry. ``net_amount`` is signed, debit positive, in ``currency``, the base currency of the books.

    ``transaction_amount`` is the same amount in the currency of the transaction, with the same sign.
    """

    net_amount: Decimal
    currency: str | None = None
    transaction_amount: Decimal | None = None
    transaction_currency: str | None = None
    description: str | None = None
    account_ref: Ref | None = None
    tracking_category_refs: tuple[Ref, ...] = ()
    contact_ref: DataRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(SourceRecord):
    """A posted entry; the net amounts of its lines add up to zero."""

    kind: ClassVar[str] = Kind.JOURNAL_ENTRIES.value
    label: ClassVar[str | Promise] = Kind.JOURNAL_ENTRIES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("postedOn", _("Posted"), "date", sort="date"),
        Column("journalRef.name", _("Journal")),
        Column("entryNumber", _("Number")),
        Column("description", _("Description"), sort="label"),
        Column("totalDebit", _("Debit"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
    )

    posted_on: date | None
    description: str | None = None
    entry_number: str | None = None
    created_on: datetime | None = None
    updated_on: datetime | None = None
    journal_ref: Ref | None = None
    currency: str | None = None
    total_debit: Decimal = Decimal(0)
    journal_lines: tuple[JournalLine, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.description or self.entry_number or self.id,
            date=self.posted_on,
            amount=self.total_debit,
            currency=self.currency or "",
        )
