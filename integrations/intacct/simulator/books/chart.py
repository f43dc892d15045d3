"""The chart of accounts and the other short lists that any set of books has."""

from __future__ import annotations

from dataclasses import dataclass

CHART = """
1000|Operating bank account|Cash and Cash Equivalents|debit
1010|Payroll bank account|Cash and Cash Equivalents|debit
1020|Savings account|Cash and Cash Equivalents|debit
1050|Undeposited funds|Cash and Cash Equivalents|debit
1090|Petty cash|Cash and Cash Equivalents|debit
1200|Accounts receivable|Accounts Receivable|debit
1210|Allowance for doubtful accounts|Accounts Receivable|credit
1250|Employee advances|Other Current Assets|debit
1300|Inventory|Inventory|debit
1350|Goods in transit|Inventory|debit
1400|Prepaid insurance|Prepaid Expenses|debit
1410|Prepaid software|Prepaid Expenses|debit
1450|Recoverable sales tax|Other Current Assets|debit
1490|Inter-entity receivable|Other Current Assets|debit
1500|Furniture and fixtures|Property, Plant and Equipment|debit
1510|Machinery|Property, Plant and Equipment|debit
1520|Vehicles|Property, Plant and Equipment|debit
1530|Computer equipment|Property, Plant and Equipment|debit
1590|Accumulated depreciation|Accumulated Depreciation|credit
1700|Deposits paid|Other Assets|debit
2000|Accounts payable|Accounts Payable|credit
2050|Credit cards payable|Credit Cards|credit
2100|Accrued wages|Accrued Liabilities|credit
2110|Payroll taxes payable|Accrued Liabilities|credit
2120|Accrued expenses|Accrued Liabilities|credit
2200|Sales tax payable|Sales Tax Payable|credit
2300|Customer deposits|Other Current Liabilities|credit
2310|Deferred revenue|Deferred Revenue|credit
2490|Inter-entity payable|Other Current Liabilities|credit
2500|Equipment loan|Long Term Debt|credit
2510|Bank loan|Long Term Debt|credit
3000|Share capital|Equity|credit
3100|Retained earnings|Retained Earnings|credit
3200|Current year earnings|Retained Earnings|credit
4000|Product sales|Revenue|credit
4010|Service revenue|Revenue|credit
4020|Maintenance contracts|Revenue|credit
4030|Training revenue|Revenue|credit
4040|Delivery income|Revenue|credit
4800|Sales discounts|Revenue Adjustments|debit
4810|Sales returns|Revenue Adjustments|debit
4900|Other income|Other Income|credit
4910|Interest income|Other Income|credit
5000|Cost of goods sold|Cost of Goods Sold|debit
5010|Materials|Cost of Goods Sold|debit
5020|Subcontractors|Cost of Services|debit
5030|Freight inwards|Cost of Goods Sold|debit
5040|Stock adjustments|Cost of Goods Sold|debit
6000|Salaries and wages|Payroll Expense|debit
6010|Payroll taxes|Payroll Expense|debit
6020|Employee benefits|Payroll Expense|debit
6100|Rent|Facilities Expense|debit
6110|Electricity and water|Facilities Expense|debit
6120|Repairs and maintenance|Facilities Expense|debit
6130|Cleaning|Facilities Expense|debit
6200|Insurance|General and Administrative|debit
6210|Office supplies|General and Administrative|debit
6220|Telephone and internet|General and Administrative|debit
6230|Software subscriptions|General and Administrative|debit
6240|Postage and couriers|General and Administrative|debit
6250|Legal fees|Professional Fees|debit
6260|Accounting fees|Professional Fees|debit
6270|Consultants|Professional Fees|debit
6300|Advertising|Sales and Marketing|debit
6310|Trade shows|Sales and Marketing|debit
6400|Travel|Travel and Entertainment|debit
6410|Meals|Travel and Entertainment|debit
6420|Vehicle running costs|Travel and Entertainment|debit
6500|Depreciation|Depreciation and Amortization|debit
6600|Bank charges|Finance Costs|debit
6610|Interest expense|Finance Costs|debit
6700|Bad debts|General and Administrative|debit
7000|Gain or loss on exchange|Other Expense|debit
8000|Income taxes|Income Taxes|debit
"""

JOURNALS = (
    ("GJ", "General journal"),
    ("APJ", "Accounts payable journal"),
    ("ARJ", "Accounts receivable journal"),
    ("CRJ", "Cash receipts journal"),
    ("CDJ", "Cash disbursements journal"),
    ("PYRJ", "Payroll journal"),
    ("IEJ", "Inter entity journal"),
)
DEPARTMENTS = (
    ("100", "Sales", ""),
    ("110", "Field sales", "100"),
    ("120", "Online sales", "100"),
    ("200", "Operations", ""),
    ("210", "Workshop", "200"),
    ("220", "Warehouse", "200"),
    ("300", "Services", ""),
    ("400", "Finance and administration", ""),
)
CLASSES = (("RET", "Retail"), ("TRA", "Trade"), ("PUB", "Public sector"), ("EXP", "Export"))
TERMS = (("Due on receipt", 0), ("Net 10", 10), ("Net 15", 15), ("Net 30", 30), ("Net 45", 45), ("Net 60", 60))
ITEMS = (
    ("DSK-100", "Standing desk", "Inventory", 64900, "4000"),
    ("DSK-200", "Corner desk", "Inventory", 48900, "4000"),
    ("CHR-100", "Task chair", "Inventory", 28500, "4000"),
    ("CHR-300", "Meeting chair", "Inventory", 15250, "4000"),
    ("LMP-010", "Desk lamp", "Inventory", 7995, "4000"),
    ("CAB-050", "Filing cabinet", "Inventory", 23900, "4000"),
    ("SHL-020", "Shelving unit", "Inventory", 18450, "4000"),
    ("SCR-027", "27 inch display", "Inventory", 31900, "4000"),
    ("SRV-INS", "Installation", "Non-Inventory", 12500, "4010"),
    ("SRV-DES", "Space planning", "Non-Inventory", 14500, "4010"),
    ("SRV-REP", "Repair, per hour", "Non-Inventory", 9500, "4010"),
    ("MNT-STD", "Maintenance contract, standard", "Non-Inventory", 45000, "4020"),
    ("MNT-PLU", "Maintenance contract, plus", "Non-Inventory", 78000, "4020"),
    ("TRN-DAY", "Training day", "Non-Inventory", 95000, "4030"),
    ("DEL-STD", "Delivery", "Non-Inventory", 6500, "4040"),
    ("DEL-EXP", "Delivery, next day", "Non-Inventory", 14000, "4040"),
)
COSTS = (
    ("5010", "Materials"),
    ("5000", "Goods for resale"),
    ("5020", "Subcontracted fitting"),
    ("5030", "Inbound freight"),
    ("6100", "Rent"),
    ("6110", "Electricity"),
    ("6120", "Repairs"),
    ("6130", "Cleaning"),
    ("6200", "Insurance premium"),
    ("6210", "Office supplies"),
    ("6220", "Telephone and internet"),
    ("6230", "Software subscription"),
    ("6240", "Couriers"),
    ("6250", "Legal advice"),
    ("6260", "Accounting services"),
    ("6300", "Advertising"),
    ("6400", "Travel"),
    ("6420", "Vehicle hire"),
)
TO_USD = {
    "USD": 1.0,
    "EUR": 1.09,
    "GBP": 1.27,
    "CAD": 0.73,
    "AUD": 0.66,
    "ZAR": 0.054,
    "CHF": 1.13,
    "JPY": 0.0067,
    "INR": 0.012,
    "SGD": 0.74,
    "NZD": 0.6,
    "MXN": 0.055,
}


@dataclass(slots=True, frozen=True)
class Account:
    n: int
    number: str
    title: str
    category: str
    normal: str

    @property
    def recordno(self) -> int:
        return 11 + self.n * 2

    @property
    def is_balance_sheet(self) -> bool:
        return self.number < "4"


ACCOUNTS = tuple(Account(n, *line.split("|")) for n, line in enumerate(CHART.strip().splitlines()))
BY_NUMBER = {account.number: account for account in ACCOUNTS}
