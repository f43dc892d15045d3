"""Bank accounts and what goes through them: receipts, card charges, transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import DataRef, EntryStatus, LineItem, PartyStatus, PaymentAllocation


class BankAccountType(StrEnum):
    """A debit account holds the company's own money, a credit account what it has borrowed."""

    UNKNOWN = "Unknown"
    CREDIT = "Credit"
    DEBIT = "Debit"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount(SourceRecord):
    """A bank account or a card. Of its number the last four digits are kept, and no more is ever stored."""

    kind: ClassVar[str] = Kind.BANK_ACCOUNTS.value
    label: ClassVar[str | Promise] = Kind.BANK_ACCOUNTS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("id", _("Account ID"), sort="source_id"),
        Column("accountName", _("Name"), sort="label"),
        Column("institution", _("Bank")),
        Column("accountNumber", _("Account number")),
        Column("nominalCode", _("Ledger account")),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    account_name: str
    account_type: BankAccountType
    status: PartyStatus
    nominal_code: str | None = None
    account_number: str | None = None
    institution: str | None = None
    currency: str | None = None
    balance: Decimal | None = None
    available_balance: Decimal | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.account_name, amount=self.balance, currency=self.currency or "", status=self.status.value
        )


class DirectStatus(StrEnum):
    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    POSTED = "Posted"
    VOID = "Void"


DIRECT_COLUMNS = (
    Column("reference", _("Number"), sort="label"),
    Column("issueDate", _("Date"), "date", sort="date"),
    Column("payee", _("Payer or payee")),
    Column("note", _("Description")),
    Column("totalAmount", _("Total"), "money", sort="amount"),
    Column("currency", _("Currency"), sort="currency"),
    Column("status", _("Status"), "status", sort="status"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Direct(SourceRecord):
    """Money that moved without an invoice or bill; amounts are in ``currency``."""

    reference: str | None
    issue_date: Day
    currency: str
    currency_rate: Decimal | None = None
    payee: str | None = None
    note: str | None = None
    contact_ref: DataRef | None = None
    line_items: tuple[LineItem, ...] = ()
    payment_allocations: tuple[PaymentAllocation, ...] = ()
    sub_total: Decimal
    tax_amount: Decimal
    total_amount: Decimal
    status: DirectStatus

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.reference or self.note or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency,
            status=self.status.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectIncome(_Direct):
    """Money received without an invoice. What comes in is positive."""

    kind: ClassVar[str] = Kind.DIRECT_INCOMES.value
    label: ClassVar[str | Promise] = Kind.DIRECT_INCOMES.label
    columns: ClassVar[tuple[Column, ...]] = DIRECT_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectCost(_Direct):
    """Money spent without a bill, such as by card. What is spent is positive, what is given back negative."""

    kind: ClassVar[str] = Kind.DIRECT_COSTS.value
    label: ClassVar[str | Promise] = Kind.DIRECT_COSTS.label
    columns: ClassVar[tuple[Column, ...]] = DIRECT_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAccount:
    """One end of a transfer: a bank account and what left or reached it, never negative, in its currency."""

    account_ref: DataRef | None
    name: str | None = None
    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(SourceRecord):
    """Money moved from one account to another. Amounts are positive; one that was reversed is void."""

    kind: ClassVar[str] = Kind.TRANSFERS.value
    label: ClassVar[str | Promise] = Kind.TRANSFERS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("reference", _("Number"), sort="label"),
        Column("date", _("Date"), "date", sort="date"),
        Column("from.name", _("From")),
        Column("to.name", _("To")),
        Column("from.amount", _("Amount"), "money", sort="amount"),
        Column("from.currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    reference: str | None = None
    description: str | None = None
    date: Day | None
    from_: TransferAccount
    to: TransferAccount
    status: EntryStatus = EntryStatus.UNKNOWN

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.reference or self.description or self.id,
            date=self.date,
            amount=self.from_.amount,
            currency=self.from_.currency or "",
            status=self.status.value,
        )
