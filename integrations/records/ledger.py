"""The general ledger: accounts, journals, journal entries, and the lines of each account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, Ref, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import DataRef, EntryStatus, PartyStatus


class AccountType(StrEnum):
    ASSET = "Asset"
    EQUITY = "Equity"
    EXPENSE = "Expense"
    INCOME = "Income"
    LIABILITY = "Liability"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(SourceRecord):
    """An account of the chart.

    ``current_balance``, where the source tells it, is positive on the account's own side: assets and expenses in debit,
    income, liabilities and equity in credit.
    """

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
class Tracking:
    """What a line is about, as pointers to records of other kinds."""

    record_refs: tuple[DataRef, ...]


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
    tracking: Tracking | None = None
    contact_ref: DataRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(SourceRecord):
    """A posted entry; the net amounts of its lines add up to zero.

    A statistical entry counts heads or hours: its lines are no money and are left out.
    """

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

    posted_on: Day | None
    description: str | None = None
    entry_number: str | None = None
    created_on: datetime | None = None
    updated_on: datetime | None = None
    journal_ref: Ref | None = None
    currency: str | None = None
    total_debit: Decimal = Decimal(0)
    is_statistical: bool = False
    journal_lines: tuple[JournalLine, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.description or self.entry_number or self.id,
            date=self.posted_on,
            amount=self.total_debit,
            currency=self.currency or "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTransactionLine:
    """The same amount as the transaction's, and the journal entry that it is a line of."""

    amount: Decimal
    description: str | None = None
    record_ref: DataRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTransaction(SourceRecord):
    """One line of one account in the ledger, with what the sub-ledger knows of it.

    ``total_amount`` is signed, debit positive, in ``currency``, the base currency of the books: those of one
    ``transaction_id``, a journal entry, add up to zero, and those of an account to its balance. ``transaction_amount``
    is the same in the currency of the transaction, with the same sign. What is counted on a statistical account is no
    money: it stands in ``quantity``.
    """

    kind: ClassVar[str] = Kind.ACCOUNT_TRANSACTIONS.value
    label: ClassVar[str | Promise] = Kind.ACCOUNT_TRANSACTIONS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("date", _("Posted"), "date", sort="date"),
        Column("accountRef.id", _("Account")),
        Column("accountRef.name", _("Account name")),
        Column("journalRef.id", _("Journal")),
        Column("note", _("Description"), sort="label"),
        Column("totalAmount", _("Amount"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    transaction_id: str
    date: Day | None
    account_ref: Ref
    total_amount: Decimal
    currency: str | None = None
    transaction_amount: Decimal | None = None
    transaction_currency: str | None = None
    quantity: Decimal | None = None
    status: EntryStatus = EntryStatus.UNKNOWN
    note: str | None = None
    reference: str | None = None
    line_number: str | None = None
    entry_number: str | None = None
    entry_title: str | None = None
    journal_ref: Ref | None = None
    module: str | None = None
    state: str | None = None
    source_type: str | None = None
    source_reference: str | None = None
    entity_ref: Ref | None = None
    contact_ref: DataRef | None = None
    contact_name: str | None = None
    tracking_category_refs: tuple[Ref, ...] = ()
    lines: tuple[AccountTransactionLine, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.note or self.entry_title or self.id,
            date=self.date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )
