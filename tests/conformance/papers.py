"""What the clients write: a customer, a vendor, an invoice, a bill and a journal entry, as each client words them."""

from __future__ import annotations

from typing import Any

Paper = dict[str, Any]

CUSTOMER: Paper = {
    "CUSTOMERID": "JUDGE-C",
    "NAME": "Lantern & Sons <West>",
    "CREDITLIMIT": "1500.5",
    "STATUS": "active",
}
VENDOR: Paper = {"VENDORID": "JUDGE-V", "NAME": 'The "Paper" Mill', "STATUS": "active"}
INVOICE: Paper = {
    "CUSTOMERID": "JUDGE-C",
    "WHENCREATED": "11/02/2026",
    "WHENDUE": "12/02/2026",
    "RECORDID": "JUDGE-INVOICE",
    "DESCRIPTION": "Judged invoice",
    "ARINVOICEITEMS": {
        "ARINVOICEITEM": [
            {"ACCOUNTNO": "4000", "TRX_AMOUNT": "120.5", "ENTRYDESCRIPTION": "Lamps"},
            {"ACCOUNTNO": "4010", "TRX_AMOUNT": "79.25", "ENTRYDESCRIPTION": "Fitting"},
        ]
    },
}
BILL: Paper = {
    "VENDORID": "JUDGE-V",
    "WHENCREATED": "11/03/2026",
    "WHENDUE": "12/03/2026",
    "RECORDID": "JUDGE-BILL",
    "DESCRIPTION": "Judged bill",
    "APBILLITEMS": {
        "APBILLITEM": [
            {"ACCOUNTNO": "6100", "TRX_AMOUNT": "900", "ENTRYDESCRIPTION": "Rent"},
            {"ACCOUNTNO": "6110", "TRX_AMOUNT": "45.1", "ENTRYDESCRIPTION": "Light"},
        ]
    },
}
ENTRY: Paper = {
    "JOURNAL": "GJ",
    "BATCH_DATE": "11/04/2026",
    "BATCH_TITLE": "Judged entry",
    "ENTRIES": {
        "GLENTRY": [
            {"ACCOUNTNO": "6100", "TR_TYPE": "1", "TRX_AMOUNT": "310.4", "DESCRIPTION": "Rent"},
            {"ACCOUNTNO": "2120", "TR_TYPE": "-1", "TRX_AMOUNT": "310.4", "DESCRIPTION": "Rent"},
        ]
    },
}
RENAMED, REDESCRIBED = {"NAME": "Renamed"}, {"DESCRIPTION": "Described anew"}
GENERIC: list[tuple[str, Paper, Paper]] = [
    ("CUSTOMER", CUSTOMER, RENAMED),
    ("VENDOR", VENDOR, RENAMED),
    ("ARINVOICE", INVOICE, REDESCRIBED),
    ("APBILL", BILL, REDESCRIBED),
    ("GLBATCH", ENTRY, {"BATCH_TITLE": "Described anew"}),
]


def legacy_day(month: int, day: int) -> Paper:
    """Word a day of 2026 as the functions of the 2.1 schema want it."""
    return {"year": "2026", "month": f"{month:02d}", "day": f"{day:02d}"}


LEGACY_INVOICE: Paper = {
    "customerid": "JUDGE-C",
    "datecreated": legacy_day(11, 2),
    "datedue": legacy_day(12, 2),
    "action": "Submit",
    "invoiceno": "JUDGE-INVOICE",
    "description": "Judged invoice",
    "invoiceitems": {
        "lineitem": [
            {"glaccountno": "4000", "amount": "120.5", "memo": "Lamps"},
            {"glaccountno": "4010", "amount": "79.25", "memo": "Fitting"},
        ]
    },
}

OFFICIAL: list[tuple[str, str, str, Paper, Paper]] = [
    (
        "AccountsReceivable",
        "CUSTOMER",
        "Customer",
        {"customerId": "JUDGE-C", "customerName": CUSTOMER["NAME"], "creditLimit": 1500.5, "active": True},
        {"customerName": "Renamed"},
    ),
    (
        "AccountsPayable",
        "VENDOR",
        "Vendor",
        {"vendorId": "JUDGE-V", "vendorName": VENDOR["NAME"], "active": True},
        {"vendorName": "Renamed"},
    ),
    (
        "AccountsReceivable",
        "ARINVOICE",
        "Invoice",
        {
            "customerId": "JUDGE-C",
            "transactionDate": "2026-11-02T00:00:00",
            "dueDate": "2026-12-02T00:00:00",
            "invoiceNumber": "JUDGE-INVOICE",
            "description": "Judged invoice",
            "lines": [
                ("InvoiceLineCreate", {"glAccountNumber": "4000", "transactionAmount": 120.5, "memo": "Lamps"}),
                ("InvoiceLineCreate", {"glAccountNumber": "4010", "transactionAmount": 79.25, "memo": "Fitting"}),
            ],
        },
        {"description": "Described anew"},
    ),
    (
        "AccountsPayable",
        "APBILL",
        "Bill",
        {
            "vendorId": "JUDGE-V",
            "transactionDate": "2026-11-03T00:00:00",
            "dueDate": "2026-12-03T00:00:00",
            "billNumber": "JUDGE-BILL",
            "description": "Judged bill",
            "lines": [
                ("BillLineCreate", {"glAccountNumber": "6100", "transactionAmount": 900, "memo": "Rent"}),
                ("BillLineCreate", {"glAccountNumber": "6110", "transactionAmount": 45.1, "memo": "Light"}),
            ],
        },
        {"description": "Described anew"},
    ),
    (
        "GeneralLedger",
        "GLBATCH",
        "JournalEntry",
        {
            "journalSymbol": "GJ",
            "postingDate": "2026-11-04T00:00:00",
            "description": "Judged entry",
            "lines": [
                (
                    "JournalEntryLineCreate",
                    {"glAccountNumber": "6100", "transactionAmount": 310.4, "memo": "Rent"},
                ),
                (
                    "JournalEntryLineCreate",
                    {"glAccountNumber": "2120", "transactionAmount": -310.4, "memo": "Rent"},
                ),
            ],
        },
        {},
    ),
]

HEADERS: dict[str, Paper] = {
    "CUSTOMER": {"CUSTOMERID": "JUDGE-C", "NAME": CUSTOMER["NAME"], "STATUS": "active", "CREDITLIMIT": "1500.5"},
    "VENDOR": {"VENDORID": "JUDGE-V", "NAME": VENDOR["NAME"], "STATUS": "active"},
    "ARINVOICE": {
        "CUSTOMERID": "JUDGE-C", "RECORDID": "JUDGE-INVOICE", "DESCRIPTION": "Judged invoice",
        "WHENCREATED": "11/02/2026", "WHENDUE": "12/02/2026", "TOTALENTERED": "199.75", "TOTALDUE": "199.75",
    },
    "APBILL": {
        "VENDORID": "JUDGE-V", "RECORDID": "JUDGE-BILL", "DESCRIPTION": "Judged bill",
        "WHENCREATED": "11/03/2026", "WHENDUE": "12/03/2026", "TOTALENTERED": "945.1", "TOTALDUE": "945.1",
    },
    "GLBATCH": {"JOURNAL": "GJ", "BATCH_DATE": "11/04/2026", "BATCH_TITLE": "Judged entry"},
}  # fmt: skip
LINES: dict[str, tuple[str, str, list[Paper]]] = {
    "ARINVOICE": (
        "ARINVOICEITEMS", "ARINVOICEITEM",
        [{"ACCOUNTNO": "4000", "TRX_AMOUNT": "120.5"}, {"ACCOUNTNO": "4010", "TRX_AMOUNT": "79.25"}],
    ),
    "APBILL": (
        "APBILLITEMS", "APBILLITEM",
        [{"ACCOUNTNO": "6100", "TRX_AMOUNT": "900"}, {"ACCOUNTNO": "6110", "TRX_AMOUNT": "45.1"}],
    ),
    "GLBATCH": (
        "ENTRIES", "GLENTRY",
        [
            {"ACCOUNTNO": "6100", "TR_TYPE": "1", "TRX_AMOUNT": "310.4"},
            {"ACCOUNTNO": "2120", "TR_TYPE": "-1", "TRX_AMOUNT": "310.4"},
        ],
    ),
}  # fmt: skip


def subset(record: Paper, wanted: Paper) -> Paper:
    """Cut a record down to what is compared."""
    return {name: record.get(name) for name in wanted}


def assert_is_written(subject: str, record: Paper) -> None:
    """Compare what a client read back with what it wrote, lines included where they came along."""
    assert subset(record, HEADERS[subject]) == HEADERS[subject]
    if subject in LINES:
        collection, name, wanted = LINES[subject]
        found = record[collection][name]
        assert [subset(row, line) for row, line in zip(found, wanted, strict=True)] == wanted
