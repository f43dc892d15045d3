"""The kinds of data that a provider can offer: their keys in the API and their names for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Every kind there is a name for. ``integrations.records.KINDS`` holds those that have a record."""

    COMPANY = "company", _("Company information")
    CHART_OF_ACCOUNTS = "chartOfAccounts", _("Chart of accounts")
    JOURNALS = "journals", _("Journals")
    JOURNAL_ENTRIES = "journalEntries", _("Journal entries")
    ACCOUNT_TRANSACTIONS = "accountTransactions", _("Account transactions")
    BALANCE_SHEET = "balanceSheet", _("Balance sheet")
    PROFIT_AND_LOSS = "profitAndLoss", _("Profit and loss")
    TRACKING_CATEGORIES = "trackingCategories", _("Tracking categories")
    CUSTOMERS = "customers", _("Customers")
    INVOICES = "invoices", _("Invoices")
    CREDIT_NOTES = "creditNotes", _("Credit notes")
    PAYMENTS = "payments", _("Payments")
    SUPPLIERS = "suppliers", _("Suppliers")
    BILLS = "bills", _("Bills")
    BILL_CREDIT_NOTES = "billCreditNotes", _("Bill credit notes")
    BILL_PAYMENTS = "billPayments", _("Bill payments")
    BANK_ACCOUNTS = "bankAccounts", _("Bank accounts")
    DIRECT_INCOMES = "directIncomes", _("Direct incomes")
    DIRECT_COSTS = "directCosts", _("Direct costs")
    TRANSFERS = "transfers", _("Transfers")
    ITEMS = "items", _("Items")
    TAX_RATES = "taxRates", _("Tax rates")
    SALES_ORDERS = "salesOrders", _("Sales orders")
    PURCHASE_ORDERS = "purchaseOrders", _("Purchase orders")
