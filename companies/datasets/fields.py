"""What the fields of records are called for people, and what their values mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Json
from integrations.records.text import camel

LABELS: dict[str, str | Promise] = {
    camel(name): label
    for name, label in {
        "id": _("Identifier at the source"),
        "source_modified_date": _("Changed at the source"),
        "account_name": _("Account name"),
        "account_number": _("Bank's number of the account"),
        "account_ref": _("Account"),
        "account_type": _("Kind of account"),
        "accounting_platform_ref": _("Company ID"),
        "addresses": _("Addresses"),
        "allocated_on_date": _("Used up on"),
        "amount": _("Amount"),
        "amount_due": _("Amount due"),
        "assets": _("Assets"),
        "available_balance": _("Available balance"),
        "balance": _("Balance"),
        "base_currency": _("Base currency"),
        "bill_credit_note_number": _("Credit note number"),
        "bill_item": _("Bought as"),
        "city": _("City"),
        "code": _("Code"),
        "company_legal_name": _("Legal name"),
        "company_name": _("Company name"),
        "components": _("Parts of the rate"),
        "contact_name": _("Contact"),
        "contact_ref": _("Customer or supplier"),
        "cost_of_sales": _("Cost of sales"),
        "country": _("Country"),
        "created_on": _("Created on"),
        "credit_note_number": _("Credit note number"),
        "currency": _("Currency"),
        "currency_rate": _("Exchange rate to the base currency"),
        "current_balance": _("Current balance"),
        "customer_name": _("Name"),
        "customer_purchase_order_number": _("Customer's order number"),
        "customer_ref": _("Customer"),
        "date": _("Date"),
        "default_currency": _("Currency"),
        "description": _("Description"),
        "dimension": _("Dimension"),
        "discount_percentage": _("Discount in percent"),
        "due_date": _("Due"),
        "effective_tax_rate": _("Effective rate in per cent"),
        "email_address": _("E-mail"),
        "entity_ref": _("Entity"),
        "entry_number": _("Number"),
        "entry_title": _("Title of the entry"),
        "equity": _("Equity"),
        "expenses": _("Expenses"),
        "financial_year_start_date": _("Financial year starts"),
        "from": _("From"),
        "from_date": _("From"),
        "fully_qualified_category": _("Category"),
        "fully_qualified_name": _("Full name"),
        "gross_profit": _("Gross profit"),
        "has_children": _("Has sub-journals"),
        "income": _("Income"),
        "institution": _("Bank"),
        "invoice_item": _("Sold as"),
        "invoice_number": _("Invoice number"),
        "invoicing_status": _("Invoicing"),
        "is_bank_account": _("Bank account"),
        "is_bill_item": _("Can be bought"),
        "is_compound": _("On top of other tax"),
        "is_deleted": _("Voided at the source"),
        "is_invoice_item": _("Can be sold"),
        "is_statistical": _("Counts something other than money"),
        "issue_date": _("Issued"),
        "item_ref": _("Item"),
        "item_status": _("Status"),
        "journal_code": _("Code"),
        "journal_lines": _("Lines"),
        "journal_ref": _("Journal"),
        "ledger_lock_date": _("Books closed through"),
        "liabilities": _("Liabilities"),
        "line1": _("Street"),
        "line2": _("Address, second line"),
        "line_items": _("Lines"),
        "line_number": _("Line"),
        "lines": _("What it settles"),
        "links": _("Settles"),
        "module": _("Written by module"),
        "name": _("Name"),
        "net_amount": _("Amount"),
        "net_assets": _("Net assets"),
        "net_operating_profit": _("Operating profit"),
        "net_other_income": _("Other income less other expenses"),
        "net_profit": _("Net profit"),
        "nominal_code": _("Account number"),
        "note": _("Note"),
        "other_expenses": _("Other expenses"),
        "other_income": _("Other income"),
        "paid_on_date": _("Paid on"),
        "parent_id": _("Belongs to"),
        "payee": _("Payer or payee"),
        "payment_allocations": _("Paid"),
        "payment_due_date": _("Due"),
        "payment_method_ref": _("Method"),
        "phone": _("Phone"),
        "postal_code": _("Postal code"),
        "posted_on": _("Posted"),
        "purchase_order_number": _("Order number"),
        "quantity": _("Quantity"),
        "rate": _("Rate in per cent"),
        "record_ref": _("Journal entry"),
        "reference": _("Reference"),
        "region": _("State or region"),
        "registration_number": _("Registration number"),
        "remaining_credit": _("Remaining credit"),
        "report_basis": _("Basis"),
        "sales_order_number": _("Order number"),
        "source_reference": _("Number of the document"),
        "source_type": _("Kind of document"),
        "state": _("State"),
        "status": _("Status"),
        "sub_total": _("Net"),
        "supplier_name": _("Name"),
        "supplier_ref": _("Supplier"),
        "tax_amount": _("Tax"),
        "tax_number": _("Tax number"),
        "tax_rate_ref": _("Tax rate"),
        "tax_type": _("Applies to"),
        "to": _("To"),
        "to_date": _("To"),
        "total_amount": _("Total"),
        "total_debit": _("Total debit"),
        "total_discount": _("Discount"),
        "total_tax_amount": _("Tax"),
        "total_tax_rate": _("Rate in per cent"),
        "tracking_category_refs": _("Dimensions"),
        "transaction_amount": _("Amount in its currency"),
        "transaction_currency": _("Its currency"),
        "transaction_id": _("Journal entry"),
        "type": _("Type"),
        "unit_amount": _("Unit price"),
        "unit_of_measure": _("Unit"),
        "updated_on": _("Updated on"),
    }.items()
}
LABELS_OF_KIND: dict[tuple[str, str], str | Promise] = {
    ("accountTransactions", "lines"): _("In the journal entry"),
    ("bankAccounts", "nominalCode"): _("Ledger account"),
}
"""What a field is called in one kind, where others use its key for something else."""
NUMBERS = {"quantity", "currencyRate", "discountPercentage", "effectiveTaxRate", "totalTaxRate", "rate"}
"""Decimals that are no money."""

STATUSES: dict[str, tuple[str, str | Promise]] = {
    "Submitted": ("open", _("Open")),
    "Open": ("open", _("Open")),
    "PartiallyPaid": ("part_paid", _("Part paid")),
    "Paid": ("paid", _("Paid")),
    "Void": ("void", _("Void")),
    "Draft": ("draft", _("Draft")),
    "Closed": ("closed", _("Closed")),
    "Posted": ("done", _("Posted")),
    "Reconciled": ("done", _("Reconciled")),
    "Unreconciled": ("open", _("Not reconciled")),
    "Active": ("active", _("Active")),
    "Archived": ("archived", _("Archived")),
    "Unknown": ("unknown", _("Unknown")),
}
WORDS: dict[str, str | Promise] = {
    "Invoice": _("Invoice"),
    "Bill": _("Bill"),
    "CreditNote": _("Credit note"),
    "Discount": _("Discount"),
    "PaymentOnAccount": _("On account"),
    "Other": _("Other"),
    "Unknown": _("Unknown"),
    "NotInvoiced": _("Not invoiced"),
    "PartiallyInvoiced": _("Partly invoiced"),
    "Invoiced": _("Invoiced"),
    "Asset": _("Asset"),
    "Equity": _("Equity"),
    "Expense": _("Expense"),
    "Income": _("Income"),
    "Liability": _("Liability"),
    "Inventory": _("Inventory"),
    "NonInventory": _("Not held in stock"),
    "Service": _("Service"),
    "Credit": _("Borrowed money"),
    "Debit": _("Own money"),
    "Accrual": _("Accrual"),
    "Cash": _("Cash"),
}
"""What other values mean: what a payment settles, how much of an order became an invoice, sorts of accounts, items."""

OVERDUE: tuple[str, str | Promise] = ("overdue", _("Overdue"))
OPEN = ("Submitted", "Open", "PartiallyPaid")


def label_of(key: str, kind: str = "") -> str:
    """The label of a field by its JSON key; a key nobody named is spelt out."""
    if label := LABELS_OF_KIND.get((kind, key)) or LABELS.get(key):
        return str(label)
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)
    return words[:1].upper() + words[1:]


def word_for(value: Any) -> str:
    """What a value means, for people; a value nobody explained stays as it is."""
    return str(WORDS.get(str(value), value))


def status_of(data: Json, today: date) -> tuple[str, str]:
    """A record's status for a pill: its kind and its word. What is open after its due date is overdue."""
    status = str(data.get("status") or data.get("itemStatus") or "")
    if status in OPEN and str(data.get("dueDate") or "9999") < today.isoformat():
        kind, word = OVERDUE
    else:
        kind, word = STATUSES.get(status, (status.lower(), status))
    return kind, str(word)


def value_at(data: Json, key: str) -> Any:
    """The value under a dotted key; None where a part is missing."""
    value: Any = data
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value
