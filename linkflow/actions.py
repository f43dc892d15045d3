"""What customers do in the wizard. It writes its own progress; to companies it writes through their actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from celery import chain
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies import actions as companies
from companies.actions import Refused
from companies.datasets.actions import forget_books, prepare_sync
from companies.datasets.models import Sync
from companies.datasets.planning import plan
from companies.mailing import warn_members
from companies.models import Company, Connection, Link, Probe, ProbeCheck, Renewal
from companies.probing import mark_linked
from companies.tasks import run_probe
from companies.telling import note
from integrations.models import Integration
from linkflow import reading
from linkflow.consent import ConsentText
from linkflow.evidence import Evidence, evidence_of
from linkflow.models import Consent, LinkSession
from linkflow.offering import obstacle
from linkflow.tasks import begin_reading
from linkflow.visitors import Visitor
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.lib.runs import send
from portal.lib.spoken import in_house
from portal.organisations.models import ApiKey

NOT_AGAIN_WITHIN = timedelta(hours=12)
"""How long we keep quiet after telling an organisation that its customers find nothing to choose."""
WRITTEN_DOWN_EVERY = timedelta(days=1)
"""How often it is written down that the same key asked for the same consents."""


def session_of(*, link: Link) -> LinkSession:
    """The way of the link's company through the wizard, begun now if nobody has been here before."""
    session, _is_new = LinkSession.objects.get_or_create(
        company=link.company, defaults={"organisation": link.organisation, "link": link}
    )
    if session.link_id != link.pk:
        session.link = link
        session.save(update_fields=["link"])
    return session


@transaction.atomic
def open_session(*, link: Link, query: Mapping[str, str] | None = None) -> LinkSession:
    """Count an opening of the link; progress is the company's, whoever opens it, on whichever device.

    ``query`` is what the Link URL brings along for the way back; if that is nothing, what it brought before stays.
    """
    Link.objects.filter(pk=link.pk).update(open_count=F("open_count") + 1, last_opened_at=now())
    if link.open_count == 0:
        _note(session_of(link=link), "link.opened")
    session = session_of(link=link)
    if query and query != session.query:
        session.query = dict(query)
        session.save(update_fields=["query"])
    return close(session=session) if session.is_linked else session


@transaction.atomic
def record_consent(*, session: LinkSession, text: ConsentText, visitor: Visitor) -> Consent:
    """Keep what was agreed to, in which words, when and from where; the consent there is stays if it says the same."""
    session = _locked(session)
    held = session.consent
    if held is not None and (held.text_hash, held.text_version) == (text.hash, text.version):
        return held
    session.consent = Consent.objects.create(
        organisation=session.organisation,
        company=session.company,
        link=session.link,
        text=str(text),
        text_version=text.version,
        text_hash=text.hash,
        wording=session.organisation.wording_versions.filter(number=text.number).first(),
        language=visitor.language,
        address=visitor.address,
        user_agent=visitor.user_agent,
    )
    session.save(update_fields=["consent"])
    _note(session, "consent.given", version=text.version, hash=text.hash)
    had_more_to_agree_to = session.is_linked and session.wants_more
    session.company.agreed_kinds, session.company.agreed_once = list(text.kinds), text.is_for_one_reading
    session.company.save(update_fields=["agreed_kinds", "agreed_once"])
    if had_more_to_agree_to:
        _read_more(session)
    return session.consent


def _read_more(session: LinkSession) -> None:
    """Plan what was agreed to behind the rest, and check whether the user may read it."""
    plan(Connection.objects.for_work().linked().filter(company=session.company))
    companies.start_probe(connection=_connection(session), kind=Probe.Kind.PERMISSIONS)


@transaction.atomic
def choose_software(*, session: LinkSession, integration: Integration) -> LinkSession:
    """Choose where the books are kept; this begins the connection. Answers about other software are forgotten."""
    session = _locked(session)
    if session.integration_id != integration.pk:
        session.answers, session.done, session.before = {}, [], {}
    session.integration = integration
    session.connection = companies.begin_connection(
        company=session.company, integration=integration, actor=session.company.name
    )
    session.save(update_fields=["integration", "connection", "answers", "done", "before"])
    return session


@transaction.atomic
def remember(*, session: LinkSession, answers: Mapping[str, Any]) -> LinkSession:
    """Keep what the customer told us. Never hand a secret in."""
    session = _locked(session)
    session.answers = {**session.answers, **answers}
    session.save(update_fields=["answers"])
    return session


@transaction.atomic
def tick(*, session: LinkSession, name: str, on: Collection[str], off: Collection[str]) -> LinkSession:
    """Tick some rows of a list and take the ticks off others; all other rows stay as they are by now."""
    session = _locked(session)
    left = [key for key in session.answers.get(name, ()) if key not in off]
    session.answers = {**session.answers, name: [*left, *sorted(set(on).difference(left))]}
    session.save(update_fields=["answers"])
    return session


@transaction.atomic
def confirm_task(*, session: LinkSession, slug: str, title: str) -> LinkSession:
    """Mark a task of the guide as done."""
    session = _locked(session)
    if slug not in session.done:
        session.done = [*session.done, slug]
        session.save(update_fields=["done"])
        _note(session, "task.done", task=title, slug=slug)
    return session


@transaction.atomic
def reopen_task(*, session: LinkSession, slug: str, title: str) -> LinkSession:
    """Mark a task of the guide as not done after all."""
    session = _locked(session)
    if slug in session.done:
        session.done = [each for each in session.done if each != slug]
        session.save(update_fields=["done"])
        _note(session, "task.reopened", task=title, slug=slug)
    return session


@transaction.atomic
def sign_in(*, session: LinkSession, credentials: Mapping[str, Any], answers: Mapping[str, Any]) -> Probe:
    """Hand credentials over to the connection, which tries them once; keep only ``answers``, the part without secrets.

    Raises:
        Refused: the books are connected already.
    """
    session = _locked(session)
    connection = _connection(session)
    if connection.linked_at is not None and not session.before:
        session.before = {
            "account": connection.account_id,
            "entity": connection.entity_id or "",
            "further": connection.further_ids,
            "entity_name": connection.entity_names,
        }
    session.answers = {**session.answers, **answers}
    session.save(update_fields=["answers", "before"])
    return companies.connect(connection=connection, credentials=credentials, actor=session.company.name)


@transaction.atomic
def sign_in_again(*, session: LinkSession) -> Probe:
    """Try the credentials that we still hold once more, because a person asked for it.

    Raises:
        Refused: there are none; a refused password is never kept.
    """
    connection = _connection(_locked(session))
    if not connection.has_credentials:
        raise Refused(_("Enter the password again. A refused one is not kept."))
    return companies.start_probe(connection=connection, kind=Probe.Kind.SIGN_IN)


@transaction.atomic
def renew(*, session: LinkSession, credentials: Mapping[str, Any]) -> Renewal:
    """Have a new sign-in tried for books that are connected; the old one goes on working until it has passed.

    Raises:
        Refused: not connected, or the sign-in is for another account.
    """
    connection = _connection(_locked(session))
    return companies.renew(connection=connection, credentials=credentials, actor=session.company.name)


@transaction.atomic
def choose_entities(*, session: LinkSession, entity_ids: Sequence[str]) -> LinkSession:
    """Choose whose books are read, as long as nothing is read yet.

    Raises:
        Refused: connected already, no such entity, or not these together.
    """
    session = _locked(session)
    connection = _connection(session)
    if connection.is_linked:
        raise Refused(_("These books are connected already."))
    session.connection = companies.choose_entities(
        connection=connection, entity_ids=entity_ids, actor=session.company.name
    )
    session.save(update_fields=["connection"])
    return session


@transaction.atomic
def accept_other_books(*, session: LinkSession) -> LinkSession:
    """Agree that other books are connected from now on than were before.

    What was read of another account is deleted. Entities of the same account that were taken away keep what was read.
    """
    session = _locked(session)
    connection = _connection(session)
    if connection.held_entity != connection.entity_id:
        forget_books(connection=connection)
    companies.forget_followers(connection=connection)
    session.before = {}
    session.save(update_fields=["before"])
    _note(session, "other_books.accepted", account=connection.account_id)
    return session


@transaction.atomic
def finish(*, session: LinkSession) -> Probe:
    """Queue the check of all rights and the first reading behind it; return the check there is if it has begun.

    Raises:
        Refused: not signed in, no entity chosen, or other books than before were not agreed to.
    """
    session = _locked(session)
    connection = _connection(session)
    if not (session.is_signed_in and session.has_entity) or session.has_other_books:
        raise Refused(_("Sign in and choose the entity first."))
    if session.permission_probes:
        return session.permission_probes[0]
    return _check_and_read(connection, only=())


@transaction.atomic
def recheck(*, session: LinkSession) -> Probe:
    """Check the missing rights again, and read as soon as none is missing; return the check under way if there is one.

    Raises:
        Refused: nothing has been checked yet, or nothing is missing.
    """
    session = _locked(session)
    connection = _connection(session)
    if connection.is_linked or not session.is_signed_in or not session.permission_probes:
        raise Refused(_("There is nothing to check again."))
    return _check_and_read(connection, only=missing_checks(session.permission_probes))


@transaction.atomic
def go_without(*, session: LinkSession) -> LinkSession:
    """Connect books that are read once, without the parts that only optional rights open.

    Raises:
        Refused: something required is missing, or everything has been granted meanwhile.
    """
    session = _locked(session)
    if not session.lacks_optional:
        raise Refused(_("There is nothing left to decide."))
    connection = Connection.objects.for_work().get(pk=_connection(session).pk)
    mark_linked(connection)
    reading.begin(connection)
    return session


def missing_checks(probes: Sequence[Probe]) -> list[str]:
    """Names of the checks whose newest outcome is not a pass; empty, for all, while nothing is known."""
    return [check.name for check in newest_checks(probes) if not check.is_passed]


def newest_checks(probes: Sequence[Probe]) -> list[ProbeCheck]:
    """Each check as it came out last, in the order of the widest probe. ``probes`` are newest first."""
    newest: dict[str, ProbeCheck] = {}
    for probe in reversed(probes):
        for check in probe.checks.all():
            if check.outcome != ProbeCheck.Outcome.WAITING or check.name not in newest:
                newest[check.name] = check
    return list(newest.values())


@transaction.atomic
def close(*, session: LinkSession) -> LinkSession:
    """End the way through the wizard of a company whose books are connected, and see that they are being read."""
    session = _locked(session)
    if session.is_linked and session.finished_at is None:
        session.finished_at, session.before = now(), {}
        session.save(update_fields=["finished_at", "before"])
        reading.begin(_connection(session))
    return session


@transaction.atomic
def disconnect(*, session: LinkSession) -> LinkSession:
    """Withdraw: erase the credentials and the consent's effect. What the customer set up is remembered."""
    session = _locked(session)
    if session.can_disconnect:
        companies.unlink(connection=_connection(session), actor=session.company.name)
    if session.consent is not None:
        _note(session, "consent.withdrawn", version=session.consent.text_version, hash=session.consent.text_hash)
    session.consent, session.finished_at = None, None
    session.save(update_fields=["consent", "finished_at"])
    return session


@transaction.atomic
def export_consents(*, company: Company, actor: User, format: str) -> list[Evidence]:
    """Hand out what a company agreed to, and write down who took it."""
    note(company, actor, "consent.exported", format=format)
    return evidence_of(company)


@transaction.atomic
def export_consents_to_program(*, company: Company, key: ApiKey) -> list[Evidence]:
    """Hand the same out to a program, and write it down once a day for each key, however often it asks."""
    since, key_id = now() - WRITTEN_DOWN_EVERY, str(key.public_id)
    taken = company.organisation.audit_events.filter(verb="consent.exported", object_id=company.public_id)
    if not taken.filter(actor_kind=AuditEvent.Actor.KEY, data__key=key_id, created_at__gt=since).exists():
        note(company, key.name, "consent.exported", kind=AuditEvent.Actor.KEY, format="api", key=key_id)
    return evidence_of(company)


@transaction.atomic
def stand_at(*, session: LinkSession, slug: str, title: str) -> None:
    """Note where the customer is, for the organisation that waits."""
    LinkSession.objects.filter(pk=session.pk).update(last_step=slug, last_step_title=title[:200], last_seen_at=now())


@transaction.atomic
def tell_nothing_to_choose(*, session: LinkSession, chosen: Integration | None = None) -> None:
    """Tell the organisation that its customer cannot go on: nothing is offered, or not any more what was chosen."""
    verb, cause = obstacle(chosen)
    told = session.organisation.audit_events.filter(
        verb=verb, object_id=session.company.public_id, created_at__gt=now() - NOT_AGAIN_WITHIN
    )
    if not told.exists():
        _note(session, verb, **({"provider": chosen.name} if chosen else {}))
        warn_members(session.company, in_house(cause))


def _check_and_read(connection: Connection, *, only: Sequence[str]) -> Probe:
    """Queue a probe and, behind it, the reading that it lets begin; a probe under way keeps its own."""
    probe, is_new = companies.queue_probe(connection=connection, kind=Probe.Kind.PERMISSIONS, only=only)
    if is_new:
        sync = reading.newest(connection)
        if sync is None or sync.status != Sync.Status.SKIPPED:
            prepare_sync(connection=connection, trigger=Sync.Trigger.LINK)
        send(chain(run_probe.si(probe.pk), begin_reading.si(connection.pk)), probe)
    return probe


def _locked(session: LinkSession) -> LinkSession:
    """The session as it stands now, held against another tab until the transaction ends."""
    rows = LinkSession.objects.select_for_update(of=("self",))
    return rows.with_everything().get(pk=session.pk)


def _connection(session: LinkSession) -> Connection:
    if session.connection is None:
        raise Refused(_("Select your accounting software first."))
    return session.connection


def _note(session: LinkSession, verb: str, **data: Any) -> None:
    """Whoever holds the link speaks for the company."""
    note(session.company, session.company.name, verb, **data)
