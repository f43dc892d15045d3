"""The ledger of whole books, its banks, dimensions and statements: typed as declared, and tied to each other."""

from collections import defaultdict
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest

from integrations.pages import Wanted
from integrations.records import KINDS

NEEDED = {
    "directIncomes": {"issueDate", "currency", "lineItems", "paymentAllocations", "subTotal", "taxAmount"},
    "directCosts": {"issueDate", "currency", "lineItems", "paymentAllocations", "subTotal", "taxAmount"},
    "journalEntries": {"journalLines", "postedOn"},
    "accountTransactions": {"transactionId", "date", "accountRef", "lines", "status", "totalAmount"},
    "balanceSheet": {"date", "assets", "liabilities", "equity", "netAssets"},
    "profitAndLoss": {"reportBasis", "grossProfit", "netOperatingProfit", "netOtherIncome", "netProfit"},
    "chartOfAccounts": {"nominalCode", "name", "type", "status"},
    "bankAccounts": {"accountName", "accountType", "status"},
    "transfers": {"date", "from", "to", "status"},
    "items": {"name", "type", "itemStatus", "isBillItem", "isInvoiceItem"},
    "taxRates": {"code", "name", "effectiveTaxRate", "totalTaxRate", "components"},
    "trackingCategories": {"name", "status"},
    "journals": {"journalCode", "name", "status"},
    "company": {"companyName", "accountingPlatformRef"},
}
_read = {}


@pytest.fixture
def books(simulator):
    """The records of the healthy company by kind, read once for all tests: they cannot be changed."""
    if not _read:
        found = defaultdict(list)
        for page in simulator.opens("healthy").stream([Wanted(kind=kind) for kind in NEEDED], lambda *asked: {}):
            found[page.kind] += page.records
            assert not page.unreadable
        _read.update(found)
    return _read


def ill_typed(value, hint, path):
    """Where a value is not what its field declares."""
    if get_origin(hint) is UnionType:
        arms = [arm for arm in get_args(hint) if arm is not type(None)]
        return [] if value is None else ill_typed(value, arms[0], path)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return [found for one in value for found in ill_typed(one, inner, f"{path}[]")]
    if type(value) is not hint:
        return [f"{path} is {value!r}"]
    if is_dataclass(hint):
        hints, names = get_type_hints(hint), [one.name for one in fields(hint)]
        return [found for name in names for found in ill_typed(getattr(value, name), hints[name], f"{path}.{name}")]
    return []


@pytest.mark.parametrize("kind", NEEDED)
def test_types_every_field_as_declared(books, kind):
    assert books[kind]
    for record in books[kind]:
        assert ill_typed(record, KINDS[kind], kind) == []


@pytest.mark.parametrize("kind", NEEDED)
def test_gives_each_record_an_id_of_its_own(books, kind):
    assert len({record.id for record in books[kind]}) == len(books[kind])


@pytest.mark.parametrize("kind", NEEDED)
def test_knows_every_value_of_every_enum(books, kind):
    def enums(value):
        if isinstance(value, Enum):
            yield value
        elif isinstance(value, tuple):
            for one in value:
                yield from enums(one)
        elif is_dataclass(value):
            for one in fields(value):
                yield from enums(getattr(value, one.name))

    assert "Unknown" not in {one.value for record in books[kind] for one in enums(record)}


@pytest.mark.parametrize("kind", NEEDED)
def test_serves_what_must_be_there(books, kind):
    for record in books[kind]:
        assert NEEDED[kind] <= record.to_json().keys()


def test_posts_the_lines_of_each_entry_and_no_others(books):
    posted = defaultdict(list)
    for line in books["accountTransactions"]:
        posted[line.transaction_id].append((line.account_ref.id, line.total_amount))
    entered = {
        entry.id: sorted((line.account_ref.id, line.net_amount) for line in entry.journal_lines)
        for entry in books["journalEntries"]
        if entry.journal_lines
    }
    assert {key: sorted(lines) for key, lines in posted.items()} == entered


def test_adds_the_lines_of_an_account_up_to_its_balance(books):
    month = max(sheet.date for sheet in books["balanceSheet"] if sheet.date < datetime.now(UTC).date())
    balances = defaultdict(Decimal)
    for line in books["accountTransactions"]:
        if line.date <= month:
            balances[line.account_ref.id, line.currency] += line.total_amount
    for sheet in (one for one in books["balanceSheet"] if one.date == month):
        for section, sign in ((sheet.assets, 1), (sheet.liabilities, -1)):
            for line in (line for group in section.items for line in group.items):
                assert sign * balances[line.account_id, sheet.currency] == line.value


@pytest.mark.parametrize("kind", ["directIncomes", "directCosts"])
def test_ties_money_without_a_document_to_its_lines(books, kind):
    for one in books[kind]:
        assert one.total_amount == one.sub_total + one.tax_amount
        assert one.total_amount == sum(line.total_amount for line in one.line_items)
        assert one.total_amount == sum(paid.allocation.total_amount for paid in one.payment_allocations)


def test_transfers_between_accounts_that_are_known(books):
    known = {account.id for account in books["bankAccounts"]}
    for one in books["transfers"]:
        assert {one.from_.account_ref.id, one.to.account_ref.id} <= known
        assert one.from_.amount > 0 < one.to.amount


def test_refers_to_dimensions_that_are_known(books):
    known = {value.id for value in books["trackingCategories"]}
    used = {ref.id for line in books["accountTransactions"] for ref in line.tracking_category_refs}
    used |= {ref.id for entry in books["journalEntries"] for line in entry.journal_lines
             for ref in line.tracking_category_refs}  # fmt: skip
    assert used and used <= known
    assert {value.parent_id for value in books["trackingCategories"]} <= known | {None}


def test_shows_four_digits_of_a_bank_account_at_most(books):
    for account in books["bankAccounts"]:
        assert sum(letter.isalnum() for letter in account.account_number or "") <= 4


def test_counts_every_account_of_a_statement_in_the_chart(books):
    known = {account.id: account.type for account in books["chartOfAccounts"]}
    kinds = {"assets": "Asset", "liabilities": "Liability", "equity": "Equity"}
    for sheet in books["balanceSheet"]:
        for name, kind in kinds.items():
            lines = [line for group in getattr(sheet, name).items for line in group.items if line.account_id]
            assert {known[line.account_id] for line in lines} <= {kind}
