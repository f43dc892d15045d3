"""How a missing right is granted: the steps in Intacct, for companies with roles and for those without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from integrations.intacct.diagnosis import Diagnosis
from integrations.intacct.knowledge import Knowledge
from integrations.intacct.permissions import (
    ROLE_BASED,
    ROLES_PATH,
    USER_BASED,
    USERS_PATH,
    Need,
    Probe,
    boxes_text,
    needs,
    probes,
)
from integrations.provider import FixBranch, Text, Verdict

BRANCH_LABELS: dict[str, Text] = {
    ROLE_BASED: _("Your company grants rights by roles"),
    USER_BASED: _("Your company grants rights user by user: there is no **Roles** in the menu"),
}


@dataclass(frozen=True)
class Report:
    """All that failed, looked at together: what is missing everywhere has another cause than what is missing once.

    ``every`` are the rights of all kinds. Where only some were checked, ``is_whole`` is False, and nothing is concluded
    from how many failed unless all rights of an application are among them.
    """

    every: Sequence[Probe]
    failed: Mapping[str, Diagnosis]
    known: Knowledge
    is_whole: bool

    def verdict(self, probe: Probe) -> Verdict | None:
        """Why a right is missing; None if it is not."""
        diagnosis = self.failed.get(probe.name)
        if diagnosis is None:
            return None
        if diagnosis.key == "application-missing":
            return _not_subscribed(probe, diagnosis.verdict, is_on=self.known.is_subscribed(probe.right.application))
        if diagnosis.key != "permission-missing":
            return diagnosis.verdict
        found = _missing(probe, diagnosis.verdict)
        if self.known.ceiling and not self._has_any(probe):
            return _below_ceiling(found, self.known.ceiling)
        if self.has_nothing:
            return _nothing_granted(found)
        if self._is_closed(probe.right.application):
            return _closed(probe, found)
        boxes = self.known.boxes(probe.right.application, probe.right.row)
        if boxes is not None and boxes.issuperset(probe.right.boxes):
            for beside in _unprobed(probe.need):
                held = self.known.boxes(beside.right.application, beside.right.row) or frozenset()
                if not held.issuperset(beside.right.boxes):
                    return _missing(beside, diagnosis.verdict)
        return _box_missing(probe, found, boxes)

    @property
    def has_nothing(self) -> bool:
        """Every right is missing that a role or a user can be given."""
        guarded = [probe for probe in self.every if probe.is_guarded]
        is_telling = self.is_whole and len({probe.right.application for probe in guarded}) > 1
        return is_telling and all(self._is_missing(probe) for probe in guarded)

    def _is_closed(self, application: str) -> bool:
        """Every right of an application is missing, and there are several."""
        own = [probe for probe in self.every if probe.right.application == application and probe.is_guarded]
        return len(own) > 1 and all(self._is_missing(probe) for probe in own)

    def _is_missing(self, probe: Probe) -> bool:
        diagnosis = self.failed.get(probe.name)
        return diagnosis is not None and diagnosis.key in ("permission-missing", "application-missing")

    def _has_any(self, probe: Probe) -> bool:
        """The user is told to hold something in this application, so that its type cannot be what forbids it."""
        return any(self.known.rows(probe.right.application).values())


def of_reading(kind: str, found: Verdict | None) -> Verdict | None:
    """The verdict on a right that went missing while ``kind`` was read, with its row and boxes."""
    if found is None or found.key != "permission-missing":
        return found
    subject = found.raw.get("object", "")
    suspects = (probe for probe in probes((kind,)) if subject in probe.right.objects)
    probe = next(suspects, None) or next((probe for need in needs((kind,)) for probe in _unprobed(need)), None)
    return found if probe is None else _missing(probe, found)


def _unprobed(need: Need) -> Iterator[Probe]:
    """The rights of a need that no question is about: they show only in what is refused all the same."""
    return (Probe(need, right) for right in need.rights if not right.objects and right.is_required)


def _below_ceiling(found: Verdict, kind: str) -> Verdict:
    return replace(
        found,
        key="user-type-low",
        cause=format_lazy(
            _(
                "The user's type is **{kind}**. This type may not use this application, whatever its role permits. "
                "Less likely, the role does not permit it either."
            ),
            kind=kind,
        ),
        fix=(
            _("Open the user, choose **Edit**, set **User type** to **Business**, and choose **Save**."),
            _("If it is still refused then, grant the rows named here."),
        ),
        menu_path=(*USERS_PATH, "Edit", "User type"),
        branches=(),
    )


def _nothing_granted(found: Verdict) -> Verdict:
    return replace(
        found,
        key="nothing-granted",
        cause=_(
            "The user signs in, but may read nothing at all. Most likely no role is assigned to it; "
            "it can also be that its role holds no permissions yet, or was not saved twice."
        ),
        fix=(
            _("Open the user, choose **Edit**, and look whether a role stands under **Roles information**."),
            _("Then open the role's **Subscriptions**, tick the applications, and set their **Permissions**."),
        ),
    )


def _closed(probe: Probe, found: Verdict) -> Verdict:
    names = {"application": probe.right.application, "row": probe.right.row}
    return replace(
        found,
        key="application-closed",
        cause=format_lazy(
            _(
                "The user may read nothing in **{application}**, **{row}** among it: "
                "the application is not ticked for it."
            ),
            **names,
        ),
    )


def _box_missing(probe: Probe, found: Verdict, boxes: frozenset[str] | None) -> Verdict:
    """Name the one box that is missing, where the user's rights could be read."""
    if not boxes:
        return found
    names = {"row": probe.right.row, "application": probe.right.application}
    absent = [box for box in probe.right.boxes if box not in boxes]
    if not absent:
        return replace(
            found,
            key="permission-unclear",
            cause=format_lazy(
                _(
                    "Sage Intacct refuses **{row}** in **{application}**, although all boxes seem to be ticked. "
                    "Most likely the change has not reached the user yet; it can also be that another row is needed."
                ),
                **names,
            ),
            fix=(
                _("Check again in a minute."),
                _("If it stays refused, choose **All** in the application's **Permissions** once, and check again."),
            ),
        )
    held = " + ".join(f"**{box}**" for box in probe.right.boxes if box in boxes)
    wanted = " + ".join(f"**{box}**" for box in absent)
    if not held:
        return found
    return replace(
        found,
        key="box-missing",
        cause=format_lazy(
            _("In **{application}**, the row **{row}** has {held}, but not {wanted}."),
            **names,
            held=held,
            wanted=wanted,
        ),
        fix=(format_lazy(_("In the row **{row}**, tick {wanted} as well."), **names, wanted=wanted),),
    )


def _missing(probe: Probe, found: Verdict) -> Verdict:
    right = probe.right
    names = {"row": right.row, "application": right.application, "boxes": boxes_text(right)}
    return replace(
        found,
        cause=format_lazy(_("The user may not read **{row}** in **{application}**."), **names),
        fix=(format_lazy(_("In the row **{row}**, tick {boxes}. Nothing else is needed."), **names),),
        menu_path=(*ROLES_PATH, "Subscriptions", right.application, "Permissions"),
        branches=(
            FixBranch(
                key=ROLE_BASED,
                label=BRANCH_LABELS[ROLE_BASED],
                menu_path=(*ROLES_PATH, "Subscriptions", right.application, "Permissions"),
                fix=(
                    _("Open **Company** › **Admin** › **Roles**, then **Subscriptions** beside the role of this user."),
                    format_lazy(
                        _("Tick **{application}** if it is not ticked, and open its **Permissions**."), **names
                    ),
                    format_lazy(_("In the row **{row}**, tick {boxes}."), **names),
                    _("Choose **Save**, then **Save** once more on the role. Without the second one nothing is kept."),
                ),
            ),
            FixBranch(
                key=USER_BASED,
                label=BRANCH_LABELS[USER_BASED],
                menu_path=(*USERS_PATH, "Subscriptions", right.application, "Permissions"),
                fix=(
                    _("Open **Company** › **Admin** › **Web Services users**, then **Subscriptions** beside the user."),
                    format_lazy(
                        _("Tick **{application}** if it is not ticked, and open its **Permissions**."), **names
                    ),
                    format_lazy(_("In the row **{row}**, tick {boxes}."), **names),
                    _("Choose **Save**, then **Save** once more on the user's subscriptions."),
                ),
            ),
        ),
    )


def _not_subscribed(probe: Probe, found: Verdict, *, is_on: bool | None) -> Verdict:
    names = {"row": probe.right.row, "application": probe.right.application}
    if is_on:
        return replace(
            found,
            key="feature-off",
            cause=format_lazy(
                _("Your company uses **{application}**, but the feature that holds **{row}** is off in it."), **names
            ),
            fix=(
                _("If your company does not use it, leave it off and tell the organisation that sent you this link."),
            ),
            menu_path=(probe.right.application, "Setup", "Configuration"),
        )
    return replace(
        found,
        cause=format_lazy(
            _("Your company has not subscribed to **{application}**, or the feature that holds **{row}** is off."),
            **names,
        ),
        fix=(
            format_lazy(
                _("Open **Company** › **Admin** › **Subscriptions** and look whether **{application}** is on."), **names
            ),
            _("If your company does not use it, leave it off and tell the organisation that sent you this link."),
        ),
    )
