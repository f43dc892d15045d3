"""What a customer agreed to, as evidence: the words, their hash, when and from where, and whether it is in force.

A consent is never changed, so what became of it is read from what came after: the next consent, and the audit log.
The exports carry the text itself and say how to compute its hash anew, so that nobody has to take our word for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import TextChoices
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from companies.models import Company
from linkflow.models import Consent, LinkSession
from portal.audit.models import AuditEvent

GIVEN, WITHDRAWN, ENDED = "consent.given", "consent.withdrawn", "connection.unlinked"
NOTED_WITHIN = timedelta(minutes=1)
ALGORITHM = "SHA-256"
HOW = (
    "The hash is SHA-256 of the text in UTF-8, and of nothing else: lines are parted by one line feed, "
    "and none follows the last line."
)
VERIFY = (
    'python3 -c "import hashlib, json, sys; '
    "[print(one['id'], hashlib.sha256(one['text'].encode()).hexdigest() == one['textHash']) "
    "for one in json.load(open(sys.argv[1], encoding='utf-8'))['consents']]\" FILE"
)


class State(TextChoices):
    """What became of a consent."""

    IN_FORCE = "in_force", gettext_lazy("In force")
    REPLACED = "replaced", gettext_lazy("Replaced")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


API_STATUS = {State.IN_FORCE: "InForce", State.REPLACED: "Replaced", State.WITHDRAWN: "Withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One consent, and what became of it."""

    consent: Consent
    state: State
    ended_at: datetime | None
    """When it was withdrawn or replaced; empty for one that was withdrawn before withdrawals were written down."""
    noted_at: datetime | None
    """When the audit log, which cannot be changed, wrote down the same hash."""

    @property
    def computed_hash(self) -> str:
        """The hash of the text as it is kept now."""
        return hashlib.sha256(self.consent.text.encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        """The text is still the one whose hash was kept when the customer agreed."""
        return self.computed_hash == self.consent.text_hash

    @property
    def language_name(self) -> str:
        try:
            return str(get_language_info(self.consent.language)["name_translated"])
        except KeyError:
            return self.consent.language


def evidence_of(company: Company) -> list[Evidence]:
    """Every consent of a company, the newest first."""
    log = AuditEvent.objects.filter(organisation=company.organisation_id, object_id=company.public_id)
    events = list(log.filter(verb__in=[GIVEN, WITHDRAWN, ENDED]).order_by("created_at", "pk"))
    held = LinkSession.objects.filter(company=company).values_list("consent", flat=True).first()
    found: list[Evidence] = []
    later: Consent | None = None
    for consent in company.consents.select_related("link").order_by("-agreed_at", "-pk"):
        state, ended_at = (State.IN_FORCE, None) if consent.pk == held else _end_of(consent, later, events)
        found.append(Evidence(consent=consent, state=state, ended_at=ended_at, noted_at=_noted_at(consent, events)))
        later = consent
    return found


def _end_of(consent: Consent, later: Consent | None, events: Sequence[AuditEvent]) -> tuple[State, datetime | None]:
    """Whether a consent that is not in force was withdrawn, or replaced by a later one; and when."""
    until = later.agreed_at if later else datetime.max.replace(tzinfo=UTC)
    ends = (
        event.created_at for event in events if _withdraws(event) and consent.agreed_at <= event.created_at <= until
    )
    withdrawn_at = next(ends, None)
    if withdrawn_at is None and later is not None:
        return State.REPLACED, later.agreed_at
    return State.WITHDRAWN, withdrawn_at


def _withdraws(event: AuditEvent) -> bool:
    """A customer who disconnects withdraws; a member who unlinks ends the access and leaves the consent as it is."""
    by_customer = event.actor_kind == AuditEvent.Actor.CUSTOMER
    return event.verb == WITHDRAWN or (event.verb == ENDED and by_customer)


def _noted_at(consent: Consent, events: Sequence[AuditEvent]) -> datetime | None:
    same = (event for event in events if event.verb == GIVEN and event.data.get("hash") == consent.text_hash)
    return next((one.created_at for one in same if abs(one.created_at - consent.agreed_at) < NOTED_WITHIN), None)


def shown(evidence: Evidence) -> dict[str, Any]:
    """One consent for programs."""
    consent = evidence.consent
    return {
        "id": consent.public_id,
        "agreed": consent.agreed_at,
        "status": API_STATUS[evidence.state],
        "ended": evidence.ended_at,
        "text": consent.text,
        "textVersion": consent.text_version,
        "textHash": consent.text_hash,
        "hashAlgorithm": ALGORITHM,
        "textFitsHash": evidence.is_intact,
        "notedInAuditLog": evidence.noted_at,
        "language": consent.language,
        "networkAddress": consent.address,
        "userAgent": consent.user_agent,
        "linkIssued": consent.link.created_at if consent.link else None,
    }


def as_json(company: Company, found: Sequence[Evidence], *, taken_by: str, taken_at: datetime) -> str:
    """All of it as one JSON document."""
    whole = {
        "organisation": company.organisation.name,
        "company": {"id": company.public_id, "name": company.name},
        "exported": taken_at,
        "exportedBy": taken_by,
        "howToVerify": HOW,
        "verifyWith": VERIFY,
        "consents": [shown(each) for each in found],
    }
    return json.dumps(whole, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False) + "\n"


def as_text(company: Company, found: Sequence[Evidence], *, taken_by: str, taken_at: datetime) -> str:
    """All of it to be read and printed. Marks that name the consent enclose each text, so that it can be cut out."""
    head = [
        _("Consents of %(company)s to %(organisation)s")
        % {"company": company.name, "organisation": company.organisation.name},
        "",
        _line(_("Company ID"), company.public_id),
        _line(_("Exported"), _utc(taken_at)),
        _line(_("Exported by"), taken_by),
        _line(_("Consents"), len(found)),
        "",
        HOW,
    ]
    return "\n".join([*head, *(line for each in found for line in _paragraph(each))]) + "\n"


def _paragraph(evidence: Evidence) -> list[str]:
    consent = evidence.consent
    begin, end = f"-----BEGIN TEXT {consent.public_id}-----", f"-----END TEXT {consent.public_id}-----"
    link = _("issued %(moment)s") % {"moment": _utc(consent.link.created_at)} if consent.link else _("Deleted since")
    return [
        "",
        "=" * 72,
        _line(_("Consent ID"), consent.public_id),
        _line(_("Agreed"), _utc(consent.agreed_at)),
        _line(_("State"), " ".join(filter(None, [str(evidence.state.label), _utc(evidence.ended_at)]))),
        _line(_("Text version"), consent.text_version),
        _line(_("Language"), consent.language),
        _line(_("Network address"), consent.address or _("Not known")),
        _line(_("Browser"), consent.user_agent or _("It did not say")),
        _line(_("Link"), link),
        _line(ALGORITHM, consent.text_hash),
        _line(_("Text and hash"), _("fit") if evidence.is_intact else _("DO NOT FIT")),
        _line(_("Same hash in the audit log"), _utc(evidence.noted_at) or _("Not found")),
        "",
        begin,
        consent.text,
        end,
        "",
        _("To compute the hash of this text anew, put the name of this file in place of FILE:"),
        f"""awk '/^{end}$/{{f=0}} f{{printf "%s%s",n,$0; n="\\n"}} /^{begin}$/{{f=1}}' FILE | sha256sum""",
    ]


def _line(name: str, value: object) -> str:
    return f"{name}: {value}"


def _utc(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
