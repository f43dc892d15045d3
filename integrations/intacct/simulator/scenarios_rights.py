"""Companies that can be signed in to, with something that cannot be read there."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.intacct.simulator.blueprint import rights_without, with_role
from integrations.intacct.simulator.plans import CustomField, Habits
from integrations.intacct.simulator.scenario import Scenario, logins, multi, single


def rights_broken() -> Iterator[Scenario]:
    yield single(
        "no-payables",
        "Reed Renewables",
        "The role holds everything but Accounts Payable: grant it in the console while the wizard watches.",
        **with_role(rights_without(("Accounts Payable", None, None))),
        row=19,
    )
    yield single(
        "user-based",
        "Kestrel Clinics",
        "Rights stand beside the user, there are no roles; Customers and Journal entries are missing.",
        is_role_based=False,
        roles=[],
        logins=logins(
            roles=[],
            rights=rights_without(
                ("Accounts Receivable", "Customers", None), ("General Ledger", "Journal entries", None)
            ),
        ),
        row=27,
    )
    yield single(
        "user-based-healthy",
        "Lark Language School",
        "Rights stand beside the user, there are no roles; nothing is missing.",
        is_role_based=False,
        roles=[],
        logins=logins(roles=[], rights=rights_without()),
        row=27,
    )
    yield single(
        "role-empty",
        "Saffron Spices",
        "The user has a role, but the role permits nothing.",
        **with_role({}),
        row=18,
    )
    yield single(
        "role-none",
        "Sedge Surveyors",
        "The user signs in, but has no role at all.",
        logins=logins(roles=[]),
        row=18,
    )
    yield single(
        "list-without-view",
        "Spruce Sports",
        "Invoices and Customers have List without View.",
        **with_role(
            rights_without(("Accounts Receivable", "Invoices", "View"), ("Accounts Receivable", "Customers", "View"))
        ),
        row=20,
    )
    yield single(
        "view-without-list",
        "Tansy Travel",
        "Vendors and Bills have View without List.",
        **with_role(rights_without(("Accounts Payable", "Vendors", "List"), ("Accounts Payable", "Bills", "List"))),
        row=20,
    )
    yield single(
        "no-reports",
        "Vetch Vineyards",
        "No report may be run: the trial balance and the account transactions are missing, everything else reads.",
        **with_role(
            rights_without(
                ("General Ledger", "Trial balance", None),
                ("General Ledger", "General ledger", None),
                ("General Ledger", "General ledger report", None),
                ("General Ledger", "Account balances", None),
            )
        ),
        row=20,
    )
    yield single(
        "no-audit-log",
        "Yarrow Yachts",
        "The audit log may not be read: deletions cannot be seen.",
        **with_role(rights_without(("Administration", "Audit log", None), ("Customization Services", None, None))),
        row=25,
    )
    yield single(
        "one-application",
        "Swift Stationery",
        "The user may see the company and its users and nothing else: one application in the list of permissions.",
        row=18,
        habits=Habits(lists_granted_only=True),
        **with_role({"Administration": {"Company Info": ["View"], "Users": ["List", "View"]}}),
    )
    yield single(
        "no-api-usage",
        "Quail Quilts",
        "The role may not see API usage: everything reads, but nobody can tell how much of the tier is used.",
        row=26,
        **with_role(rights_without(("Administration", "API usage", None))),
    )
    yield single(
        "custom-field-hidden",
        "Ruff Retail",
        "Two custom fields on invoices are hidden from every role: lookup shows them, a query refuses them.",
        row=23,
        custom_fields=[
            CustomField(object_name="ARINVOICE", name="COST_CENTRE", label="Cost centre", is_hidden=True),
            CustomField(object_name="ARINVOICE", name="SALES_REGION", label="Sales region", is_hidden=True),
            CustomField(object_name="CUSTOMER", name="LOYALTY", label="Loyalty number"),
        ],
    )
    yield single(
        "dimension-denied",
        "Siskin Ships",
        "The company has a dimension of its own, Region; the role may not read it.",
        row=24,
        dimensions=["REGION"],
        **with_role(rights_without(("Platform Services", "Region", None))),
    )
    yield single(
        "user-type-low",
        "Zinnia Zinc",
        "The role permits everything needed, but the user type Employee is a ceiling below it.",
        logins=logins(user_type="employee user"),
        row=17,
    )
    yield multi(
        "many-at-once",
        "Larkspur Group",
        "No authorised sender, no payables, one entity only, and day before month: all at the same time.",
        authorizations=[],
        date_format="/dmY",
        logins=logins(entities=["200"], may_open_top_level=False),
        **with_role(rights_without(("Accounts Payable", None, None))),
    )
