"""What must hold of books that were read, in words: each rule by its key, in the order in which pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold. ``unit`` names what is counted, ``expected`` and ``found`` the two sides compared."""

    key: str
    label: str | Promise
    why: str | Promise
    unit: str | Promise
    expected: str | Promise = ""
    found: str | Promise = ""


ENTRIES = Rule(
    "entries",
    _("In each journal entry, debits equal credits"),
    _("Every entry is added up, to the last decimal, in each entity and currency that it touches."),
    _("entries"),
)
PERIODS = Rule(
    "periods",
    _("In each month, entity and currency, debits equal credits"),
    _("All entries of a month together, for each entity and each base currency."),
    _("months, entities and currencies"),
    _("Debits"),
    _("Credits"),
)
LEDGERS = Rule(
    "ledgers",
    _("Journal entries and account transactions agree on each account"),
    _("Both are readings of the same ledger, from two places of the accounting software."),
    _("accounts"),
    _("Journal entries"),
    _("Account transactions"),
)
TRIAL_BALANCE = Rule(
    "trialBalance",
    _("The trial balance of the accounting software equals ours"),
    _("What was posted to each account in the financial year, as the software adds it up and as we do."),
    _("accounts"),
    _("Trial balance"),
    _("Ours"),
)
STATEMENTS = Rule(
    "statements",
    _("Statements add up"),
    _("Assets equal liabilities and equity; profit is income less costs; every section is the sum of its accounts."),
    _("statements"),
)
STATEMENTS_LEDGER = Rule(
    "statementsLedger",
    _("Statements agree with the ledger"),
    _("Each account of each monthly statement against what was posted to that account in that month."),
    _("accounts and months"),
    _("Ledger"),
    _("Statement"),
)
DOCUMENTS = Rule(
    "documents",
    _("Documents equal the sum of their lines"),
    _("The total at the head of each document against the amounts of its lines."),
    _("records"),
)
OPEN = Rule(
    "open",
    _("What is open lies between nothing and the total"),
    _("Nobody owes more on a document than it came to, and no document is paid more than once."),
    _("records"),
)
SETTLED = Rule(
    "settled",
    _("What was paid and what is open make the total"),
    _("For each document, the parts of payments, credits and discounts that settle it are added up."),
    _("records"),
)
COUNTS = Rule(
    "counts",
    _("We hold as many rows as the accounting software counts"),
    _("The number of rows and the sum of their keys, asked of the software after a full reading or once a day."),
    _("rows"),
    _("Counted there"),
    _("Held here"),
)

RULES = {
    rule.key: rule
    for rule in (
        ENTRIES,
        PERIODS,
        LEDGERS,
        TRIAL_BALANCE,
        STATEMENTS,
        STATEMENTS_LEDGER,
        DOCUMENTS,
        OPEN,
        SETTLED,
        COUNTS,
    )
}
