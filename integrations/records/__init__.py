"""Normalised records as frozen dataclasses, one module per family."""

from integrations.records.banking import BankAccount, DirectCost, DirectIncome, Transfer
from integrations.records.base import Column, Json, Promoted, Ref, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.ledger import Account, AccountTransaction, Journal, JournalEntry
from integrations.records.orders import PurchaseOrder, SalesOrder
from integrations.records.payables import Bill, BillCreditNote, BillPayment, Supplier
from integrations.records.receivables import CreditNote, Customer, Invoice, Payment
from integrations.records.reference import CompanyInfo, Item, TaxRate, TrackingCategory
from integrations.records.reports import BalanceSheet, ProfitAndLoss

KINDS: dict[str, type[SourceRecord]] = {
    record.kind: record
    for record in (
        CompanyInfo,
        Account,
        Journal,
        JournalEntry,
        AccountTransaction,
        BalanceSheet,
        ProfitAndLoss,
        TrackingCategory,
        Customer,
        Invoice,
        CreditNote,
        Payment,
        Supplier,
        Bill,
        BillCreditNote,
        BillPayment,
        BankAccount,
        DirectIncome,
        DirectCost,
        Transfer,
        Item,
        TaxRate,
        SalesOrder,
        PurchaseOrder,
    )
}
"""Every kind that can be read and stored, in the order in which pages show them."""

__all__ = ["KINDS", "Column", "Json", "Kind", "Promoted", "Ref", "SourceRecord"]
