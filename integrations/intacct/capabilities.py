"""What can be read, said in public: made from the table of permissions, so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from integrations.intacct import permissions
from integrations.provider import Capability, Text
from integrations.records import Kind

NOTES: dict[str, Text] = {
    Kind.COMPANY: _("Base currency, first month of the financial year, and the entities that the user may open."),
    Kind.JOURNAL_ENTRIES: _("Posted entries with all their lines. Drafts and declined entries are left out."),
    Kind.CUSTOMERS: _("With the primary contact only."),
    Kind.SUPPLIERS: _("With the primary contact only."),
    Kind.INVOICES: _("With all lines. Negative invoices count as credit notes."),
    Kind.BILLS: _("With all lines."),
    Kind.BILL_CREDIT_NOTES: _("Adjustments of the type debit memo."),
    Kind.BILL_PAYMENTS: _("Payments that wait for approval are left out."),
    Kind.TRANSFERS: _("A voided transfer keeps its amount and has the status void."),
    Kind.DIRECT_INCOMES: _("Interest is left out."),
    permissions.DELETIONS.kind: _(
        "Without it, a record that is deleted in Sage Intacct is noticed only when everything is read anew."
    ),
    permissions.OWN_RIGHTS.kind: _(
        "With it, a missing right is explained to the box, and a password that will expire is noticed beforehand."
    ),
}


def listed(kinds: Iterable[str]) -> Sequence[Capability]:
    """One entry for each kind, and for what is asked for beside them."""
    return [_capability(need) for need in (*permissions.needs(kinds), *permissions.EXTRAS)]


def _capability(need: permissions.Need) -> Capability:
    return Capability(
        kind=need.kind,
        label=need.label,
        objects=need.objects,
        permissions=tuple(permissions.lines_of(need)),
        is_required=need.is_required,
        certainty=need.certainty.label,
        checked_on=need.checked_on,
        note=NOTES.get(need.kind, ""),
    )
