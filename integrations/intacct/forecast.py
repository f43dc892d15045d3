"""What works today and may not tomorrow, foreseen right after the sign-in: warnings that hold nobody up.

A line passes, warns with a verdict, or waits where the user may not ask. Formats that differ from the American ones
are told as well: nobody has to act, but whoever compares dates by eye wants to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from integrations.intacct import calls, permissions
from integrations.intacct.calls import Call
from integrations.intacct.catalogue.paths import COMPANY_PATH, WEB_SERVICES_USERS_PATH
from integrations.intacct.knowledge import NOTHING, Knowledge
from integrations.intacct.replies import Row
from integrations.intacct.second_look import not_live
from integrations.provider import FORECAST, Check, Owner, Text, Verdict

DELETIONS: Call = calls.query("AUDITHISTORY", (permissions.KEYS["AUDITHISTORY"],), page_size=1)
"""Whether the audit history can be read, by asking for one row of it."""

LABELS: dict[str, Text] = {
    "forecast:user": _("Web Services user"),
    "forecast:rights": _("Reads only"),
    "forecast:entities": _("All entities open"),
    "forecast:deletions": _("Deletions seen at once"),
    "forecast:dimensions": _("Own dimensions readable"),
    "forecast:usage": _("API usage shown"),
    "forecast:company": _("Live company"),
    "forecast:date-format": _("Date format"),
    "forecast:clock": _("Clock"),
    "forecast:time-zone": _("Time zone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known after the sign-in; ``None`` is unknown."""

    company_id: str
    knowledge: Knowledge = NOTHING
    is_multi_entity: bool = False
    starts_in: str = ""
    sees_deletions: bool | None = None
    formats: Row | None = None
    dimensions: Mapping[str, bool | None] = field(default_factory=dict)
    """Dimensions of the company's own, and whether the user may read them."""


def blind(company_id: str, refusal: Verdict | None) -> tuple[Check, ...]:
    """The forecast where nobody is signed in: what the company ID says, unless the refusal did, and all else waits."""
    is_said = refusal is not None and refusal.key == "company-trial"
    return tuple(_checks(Outlook(company_id="" if is_said else company_id, is_multi_entity=True)))


def foreseen(outlook: Outlook) -> tuple[Check, ...]:
    """Every line of the forecast, in a fixed order."""
    return tuple(_checks(outlook))


def _checks(outlook: Outlook) -> Iterator[Check]:
    known = outlook.knowledge
    yield _line("forecast:user", known.is_person, _person(known))
    many = known.boxes_too_many
    yield _line("forecast:rights", None if known.rights is None else bool(many), _too_many(many))
    if outlook.is_multi_entity:
        is_restricted = True if outlook.starts_in else known.is_restricted
        yield _line("forecast:entities", is_restricted, _restricted(outlook))
    yield _line("forecast:deletions", None if outlook.sees_deletions is None else not outlook.sees_deletions, _unseen())
    if outlook.dimensions:
        denied = tuple(name for name, may in outlook.dimensions.items() if may is False)
        yield _line("forecast:dimensions", bool(denied), _dimension_denied(denied))
    boxes = None if known.ceiling else known.boxes("Administration", "API usage")
    yield _line("forecast:usage", None if boxes is None else "View" not in boxes, _usage_unseen())
    ending = not_live(outlook.company_id)
    yield _line("forecast:company", bool(ending), _not_live(outlook.company_id, ending))
    yield from _formats(outlook.formats)


def _line(name: str, is_amiss: bool | None, verdict: Verdict) -> Check:
    outcome = "waiting" if is_amiss is None else "failed" if is_amiss else "passed"
    return Check(
        name=name,
        label=LABELS[name],
        kind=FORECAST,
        outcome=outcome,
        is_required=False,
        verdict=verdict if is_amiss else None,
    )


def _person(known: Knowledge) -> Verdict:
    expires = known.says("PWDNEVEREXPIRES") is not True
    return Verdict(
        key="personal-login",
        cause=_(
            "This is a person's login, not a **Web Services user**. Its password expires, after 90 days unless your "
            "company has chosen otherwise, and reading stops that day. It also stops when two-step verification or "
            "single sign-on is turned on for this login."
        )
        if expires
        else _(
            "This is a person's login, not a **Web Services user**. Reading stops when two-step verification or "
            "single sign-on is turned on for it, or when this person leaves."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Create a **Web Services user** with the same permissions."),
            _("Sign in here with its user ID and password. What was read so far stays."),
        ),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Add"),
    )


def _too_many(rows: tuple[str, ...]) -> Verdict:
    shown = ", ".join(rows[:4])
    return Verdict(
        key="more-rights-than-needed",
        cause=_("This user may change books, not only read them. Nothing is ever written; less is safer all the same."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            format_lazy(
                _("Leave **List**, **View** and **Run** ticked and clear the other boxes, for example in: {shown}."),
                shown=shown,
            ),
        ),
        menu_path=(*permissions.ROLES_PATH, "Subscriptions", "Permissions"),
    )


def _restricted(outlook: Outlook) -> Verdict:
    where = outlook.starts_in
    return Verdict(
        key="entities-restricted",
        cause=format_lazy(
            _("This user cannot open the top level; it is kept in entity **{where}**. Other entities are not read."),
            where=where,
        )
        if where
        else _("This user is restricted to some entities or departments. What lies outside them is not read."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("If all entities shall be read, open the user, tab **User entities**, and choose **Unrestricted**."),
            _("If only these shall be read, leave it as it is."),
        ),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Edit", "User entities"),
    )


def _unseen() -> Verdict:
    return Verdict(
        key="deletions-unseen",
        cause=_(
            "The user may not read the audit history. What is deleted in Sage Intacct is noticed only when everything "
            "is read anew."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=tuple(
            format_lazy(
                _("In **{application}**, in the row **{row}**, tick {boxes}."),
                application=right.application,
                row=right.row,
                boxes=permissions.boxes_text(right),
            )
            for right in permissions.DELETIONS.rights
        ),
        menu_path=(*permissions.ROLES_PATH, "Subscriptions", "Permissions"),
    )


def _dimension_denied(names: tuple[str, ...]) -> Verdict:
    shown = ", ".join(name.capitalize() for name in names)
    return Verdict(
        key="dimension-denied",
        cause=format_lazy(
            _("The user may not read a dimension of your company's own: **{shown}**. Its values stay unread."),
            shown=shown,
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            format_lazy(
                _("Open **Platform Services**, and in the row **{shown}** tick **List** + **View**."), shown=shown
            ),
        ),
        menu_path=(*permissions.ROLES_PATH, "Subscriptions", "Platform Services", "Permissions"),
    )


def _usage_unseen() -> Verdict:
    return Verdict(
        key="usage-unseen",
        cause=_(
            "The user may not see the API usage of your company. Everything is read all the same; nobody can tell from "
            "here how much of your monthly volume is used."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(_("If it shall be seen, tick **View** in the row **API usage** of **Administration**."),),
        menu_path=(*permissions.ROLES_PATH, "Subscriptions", "Administration", "Permissions"),
    )


def _not_live(company_id: str, ending: str) -> Verdict:
    return Verdict(
        key="company-not-live",
        cause=format_lazy(
            _(
                "These may not be your live books: the company ID {company} ends in “{ending}”, "
                "as those of trial, sandbox and implementation companies do. Only the name says so."
            ),
            company=f"**{company_id}**",
            ending=ending,
        ),
        owner=Owner.CUSTOMER,
        fix=(_("If they are not, sign in with the company ID of your live company."),),
        menu_path=COMPANY_PATH,
    )


def _formats(row: Row | None) -> Iterator[Check]:
    found = row or {}
    order, clock, offset = (found.get(name, "").strip() for name in ("dateformat", "clock", "gmtoffset"))
    is_known = bool(order or clock or offset)
    facts = (
        (
            "forecast:date-format",
            "date-format",
            order not in ("", "/mdY"),
            format_lazy(_("The user's date format is **{order}**."), order=order),
        ),
        (
            "forecast:clock",
            "clock",
            clock not in ("", "24"),
            format_lazy(_("The user's clock has **{clock}** hours."), clock=clock),
        ),
        (
            "forecast:time-zone",
            "time-zone",
            offset not in ("", "+00:00", "-00:00", "00:00"),
            format_lazy(
                _("The user's time is **{offset}** from UTC. It may move by an hour in spring and autumn."),
                offset=offset,
            ),
        ),
    )
    for name, key, is_odd, said in facts:
        verdict = Verdict(
            key=key, cause=said, owner=Owner.NOBODY, fix=(_("You have nothing to do. We read it right."),)
        )
        yield _line(name, is_odd if is_known else None, verdict)
