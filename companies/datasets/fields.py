"""What the fields of records are called for people, and what their values mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Json, camel

LABELS: dict[str, str | Promise] = {
    camel(name): label
    for name, label in {
        "id": _("Identifier at the source"),
        "source_modified_date": _("Changed at the source"),
        "account_ref": _("Account"),
        "accounting_platform_ref": _("Company ID"),
        "addresses": _("Addresses"),
        "allocated_on_date": _("Used up on"),
        "amount": _("Amount"),
        "amount_due": _("Amount due"),
        "base_currency": _("Base currency"),
        "bill_credit_note_number": _("Credit note number"),
        "city": _("City"),
        "company_legal_name": _("Legal name"),
        "company_name": _("Company name"),
        "contact_name": _("Contact"),
        "contact_ref": _("Customer or supplier"),
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
        "discount_percentage": _("Discount in percent"),
        "due_date": _("Due"),
        "email_address": _("E-mail"),
        "entry_number": _("Number"),
        "financial_year_start_date": _("Financial year starts"),
        "fully_qualified_category": _("Category"),
        "fully_qualified_name": _("Full name"),
        "has_children": _("Has sub-journals"),
        "invoice_number": _("Invoice number"),
        "invoicing_status": _("Invoicing"),
        "is_bank_account": _("Bank account"),
        "is_deleted": _("Voided at the source"),
        "issue_date": _("Issued"),
        "item_ref": _("Item"),
        "journal_code": _("Code"),
        "journal_lines": _("Lines"),
        "journal_ref": _("Journal"),
        "ledger_lock_date": _("Books closed through"),
        "line1": _("Street"),
        "line2": _("Address, second line"),
        "line_items": _("Lines"),
        "lines": _("What it settles"),
        "links": _("Settles"),
        "name": _("Name"),
        "net_amount": _("Amount"),
        "nominal_code": _("Account number"),
        "note": _("Note"),
        "paid_on_date": _("Paid on"),
        "payment_due_date": _("Due"),
        "payment_method_ref": _("Method"),
        "phone": _("Phone"),
        "postal_code": _("Postal code"),
        "posted_on": _("Posted"),
        "purchase_order_number": _("Order number"),
        "quantity": _("Quantity"),
        "reference": _("Reference"),
        "region": _("State or region"),
        "registration_number": _("Registration number"),
        "remaining_credit": _("Remaining credit"),
        "sales_order_number": _("Order number"),
        "status": _("Status"),
        "sub_total": _("Net"),
        "supplier_name": _("Name"),
        "supplier_ref": _("Supplier"),
        "tax_amount": _("Tax"),
        "tax_number": _("Tax number"),
        "tax_rate_ref": _("Tax rate"),
        "total_amount": _("Total"),
        "total_debit": _("Total debit"),
        "total_discount": _("Discount"),
        "total_tax_amount": _("Tax"),
        "tracking_category_refs": _("Dimensions"),
        "transaction_amount": _("Amount in its currency"),
        "transaction_currency": _("Its currency"),
        "type": _("Type"),
        "unit_amount": _("Unit price"),
        "updated_on": _("Updated on"),
    }.items()
}
NUMBERS = {"quantity", "currencyRate", "discountPercentage"}
"""Decimals that are no money."""

STATUSES: dict[str, tuple[str, str | Promise]] = {
    "Submitted": ("open", _("Open")),
    "Open": ("open", _("Open")),
    "PartiallyPaid": ("part_paid", _("Part paid")),
    "Paid": ("paid", _("Paid")),
    "Void": ("void", _("Void")),
    "Draft": ("draft", _("Draft")),
    "Closed": ("closed", _("Closed")),
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
}
"""What other values mean: what a payment settles, how much of an order became an invoice."""

OVERDUE: tuple[str, str | Promise] = ("overdue", _("Overdue"))
OPEN = ("Submitted", "Open", "PartiallyPaid")


def label_of(key: str) -> str:
    """The label of a field by its JSON key; a key nobody named is spelt out."""
    if key in LABELS:
        return str(LABELS[key])
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
