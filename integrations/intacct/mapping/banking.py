"""Cash Management's accounts, receipts, card charges and transfers become records."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from integrations.intacct.formats import BadValue, first_number, flag, needed, number, text
from integrations.intacct.mapping import parties
from integrations.intacct.mapping.context import Context
from integrations.intacct.mapping.ledger import contact
from integrations.intacct.mapping.lines import DIMENSION_FIELDS, dimensions, reference
from integrations.intacct.replies import Row
from integrations.records import Kind, Ref
from integrations.records.banking import (
    BankAccount,
    BankAccountType,
    DirectCost,
    DirectIncome,
    DirectStatus,
    Transfer,
    TransferAccount,
)
from integrations.records.parts import (
    AllocatedPayment,
    Allocation,
    DataRef,
    EntryStatus,
    LineItem,
    PaymentAllocation,
)

SAVINGS_FIELDS = (
    "RECORDNO",
    "BANKACCOUNTID",
    "BANKACCOUNTNO",
    "BANKNAME",
    "GLACCOUNTNO",
    "CURRENCY",
    "STATUS",
    "WHENMODIFIED",
)
CHECKING_FIELDS = (*SAVINGS_FIELDS, "GLACCOUNTTITLE")
"""Savings accounts do not know the title of their ledger account."""
CARD_FIELDS = (
    "RECORDNO",
    "CARDID",
    "DESCRIPTION",
    "CARDNUM",
    "CARDTYPE",
    "LIABILITYTYPE",
    "LIABACCTKEY",
    "CURRENCY_R",
    "STATUS",
    "WHENMODIFIED",
)
_DIRECT = (
    "RECORDNO",
    "RECORDTYPE",
    "STATE",
    "DESCRIPTION",
    "DESCRIPTION2",
    "WHENCREATED",
    "WHENPAID",
    "BASECURR",
    "CURRENCY",
    "EXCHANGE_RATE",
    "TOTALENTERED",
    "TRX_TOTALENTERED",
    "WHENMODIFIED",
)
RECEIPT_FIELDS = (*_DIRECT, "DOCNUMBER", "BANKACCOUNTID", "BANKACCOUNTNAME")
CHARGE_FIELDS = (*_DIRECT, "RECORDID", "FINANCIALENTITY")
LINE_FIELDS = (
    "RECORDNO",
    "RECORDKEY",
    "LINE_NO",
    "LINEITEM",
    "ACCOUNTNO",
    "ACCOUNTTITLE",
    "DESCRIPTION",
    "AMOUNT",
    "TRX_AMOUNT",
    *DIMENSION_FIELDS,
    "CUSTOMERID",
    "VENDORID",
    "ISTAX",
    "PARENTENTRY",
)
LINE_PARENT = "RECORDKEY"
TRANSFER_FIELDS = (
    "RECORDNO",
    "RECORDID",
    "STATE",
    "CLEARED",
    "DESCRIPTION",
    "WHENCREATED",
    "FROMACCOUNTID",
    "FROMACCOUNTNAME",
    "FROMACCOUNTTYPE",
    "FROMACCOUNTCURR",
    "FROM_ACCOUNT_TRX_AMOUNT",
    "TOACCOUNTID",
    "TOACCOUNTNAME",
    "TOACCOUNTTYPE",
    "TOACCOUNTCURR",
    "BASECURR",
    "CURRENCY",
    "TOTALENTERED",
    "TRX_TOTALENTERED",
    "WHENMODIFIED",
)

_DOCUMENT_STATES = {
    "draft": DirectStatus.DRAFT,
    "approved": DirectStatus.POSTED,
    "deposited": DirectStatus.POSTED,
    "reconciled": DirectStatus.POSTED,
    "posted": DirectStatus.POSTED,
    "selected": DirectStatus.POSTED,
    "partially paid": DirectStatus.POSTED,
    "paid": DirectStatus.POSTED,
    "reversed": DirectStatus.VOID,
    "reversal": DirectStatus.VOID,
}
_CARD = "CREDITCARD"


def card_id(code: str) -> str:
    """A card's id among bank accounts: cards and accounts are numbered apart, so a card says that it is one."""
    return f"{_CARD}-{code}"


def bank_account(row: Row, context: Context) -> BankAccount:
    """A checking or savings account. Intacct tells no balance of it but that of the last reconciliation, left out."""
    code = needed(row, "BANKACCOUNTID")
    return BankAccount(
        id=code,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        account_name=text(row, "GLACCOUNTTITLE") or code,
        account_type=BankAccountType.DEBIT,
        status=parties.status(row),
        nominal_code=text(row, "GLACCOUNTNO"),
        account_number=masked(row, "BANKACCOUNTNO"),
        institution=text(row, "BANKNAME"),
        currency=text(row, "CURRENCY") or context.base_currency or None,
    )


def card(row: Row, context: Context) -> BankAccount:
    """A card account: what a credit card has spent is owed, a debit card spends the company's own."""
    code = needed(row, "CARDID")
    kinds = {"credit": BankAccountType.CREDIT, "debit": BankAccountType.DEBIT}
    return BankAccount(
        id=card_id(code),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        account_name=text(row, "DESCRIPTION") or code,
        account_type=kinds.get(row.get("LIABILITYTYPE", "").strip().lower(), BankAccountType.UNKNOWN),
        status=parties.status(row),
        nominal_code=text(row, "LIABACCTKEY"),
        account_number=masked(row, "CARDNUM"),
        institution=text(row, "CARDTYPE"),
        currency=text(row, "CURRENCY_R") or context.base_currency or None,
    )


def masked(row: Row, name: str) -> str | None:
    """The last four characters of a number; a short one is hidden whole."""
    found = row.get(name, "").strip()
    if not found:
        return None
    return f"••••{found[-4:]}" if len(found) > 6 else "••••"


def receipt(row: Row, context: Context, items: Sequence[Row]) -> DirectIncome:
    """A receipt that no invoice asked for. Interest that the bank credits by itself is another object and not read."""
    account = text(row, "BANKACCOUNTID")
    name = text(row, "BANKACCOUNTNAME") or account or ""
    return DirectIncome(
        reference=text(row, "DOCNUMBER"),
        **_direct(row, context, items, Ref(id=account, name=name) if account else None, text(row, "DOCNUMBER")),
    )


def charge(row: Row, context: Context, items: Sequence[Row]) -> DirectCost:
    """What was paid by card."""
    code = text(row, "FINANCIALENTITY")
    return DirectCost(
        reference=text(row, "RECORDID"),
        **_direct(row, context, items, Ref(id=card_id(code), name=code) if code else None, text(row, "RECORDID")),
    )


def _direct(
    row: Row, context: Context, rows: Sequence[Row], account: Ref | None, number_of: str | None
) -> dict[str, Any]:
    """What receipts and charges have in common; they were paid when they were made, by one payment."""
    issued = context.formats.day(row, "WHENCREATED") or context.formats.day(row, "WHENPAID")
    if issued is None:
        raise BadValue("WHENCREATED", "")
    key = needed(row, "RECORDNO")
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    lines, tax = _lines(rows)
    currency = text(row, "CURRENCY") or text(row, "BASECURR") or context.base_currency
    rate = context.optional(number, row, "EXCHANGE_RATE")
    paid = AllocatedPayment(
        id=key,
        reference=number_of,
        account_ref=account,
        currency=currency or None,
        currency_rate=rate,
        paid_on_date=issued,
        total_amount=total,
    )
    share = Allocation(total_amount=total, currency=currency or None, currency_rate=rate, allocated_on_date=issued)
    contacts = list(dict.fromkeys(filter(None, map(contact, rows))))
    return {
        "id": key,
        "source_modified_date": context.formats.moment(row, "WHENMODIFIED"),
        "issue_date": issued,
        "currency": currency,
        "currency_rate": rate,
        "payee": text(row, "DESCRIPTION2"),
        "note": text(row, "DESCRIPTION"),
        "contact_ref": contacts[0] if len(contacts) == 1 else None,
        "line_items": lines,
        "payment_allocations": (PaymentAllocation(payment=paid, allocation=share),),
        "sub_total": total - tax,
        "tax_amount": tax,
        "total_amount": total,
        "status": _DOCUMENT_STATES.get(row.get("STATE", "").strip().lower(), DirectStatus.UNKNOWN),
    }


def _lines(rows: Sequence[Row]) -> tuple[tuple[LineItem, ...], Decimal]:
    """The lines in order, each with its tax, and the tax in all. ``ISTAX`` marks a tax line, which names its line."""
    zero = Decimal(0)
    taxes: dict[str, Decimal] = {}
    own = []
    for row in rows:
        if flag(row, "ISTAX"):
            parent = row.get("PARENTENTRY", "")
            taxes[parent] = taxes.get(parent, zero) + first_number(row, "TRX_AMOUNT", "AMOUNT")
        elif flag(row, "LINEITEM") is not False:
            own.append(row)
    own.sort(key=lambda row: (first_number(row, "LINE_NO", "RECORDNO"), first_number(row, "RECORDNO")))
    return tuple(_item(row, taxes.get(row.get("RECORDNO", ""), zero)) for row in own), sum(taxes.values(), zero)


def _item(row: Row, tax: Decimal) -> LineItem:
    """These lines have no quantity: it is one, at the line's amount."""
    amount = first_number(row, "TRX_AMOUNT", "AMOUNT")
    return LineItem(
        unit_amount=amount,
        quantity=Decimal(1),
        description=text(row, "DESCRIPTION"),
        sub_total=amount,
        tax_amount=tax,
        total_amount=amount + tax,
        account_ref=reference(row, "ACCOUNTNO", "ACCOUNTTITLE"),
        tracking_category_refs=dimensions(row),
    )


def transfer(row: Row, context: Context) -> Transfer:
    """Money moved between accounts. A reversed transfer and its reversal are void, at positive amounts."""
    total = abs(first_number(row, "TRX_TOTALENTERED", "TOTALENTERED"))
    left = context.optional(number, row, "FROM_ACCOUNT_TRX_AMOUNT")
    currency = text(row, "CURRENCY") or text(row, "BASECURR") or context.base_currency or None
    return Transfer(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        reference=text(row, "RECORDID"),
        description=text(row, "DESCRIPTION"),
        date=context.formats.day(row, "WHENCREATED"),
        from_=_end(row, "FROM", total if left is None else abs(left), currency),
        to=_end(row, "TO", total, currency),
        status=_transfer_status(row),
    )


def _end(row: Row, side: str, amount: Decimal, currency: str | None) -> TransferAccount:
    code = text(row, f"{side}ACCOUNTID")
    is_card = row.get(f"{side}ACCOUNTTYPE", "").strip().lower() in ("credit", "debit")
    key = card_id(code) if code and is_card else code
    return TransferAccount(
        account_ref=DataRef(id=key, data_type=Kind.BANK_ACCOUNTS.value) if key else None,
        name=text(row, f"{side}ACCOUNTNAME") or code,
        amount=amount,
        currency=text(row, f"{side}ACCOUNTCURR") or currency,
    )


def _transfer_status(row: Row) -> EntryStatus:
    if row.get("STATE", "").strip().lower() in ("reversed", "reversal"):
        return EntryStatus.VOID
    cleared = {"T": EntryStatus.RECONCILED, "F": EntryStatus.UNRECONCILED, "M": EntryStatus.UNRECONCILED}
    return cleared.get(row.get("CLEARED", ""), EntryStatus.UNKNOWN)
