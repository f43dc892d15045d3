"""What a Sage Intacct company can be subscribed to, and which permission row guards each object.

``PERMISSION_ROWS`` is what the permission windows of the console draw; ``GUARDS`` is what the gateway asks before it
reads. Both use Intacct's own names, which are data and never translated.

Reference: developer.intacct.com, *Application subscriptions*; Sage Intacct help, *Permissions by application*.
"""

from __future__ import annotations

from dataclasses import dataclass

READ = ("List", "View")
MAINTAIN = ("List", "View", "Add", "Edit", "Delete")
POST = ("List", "View", "Add", "Edit", "Delete", "Reverse")
SETUP = ("View", "Edit")
RUN = ("Run",)

PERMISSION_ROWS: dict[str, dict[str, tuple[str, ...]]] = {
    "Administration": {
        "Company Info": SETUP,
        "Users": MAINTAIN,
        "Roles": MAINTAIN,
        "Subscriptions": ("View", "Subscribe", "Configure"),
        "Audit log": READ,
        "Access log": READ,
        "API usage": ("View",),
    },
    "Company": {
        "Entities": MAINTAIN,
        "Departments": MAINTAIN,
        "Locations": MAINTAIN,
        "Class": MAINTAIN,
        "Contacts": MAINTAIN,
        "Employees": MAINTAIN,
        "Users": READ,
        "Attachments": MAINTAIN,
        "Exchange rates": MAINTAIN,
        "Exchange rate types": MAINTAIN,
        "Transaction currencies": MAINTAIN,
    },
    "General Ledger": {
        "Accounts": MAINTAIN,
        "Account groups": MAINTAIN,
        "Statistical accounts": MAINTAIN,
        "Account balances": READ,
        "Journals": MAINTAIN,
        "Adj Journals": MAINTAIN,
        "Journal entries": POST,
        "Adjusting journal entries": POST,
        "Statistical journal entries": POST,
        "Reporting periods": MAINTAIN,
        "Budgets": MAINTAIN,
        "General ledger": RUN,
        "General ledger report": RUN,
        "Trial balance": RUN,
        "Financial reports": RUN,
    },
    "Accounts Payable": {
        "Vendors": MAINTAIN,
        "Vendor types": MAINTAIN,
        "AP terms": MAINTAIN,
        "AP account labels": MAINTAIN,
        "Bills": POST,
        "Adjustments": POST,
        "Posted payments": READ,
        "Manual payment": POST,
        "Pay bills": ("List", "View", "Add"),
        "Vendor aging": RUN,
    },
    "Accounts Receivable": {
        "Customers": MAINTAIN,
        "Customer types": MAINTAIN,
        "AR terms": MAINTAIN,
        "AR account labels": MAINTAIN,
        "Invoices": POST,
        "Adjustments": POST,
        "Manage payments": POST,
        "Posted payments": READ,
        "Receive advances": POST,
        "Customer aging": RUN,
    },
    "Cash Management": {
        "Checking accounts": MAINTAIN,
        "Savings accounts": MAINTAIN,
        "Credit card accounts": MAINTAIN,
        "Credit card transactions": POST,
        "Other receipts": POST,
        "Deposits": POST,
        "Funds transfers": POST,
        "Bank transactions": READ,
        "Reconcile": ("List", "View", "Add", "Edit"),
    },
    "Inventory Control": {
        "Items": MAINTAIN,
        "Warehouses": MAINTAIN,
        "Inventory transactions": POST,
    },
    "Order Entry": {
        "Items": MAINTAIN,
        "Order entry transactions": POST,
        "Order entry transaction definitions": MAINTAIN,
    },
    "Purchasing": {
        "Items": MAINTAIN,
        "Purchasing transactions": POST,
        "Purchasing transaction definitions": MAINTAIN,
    },
    "Projects": {
        "Projects": MAINTAIN,
        "Tasks": MAINTAIN,
        "Project types": MAINTAIN,
    },
    "Contracts": {
        "Contracts": MAINTAIN,
        "Contract invoices": POST,
    },
    "Taxes": {
        "Tax details": MAINTAIN,
        "Tax records": READ,
        "Tax solutions": MAINTAIN,
    },
    "Time & Expenses": {
        "Employees": MAINTAIN,
        "Employee expenses": POST,
        "Timesheets": POST,
    },
    "Customization Services": {
        "Custom reports": MAINTAIN,
        "Custom fields": MAINTAIN,
        "Custom views": MAINTAIN,
    },
    "Platform Services": {
        "Applications": MAINTAIN,
        "Objects": MAINTAIN,
        "Region": MAINTAIN,
    },
}

APPLICATIONS: tuple[str, ...] = tuple(PERMISSION_ROWS)
"""The applications a company may subscribe to, as *Company > Admin > Subscriptions* names them (Web Services apart)."""

ALWAYS_SUBSCRIBED = ("Administration", "Company")
"""Every company has these; they cannot be switched off."""


@dataclass(frozen=True)
class Grant:
    """A permission row with the boxes that reading needs."""

    application: str
    row: str
    boxes: tuple[str, ...] = READ


@dataclass(frozen=True)
class Guard:
    """What a user needs for an object: any one of ``grants`` (or all of them), of a subscribed application."""

    grants: tuple[Grant, ...]
    needs_all: bool = False


def _guard(application: str, row: str, boxes: tuple[str, ...] = READ) -> Guard:
    return Guard((Grant(application, row, boxes),))


def _any(*grants: tuple[str, str]) -> Guard:
    return Guard(tuple(Grant(application, row) for application, row in grants))


GL, AP, AR, CM, CO = "General Ledger", "Accounts Payable", "Accounts Receivable", "Cash Management", "Company"
USERS = _any((CO, "Users"), ("Administration", "Users"))
ROLES = _guard("Administration", "Roles")
COMPANY_INFO = _guard("Administration", "Company Info", ("View",))
ATTACHMENTS = _guard(CO, "Attachments")
TRIAL_BALANCE = _guard(GL, "Trial balance", RUN)
AUDIT = Guard(
    (Grant("Administration", "Audit log"), Grant("Customization Services", "Custom reports", ("View",))), needs_all=True
)
ITEMS = _any(("Inventory Control", "Items"), ("Order Entry", "Items"), ("Purchasing", "Items"))
API_USAGE = _guard("Administration", "API usage", ("View",))
"""Reference: Sage Intacct release notes 2023 R4, *API usage*; the names of its objects are assumed."""
TAX_DETAILS = _guard("Taxes", "Tax details")

GUARDS: dict[str, Guard] = {
    "LOCATIONENTITY": _guard(CO, "Entities"),
    "LOCATION": _guard(CO, "Locations"),
    "DEPARTMENT": _guard(CO, "Departments"),
    "CLASS": _guard(CO, "Class"),
    "CONTACT": _guard(CO, "Contacts"),
    "EMPLOYEE": _any((CO, "Employees"), ("Time & Expenses", "Employees")),
    "USERINFO": USERS,
    "ROLES": ROLES,
    "ROLEPOLICYASSIGNMENT": ROLES,
    "TRXCURRENCIES": _guard(CO, "Transaction currencies"),
    "EXCHANGERATETYPES": _guard(CO, "Exchange rate types"),
    "EXCHANGERATE": _guard(CO, "Exchange rates"),
    "PROJECT": _guard("Projects", "Projects"),
    "GLACCOUNT": _guard(GL, "Accounts"),
    "STATACCOUNT": _guard(GL, "Statistical accounts"),
    "GLJOURNAL": _guard(GL, "Journals"),
    "REPORTINGPERIOD": _guard(GL, "Reporting periods"),
    "GLBATCH": _guard(GL, "Journal entries"),
    "GLENTRY": _guard(GL, "Journal entries"),
    "GLDETAIL": Guard((Grant(GL, "Journal entries"), Grant(GL, "General ledger report", RUN)), needs_all=True),
    "CUSTOMER": _guard(AR, "Customers"),
    "CUSTTYPE": _guard(AR, "Customer types"),
    "ARTERM": _guard(AR, "AR terms"),
    "ARACCOUNTLABEL": _guard(AR, "AR account labels"),
    "ARINVOICE": _guard(AR, "Invoices"),
    "ARINVOICEITEM": _guard(AR, "Invoices"),
    "ARADJUSTMENT": _guard(AR, "Adjustments"),
    "ARADJUSTMENTITEM": _guard(AR, "Adjustments"),
    "ARPYMT": _any((AR, "Manage payments"), (AR, "Posted payments")),
    "ARPYMTDETAIL": _any((AR, "Manage payments"), (AR, "Posted payments")),
    "ARADVANCE": _guard(AR, "Receive advances"),
    "VENDOR": _guard(AP, "Vendors"),
    "VENDTYPE": _guard(AP, "Vendor types"),
    "APTERM": _guard(AP, "AP terms"),
    "APACCOUNTLABEL": _guard(AP, "AP account labels"),
    "APBILL": _guard(AP, "Bills"),
    "APBILLITEM": _guard(AP, "Bills"),
    "APADJUSTMENT": _guard(AP, "Adjustments"),
    "APADJUSTMENTITEM": _guard(AP, "Adjustments"),
    "APPYMT": _guard(AP, "Posted payments"),
    "APPYMTDETAIL": _guard(AP, "Posted payments"),
    "CHECKINGACCOUNT": _guard(CM, "Checking accounts"),
    "SAVINGSACCOUNT": _guard(CM, "Savings accounts"),
    "CREDITCARD": _guard(CM, "Credit card accounts"),
    "CCTRANSACTION": _guard(CM, "Credit card transactions"),
    "CCTRANSACTIONENTRY": _guard(CM, "Credit card transactions"),
    "OTHERRECEIPTS": _guard(CM, "Other receipts"),
    "OTHERRECEIPTSENTRY": _guard(CM, "Other receipts"),
    "FUNDSTRANSFER": _guard(CM, "Funds transfers"),
    "DEPOSIT": _guard(CM, "Deposits"),
    "BANKACCTTXNFEED": _guard(CM, "Bank transactions"),
    "ITEM": ITEMS,
    "TAXDETAIL": TAX_DETAILS,
    "TAXRECORD": _guard("Taxes", "Tax records"),
    "TAXSOLUTION": _guard("Taxes", "Tax solutions"),
    "SODOCUMENT": _guard("Order Entry", "Order entry transactions"),
    "SODOCUMENTENTRY": _guard("Order Entry", "Order entry transactions"),
    "PODOCUMENT": _guard("Purchasing", "Purchasing transactions"),
    "PODOCUMENTENTRY": _guard("Purchasing", "Purchasing transactions"),
    "TASK": _guard("Projects", "Tasks"),
    "COSTTYPE": _guard("Projects", "Tasks"),
    "CONTRACT": _guard("Contracts", "Contracts"),
    "CONTRACTDETAIL": _guard("Contracts", "Contracts"),
    "REVRECSCHEDULE": _guard(AR, "Invoices"),
    "REVRECSCHEDULEENTRY": _guard(AR, "Invoices"),
    "APDETAIL": _guard(AP, "Bills"),
    "ALLOCATION": _guard(GL, "Journal entries"),
    "ALLOCATIONENTRY": _guard(GL, "Journal entries"),
    "EEXPENSES": _guard("Time & Expenses", "Employee expenses"),
    "EEACCOUNTLABEL": _guard("Time & Expenses", "Employee expenses"),
    "EXPENSEPAYMENTTYPE": _guard("Time & Expenses", "Employee expenses"),
    "EPPAYMENT": _guard("Time & Expenses", "Employee expenses"),
    "INVPRICELISTENTRY": ITEMS,
    "AUDITHISTORY": AUDIT,
    "REGION": _guard("Platform Services", "Region"),
    "APIUSAGESUMMARY": API_USAGE,
    "APIUSAGEDETAIL": API_USAGE,
    "FUNDSTRANSFERENTRY": _guard(CM, "Funds transfers"),
    "EXCHANGERATEENTRY": _guard(CO, "Exchange rates"),
    "GLACCOUNTBALANCE": _guard(GL, "Account balances"),
    "USERRESTRICTION": USERS,
    "USERRIGHTS": USERS,
}

WRITE_GUARDS: dict[str, Guard] = {"APPYMT": _guard(AP, "Manual payment")}
"""Where writing is another row than reading."""

APPLICATION_CODES: dict[str, str] = {
    CO: "CO",
    GL: "GL",
    AP: "AP",
    AR: "AR",
    CM: "CM",
    "Time & Expenses": "EE",
    "Inventory Control": "INV",
    "Order Entry": "SO",
    "Purchasing": "PO",
    "Projects": "PA",
    "Contracts": "CN",
    "Taxes": "TX",
    "Customization Services": "CERP",
    "Platform Services": "PT",
}
"""The codes of ``get_applications``. Reference: developer.intacct.com, *Subscriptions*; CN, TX, CERP, PT are ours."""
