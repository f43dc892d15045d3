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
    },
}

APPLICATIONS: tuple[str, ...] = tuple(PERMISSION_ROWS)
"""The applications a company may subscribe to, as *Company > Admin > Subscriptions* names them (Web Services apart)."""

ALWAYS_SUBSCRIBED = ("Administration", "Company")
"""Every company has these; they cannot be switched off."""
