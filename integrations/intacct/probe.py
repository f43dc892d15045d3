"""The checks: one sign-in attempt and what it proves, and every right in as few requests as the occasion allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from integrations.errors import CredentialsRejected, ProviderError, ProviderUnavailable
from integrations.intacct import calls, company, forecast, grants, knowledge, permissions
from integrations.intacct.catalogue.paths import ENTITY_PATH
from integrations.intacct.client import IntacctClient
from integrations.intacct.diagnosis import Diagnosis, Failure
from integrations.intacct.exchange import refusal
from integrations.intacct.formats import Formats
from integrations.intacct.refusals import Level
from integrations.intacct.replies import Result
from integrations.intacct.second_look import looked_again
from integrations.provider import ENTITY_CHECK, Check, Entity, Owner, SignIn, Tell, Text, Verdict

SIGN_IN_CHECKS: tuple[tuple[str, Text], ...] = (
    ("gateway", _("Gateway reachable")),
    ("sender", _("Sender accepted")),
    ("company", _("Company found")),
    ("subscription", _("Web Services subscribed")),
    ("authorisation", _("Sender authorised")),
    ("user", _("User signs in")),
    ("entities", _("Entities visible")),
)
_LABELS = dict(SIGN_IN_CHECKS)

AT_A_TIME = 8
"""Questions in one request while a page watches, so that its lines tick as the answers come. The price is the same:
Sage Intacct counts functions, not requests."""

_SENDER_AND_BEFORE = ("gateway", "sender")
_COMPANY_AND_BEFORE = (*_SENDER_AND_BEFORE, "company")
_AUTHORISATION_AND_BEFORE = (*_COMPANY_AND_BEFORE, "subscription", "authorisation")

PROOFS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sender-rejected": ("sender", ("gateway",)),
    "request-malformed": ("sender", ("gateway",)),
    "sender-needs-login": ("sender", ("gateway",)),
    "sender-inactive": ("sender", ("gateway",)),
    "gateway-refused": ("company", ("gateway",)),
    "company-unknown": ("company", _SENDER_AND_BEFORE),
    "company-expired": ("company", _SENDER_AND_BEFORE),
    "company-trial": ("subscription", _COMPANY_AND_BEFORE),
    "web-services-off": ("subscription", _COMPANY_AND_BEFORE),
    "sender-not-authorised": ("authorisation", _COMPANY_AND_BEFORE),
    "two-step": ("user", _AUTHORISATION_AND_BEFORE),
    "not-a-web-services-user": ("user", _AUTHORISATION_AND_BEFORE),
    "user-locked": ("user", _AUTHORISATION_AND_BEFORE),
    "user-inactive": ("user", _AUTHORISATION_AND_BEFORE),
    "password-expired": ("user", _AUTHORISATION_AND_BEFORE),
    "entity-closed": ("entities", (*_AUTHORISATION_AND_BEFORE, "user")),
}
"""A refusal → the check that it fails, and the checks that it proves passed. What stands in neither could not run:
a refused sign-in, for one, may be about the company as well."""


def sign_in(client: IntacctClient, tell: Tell | None = None) -> SignIn:
    """Sign in once and look around.

    One answer settles all that stands before the entities; ``tell`` hears of it before those are asked for.

    Raises:
        ProviderUnavailable: nothing is known.
    """
    if tell is not None:
        tell([_waiting(name) for name, _label in SIGN_IN_CHECKS])
    try:
        session = client.open()
    except ProviderUnavailable:
        raise
    except ProviderError as error:
        verdict = looked_again(client, error)
        return SignIn(checks=(*_refused(verdict), *forecast.blind(client.login.company_id, verdict)))
    passed = tuple(_passed(name) for name, _label in SIGN_IN_CHECKS[:-1])
    if tell is not None:
        tell([*passed, _waiting("entities")])
    setup, entities, formatting, dimensions, deletions, roles, *about_user = client.call(
        calls.FINANCIAL_SETUP,
        calls.READ_ENTITIES,
        calls.USER_FORMATTING,
        calls.DIMENSIONS,
        forecast.DELETIONS,
        knowledge.ROLES,
        *knowledge.questions(client.login.user_id),
    )
    facts, found = company.setup(setup.data), company.entities(entities.data)
    is_multi_entity = facts.is_multi_entity if setup.is_success else len(found) > 1
    known = knowledge.Knowledge.of(about_user)
    has_rights = setup.is_success and not known.ceiling  # a user who may do nothing yet is told so by other checks
    outlook = forecast.foreseen(
        forecast.Outlook(
            company_id=client.login.company_id,
            knowledge=known,
            is_multi_entity=is_multi_entity,
            starts_in=session.location_id if is_multi_entity and not client.entity else "",
            sees_deletions=_may(client, forecast.DELETIONS, deletions) if has_rights else None,
            formats=formatting.data.single if formatting.is_success else None,
            dimensions=_dimensions(client, company.own_dimensions(dimensions.data)),
        )
    )
    if is_multi_entity and not found:
        return SignIn(checks=(*passed, _entities_hidden(entities), *outlook), is_multi_entity=True)
    top_level = () if session.location_id else (Entity(id="", name="Top level", currency=facts.base_currency),)
    formats = Formats.of_user(formatting.data.single)
    return SignIn(
        checks=(*passed, _passed("entities"), *outlook),
        entities=(*top_level, *found) if is_multi_entity else (),
        is_multi_entity=is_multi_entity,
        facts={
            "company_id": client.login.company_id,
            "base_currency": facts.base_currency,
            "is_multi_currency": _word(facts.is_multi_currency),
            "is_multi_base_currency": _word(facts.is_multi_base_currency),
            "starts_in_entity": session.location_id,
            "grants_rights_by": _granting(client, roles),
            "date_format": formatting.data.single.get("dateformat", ""),
            "clock": formatting.data.single.get("clock", ""),
            "utc_offset_minutes": str(int(formats.offset.total_seconds() // 60)),
        },
    )


def permissions_held(
    client: IntacctClient, kinds: Sequence[str], only: Sequence[str] = (), tell: Tell | None = None
) -> tuple[Check, ...]:
    """Check every right that ``kinds`` need, in one request, or where ``tell`` hears of the answers in several.

    Each right is checked by asking for one row: the gateway looks at rights before it looks for rows, so an empty
    object tells as much as a full one. An object that several kinds need is asked for once. Two questions about the
    user go along; they explain what is missing. That takes all the answers, so until then only passes are told.

    Raises:
        CredentialsRejected, ProviderUnavailable, UnexpectedReply: nothing could be checked.
    """
    wanted = permissions.probes(kinds, only)
    questions = {subject: _question(subject) for probe in wanted for subject in probe.right.objects}
    asked = (*questions.values(), *knowledge.questions(client.login.user_id))
    results: list[Result] = []
    size = AT_A_TIME if tell is not None else len(asked)
    for start in range(0, len(asked), size):
        if tell is not None:
            known = dict(zip(questions, results, strict=False))
            tell([_so_far(probe, known) for probe in wanted])
        results += client.call(*asked[start : start + size])
    *answers, own, rights = results
    refused = {
        subject: client.diagnose(question, result)
        for (subject, question), result in zip(questions.items(), answers, strict=True)
        if not result.is_success
    }
    failed: dict[str, Diagnosis] = {}
    for probe in wanted:
        for subject in probe.right.objects:
            if subject in refused:
                failed.setdefault(probe.name, refused[subject])
    every = permissions.probes(kinds)
    report = grants.Report(every, failed, knowledge.Knowledge.of((own, rights)), is_whole=len(wanted) == len(every))
    return tuple(_right_check(probe, report.verdict(probe)) for probe in wanted)


def _so_far(probe: permissions.Probe, answers: Mapping[str, Result]) -> Check:
    """A right as it stands before all has been answered."""
    check = _right_check(probe, None)
    is_passed = all(subject in answers and answers[subject].is_success for subject in probe.right.objects)
    return check if is_passed else replace(check, outcome="waiting")


def entered(client: IntacctClient, entities: Sequence[Entity]) -> tuple[Check, ...]:
    """Open each entity in the session that there is, without the password; one that is closed is a failed check.

    Raises:
        CredentialsRejected: refused for another reason than the entity.
        ProviderUnavailable, UnexpectedReply: nothing is known.
    """
    return tuple(_entered(client, entity) for entity in entities)


def _entered(client: IntacctClient, entity: Entity) -> Check:
    name, label = ENTITY_CHECK + entity.id, " · ".join(filter(None, (entity.id, entity.name)))
    try:
        client.switch(entity.id)
    except CredentialsRejected as error:
        if error.verdict is None or error.verdict.key != "entity-closed":
            raise
        return Check(name=name, label=label, outcome="failed", verdict=_closed(label, error.verdict))
    return Check(name=name, label=label)


def _closed(label: str, verdict: Verdict) -> Verdict:
    """Say of which entity the refusal is; that it can be left out, too."""
    cause = format_lazy(
        _(
            "This user may not open the entity {entity}. Either it is restricted to other entities, or the company "
            "restricts access to the top level only."
        ),
        entity=label,
    )
    return replace(verdict, cause=cause, fix=(*verdict.fix, _("Or go back to the entities and leave this one out.")))


def _question(subject: str) -> calls.Call:
    if subject in permissions.FUNCTIONS:
        return calls.call(subject)
    return calls.query(subject, (permissions.KEYS.get(subject, "RECORDNO"),), page_size=1)


def _right_check(probe: permissions.Probe, verdict: Verdict | None) -> Check:
    return Check(
        name=probe.name,
        label=probe.right.row,
        kind=probe.need.kind,
        outcome="passed" if verdict is None else "failed",
        is_required=probe.is_required,
        verdict=verdict,
    )


def _passed(name: str) -> Check:
    return Check(name=name, label=_LABELS[name])


def _waiting(name: str) -> Check:
    return Check(name=name, label=_LABELS[name], outcome="waiting")


def _granting(client: IntacctClient, roles: Result) -> str:
    """How the company grants rights, as the guide's branches are named; empty where the user may not know."""
    if roles.is_success:
        return permissions.ROLE_BASED if roles.data.rows else permissions.USER_BASED
    return permissions.USER_BASED if client.diagnose(knowledge.ROLES, roles).key == "application-missing" else ""


def _dimensions(client: IntacctClient, names: Sequence[str]) -> dict[str, bool | None]:
    """Whether the company's own dimensions can be read; asks only where there are some."""
    asked = [calls.query(name, ("RECORDNO",), page_size=1) for name in names]
    results = client.call(*asked)
    return {name: _may(client, question, result) for name, question, result in zip(names, asked, results, strict=True)}


def _may(client: IntacctClient, question: calls.Call, result: Result) -> bool | None:
    """Whether a question is allowed; None where it failed for another reason than a missing right."""
    if result.is_success:
        return True
    return False if client.diagnose(question, result).key in ("permission-missing", "application-missing") else None


def _refused(verdict: Verdict | None) -> tuple[Check, ...]:
    failed, passed = PROOFS.get(verdict.key if verdict else "", ("user", _SENDER_AND_BEFORE))
    if verdict and verdict.raw.get("level") == Level.GATEWAY.value and verdict.key != "company-unknown":
        passed = ("gateway",)
    return tuple(
        Check(
            name=name,
            label=label,
            outcome="failed" if name == failed else "passed" if name in passed else "waiting",
            verdict=verdict if name == failed else None,
        )
        for name, label in SIGN_IN_CHECKS
    )


def _entities_hidden(entities: Result) -> Check:
    """The company has entities, and none can be seen."""
    failure = Failure(level=Level.RESULT, function="readEntityDetails", text="no entity is visible")
    verdict = Verdict(
        key="entities-hidden",
        cause=_(
            "Your company has entities, and this user sees none of them. Most likely access is restricted to the "
            "top level. It can also be that the user is restricted to entities that are not active."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Clear **Restrict access to top level only**."),
            _("Fill **IET credits journal** with **Inter Entity Journal**, and choose **Save**."),
            _("If it is clear already, open the Web Services user, tab **User entities**, and add the entities."),
        ),
        menu_path=ENTITY_PATH,
        raw=failure.raw,
    )
    if not entities.is_success:
        diagnosis = refusal(calls.READ_ENTITIES, entities)
        verdict = replace(verdict, raw=diagnosis.failure.raw)
    return Check(name="entities", label=_LABELS["entities"], outcome="failed", verdict=verdict)


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"
