"""What each kind of data needs in Sage Intacct: one table, of which the list, the probe and its cures are made.

A row names Intacct's words exactly. Its certainty and date stay with it, because only a live company can settle which
box the gateway checks; the probe's verdict always outranks the table.

Reference: developer.intacct.com, *Queries* (rights are checked before retrieval); Sage Intacct help, *Permissions*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext_lazy as _

from integrations.provider import PermissionLine, Text
from integrations.records import Kind

LIST_AND_VIEW = ("List", "View")
VIEW = ("View",)
RUN = ("Run",)

ROLE_BASED, USER_BASED = "role-based", "user-based"
"""How a company grants rights: by roles, or to each user by itself."""
ROLES_PATH = ("Company", "Admin", "Roles")
USERS_PATH = ("Company", "Admin", "Web Services users")

FUNCTIONS = frozenset({"readEntityDetails", "getFinancialSetup"})
"""What is asked for by a function of its own, not by a query."""
KEYS = {"AUDITHISTORY": "ID"}
"""The field to ask for, where it is not ``RECORDNO``."""


class Certainty(Enum):
    """How sure a row is."""

    SEEN = "seen"
    INFERRED = "inferred"

    @property
    def label(self) -> Text:
        return _CERTAINTIES[self]


_CERTAINTIES: dict[Certainty, Text] = {
    Certainty.SEEN: _("Named in Sage's help or in a published guide"),
    Certainty.INFERRED: _("Inferred from several hints"),
}


SEEN, INFERRED = Certainty.SEEN, Certainty.INFERRED


@dataclass(frozen=True, slots=True)
class Right:
    """A row of Intacct's permission window, the boxes to tick, and the objects that cannot be read without it.

    A right without objects cannot be probed; it is asked for and its absence shows when reading.
    """

    application: str
    row: str
    objects: tuple[str, ...] = ()
    boxes: tuple[str, ...] = LIST_AND_VIEW
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """All rights of one kind of data. Without ``is_required`` a company may be read without this kind."""

    kind: str
    rights: tuple[Right, ...]
    is_required: bool
    certainty: Certainty
    checked_on: date = date(2026, 11, 22)

    @property
    def label(self) -> Text:
        return Kind(self.kind).label if self.kind in Kind.values else _LABELS[self.kind]

    @property
    def objects(self) -> tuple[str, ...]:
        """What is read for it, each once."""
        return tuple(dict.fromkeys(name for right in self.rights for name in right.objects))


GL, AP, AR, CASH = "General Ledger", "Accounts Payable", "Accounts Receivable", "Cash Management"

NEEDS: tuple[Need, ...] = (
    Need(
        Kind.COMPANY,
        (
            Right("Company", "Entities", ("readEntityDetails",)),
            Right("Administration", "Company Info", ("getFinancialSetup",), VIEW),
        ),
        is_required=True,
        certainty=SEEN,
    ),
    Need(
        Kind.CHART_OF_ACCOUNTS,
        (Right(GL, "Accounts", ("GLACCOUNT",)), Right(GL, "Account groups", is_required=False)),
        is_required=True,
        certainty=SEEN,
    ),
    Need(
        Kind.JOURNALS,
        (Right(GL, "Journals", ("GLJOURNAL",)), Right(GL, "Adj Journals", is_required=False)),
        is_required=True,
        certainty=SEEN,
    ),
    Need(
        Kind.JOURNAL_ENTRIES,
        (
            Right(GL, "Journal entries", ("GLBATCH", "GLENTRY")),
            Right(GL, "Adjusting journal entries", is_required=False),
        ),
        is_required=True,
        certainty=INFERRED,
    ),
    Need(
        Kind.ACCOUNT_TRANSACTIONS,
        (Right(GL, "Journal entries", ("GLDETAIL",)), Right(GL, "General ledger report", boxes=RUN)),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.BALANCE_SHEET,
        (Right(GL, "Trial balance", boxes=RUN), Right(GL, "Reporting periods", ("REPORTINGPERIOD",))),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.PROFIT_AND_LOSS,
        (
            Right(GL, "Trial balance", boxes=RUN),
            Right(GL, "General ledger", boxes=RUN),
            Right(GL, "Reporting periods", ("REPORTINGPERIOD",)),
        ),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.TRACKING_CATEGORIES,
        (
            Right("Company", "Departments", ("DEPARTMENT",)),
            Right("Company", "Locations", ("LOCATION",)),
            Right("Company", "Class", ("CLASS",)),
            Right("Projects", "Projects", ("PROJECT",)),
        ),
        is_required=False,
        certainty=SEEN,
    ),
    Need(
        Kind.CUSTOMERS,
        (Right(AR, "Customers", ("CUSTOMER",)), Right(AR, "AR terms", ("ARTERM",), is_required=False)),
        is_required=True,
        certainty=SEEN,
    ),
    Need(
        Kind.INVOICES,
        (Right(AR, "Invoices", ("ARINVOICE", "ARINVOICEITEM")),),
        is_required=True,
        certainty=INFERRED,
    ),
    Need(
        Kind.CREDIT_NOTES,
        (
            Right(AR, "Adjustments", ("ARADJUSTMENT", "ARADJUSTMENTITEM")),
            Right(AR, "Invoices", ("ARINVOICE", "ARINVOICEITEM")),
        ),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.PAYMENTS,
        (
            Right(AR, "Manage payments", ("ARPYMT", "ARPYMTDETAIL")),
            Right(AR, "Posted payments"),
            Right(AR, "Receive advances", ("ARADVANCE",)),
        ),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.SUPPLIERS,
        (Right(AP, "Vendors", ("VENDOR",)), Right(AP, "AP terms", ("APTERM",), is_required=False)),
        is_required=True,
        certainty=SEEN,
    ),
    Need(Kind.BILLS, (Right(AP, "Bills", ("APBILL", "APBILLITEM")),), is_required=True, certainty=INFERRED),
    Need(
        Kind.BILL_CREDIT_NOTES,
        (Right(AP, "Adjustments", ("APADJUSTMENT", "APADJUSTMENTITEM")),),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.BILL_PAYMENTS,
        (Right(AP, "Posted payments", ("APPYMT", "APPYMTDETAIL")), Right(AP, "Manual payment", is_required=False)),
        is_required=False,
        certainty=INFERRED,
    ),
    Need(
        Kind.BANK_ACCOUNTS,
        (
            Right(CASH, "Checking accounts", ("CHECKINGACCOUNT",)),
            Right(CASH, "Savings accounts", ("SAVINGSACCOUNT",)),
            Right(CASH, "Credit card accounts", ("CREDITCARD",)),
        ),
        is_required=False,
        certainty=SEEN,
    ),
    Need(
        Kind.DIRECT_INCOMES,
        (Right(CASH, "Other receipts", ("OTHERRECEIPTS", "OTHERRECEIPTSENTRY")),),
        is_required=False,
        certainty=SEEN,
    ),
    Need(
        Kind.DIRECT_COSTS,
        (Right(CASH, "Credit card transactions", ("CCTRANSACTION", "CCTRANSACTIONENTRY")),),
        is_required=False,
        certainty=SEEN,
    ),
    Need(
        Kind.TRANSFERS,
        (Right(CASH, "Funds transfers", ("FUNDSTRANSFER",)),),
        is_required=False,
        certainty=SEEN,
    ),
    Need(Kind.ITEMS, (Right("Inventory Control", "Items", ("ITEM",)),), is_required=False, certainty=INFERRED),
    Need(Kind.TAX_RATES, (Right("Taxes", "Tax details", ("TAXDETAIL",)),), is_required=False, certainty=INFERRED),
    Need(
        Kind.SALES_ORDERS,
        (Right("Order Entry", "Order entry transactions", ("SODOCUMENT", "SODOCUMENTENTRY")),),
        is_required=False,
        certainty=SEEN,
    ),
    Need(
        Kind.PURCHASE_ORDERS,
        (Right("Purchasing", "Purchasing transactions", ("PODOCUMENT", "PODOCUMENTENTRY")),),
        is_required=False,
        certainty=INFERRED,
    ),
)

DELETIONS = Need(
    "deletions",
    (
        Right("Administration", "Audit log", ("AUDITHISTORY",)),
        Right("Customization Services", "Custom reports", ("AUDITHISTORY",), VIEW),
    ),
    is_required=False,
    certainty=SEEN,
)
"""To learn what was deleted, between two readings of everything. A forecast says when it is missing."""

OWN_RIGHTS = Need(
    "ownRights",
    (Right("Company", "Users", ("USERINFO",)),),
    is_required=False,
    certainty=INFERRED,
)
"""To learn what the user itself may do and is; with it, warnings come before something breaks."""

EXTRAS: tuple[Need, ...] = (DELETIONS, OWN_RIGHTS)
"""What is asked for beside the kinds of data, and never required."""
_LABELS: dict[str, Text] = {
    DELETIONS.kind: _("Deleted records"),
    OWN_RIGHTS.kind: _("Early warnings"),
}


def needs(kinds: Iterable[str]) -> Iterator[Need]:
    """The needs of ``kinds``, in the table's order."""
    wanted = set(kinds)
    return (need for need in NEEDS if need.kind in wanted)


def lines(kinds: Iterable[str]) -> tuple[PermissionLine, ...]:
    """The rows that the customer ticks for ``kinds``, each once, those of one application together."""
    found: dict[tuple[str, str], PermissionLine] = {}
    for need in (*needs(kinds), *EXTRAS):
        for line in lines_of(need):
            known = found.get((line.application, line.row))
            if known is None or (line.is_required and not known.is_required):
                found[line.application, line.row] = line
    order = {application: place for place, application in enumerate(dict.fromkeys(name for name, _ in found))}
    return tuple(sorted(found.values(), key=lambda line: order[line.application]))


def lines_of(need: Need) -> Iterator[PermissionLine]:
    """The rows of one need."""
    for right in need.rights:
        yield PermissionLine(
            kind=need.kind,
            kind_label=need.label,
            application=right.application,
            row=right.row,
            boxes=right.boxes,
            menu_path=(*ROLES_PATH, "Subscriptions", right.application, "Permissions"),
            other_paths={USER_BASED: (*USERS_PATH, "Subscriptions", right.application, "Permissions")},
            is_required=need.is_required and right.is_required,
        )


def boxes_text(right: Right) -> str:
    """The boxes of a right as one reads them: ``**List** + **View**``."""
    return " + ".join(f"**{box}**" for box in right.boxes)


@dataclass(frozen=True, slots=True)
class Probe:
    """One check of the permission probe: the right, and what is asked for to see whether it is held."""

    need: Need
    right: Right

    @property
    def name(self) -> str:
        """Stable, so that a re-check finds its row: ``bills:APBILL``."""
        return f"{self.need.kind}:{self.right.objects[0]}"

    @property
    def is_required(self) -> bool:
        return self.need.is_required and self.right.is_required

    @property
    def is_guarded(self) -> bool:
        """A right that the gateway is known to look at; entities can be listed without any."""
        return "readEntityDetails" not in self.right.objects


def probes(kinds: Iterable[str], only: Iterable[str] = ()) -> tuple[Probe, ...]:
    """The checks that ``kinds`` need, limited to those named in ``only`` if any are."""
    wanted = set(only)
    every = (Probe(need, right) for need in needs(kinds) for right in need.rights if right.objects)
    return tuple(probe for probe in every if not wanted or probe.name in wanted)
