"""What people do with companies, links and connections: the only writes, each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.following import lead_with, let_go, lock
from companies.mailing import Correspondence, Occasion, mail_customer, tell_customer, tell_members
from companies.models import Company, Connection, Link, Probe, Renewal
from companies.tasks import run_probe, run_renewal
from companies.telling import note, tell
from companies.tries import why_no_try
from integrations.models import Integration
from portal.accounts.models import User
from portal.audit.actions import Actor
from portal.lib.runs import queue
from portal.mails.actions import forget_mails
from portal.mails.models import Mail
from portal.organisations.models import Organisation
from portal.webhooks.actions import emit

ENDED = ("credentials", "credentials_changed_at", "status", "status_reason", "status_owner", "status_changed_at")


class Refused(Exception):
    """An action cannot be done now; ``str()`` is the reason, for the person who tried."""


@transaction.atomic
def create_company(
    *, organisation: Organisation, name: str, is_test: bool, actor: User, public_id: UUID | None = None
) -> Company:
    """Create a company together with its first link.

    ``public_id`` comes from the form: the same form sent twice finds the company that it made the first time.
    """
    public_id = public_id or uuid4()
    if Company.objects.filter(public_id=public_id).exclude(organisation=organisation).exists():
        public_id = uuid4()
    company, is_new = Company.objects.get_or_create(
        public_id=public_id,
        organisation=organisation,
        defaults={"name": name, "is_test": is_test, "created_by": actor},
    )
    if not is_new:
        return company
    note(company, actor, "company.created")
    emit("company.created", organisation=organisation, company=company.public_id)
    issue_link(company=company, actor=actor)
    return company


@transaction.atomic
def rename_company(*, company: Company, name: str, is_test: bool, actor: User) -> Company:
    """Change a company's name or test mark; connections are not touched."""
    before = company.name
    company.name, company.is_test = name, is_test
    company.save(update_fields=["name", "is_test"])
    note(company, actor, "company.renamed", before=before)
    return company


@transaction.atomic
def delete_company(*, company: Company, actor: User) -> None:
    """Delete a company with its connections, credentials, everything that was read, and whom it was written to."""
    note(company, actor, "company.deleted")
    emit("company.deleted", organisation=company.organisation, company=company.public_id)
    forget_mails(organisation=company.organisation, about=company.public_id)
    company.delete()


@transaction.atomic
def issue_link(*, company: Company, actor: Actor) -> Link:
    """Issue a link; the previous one stops working."""
    live = company.links.filter(revoked_at__isnull=True)
    live.update(revoked_at=now())  # before the company is locked, as whoever holds a link may be waiting for that
    _locked(company)
    live.update(revoked_at=now())  # and what somebody else issued at the same moment
    _answer(company)
    link = Link.objects.create(
        organisation=company.organisation,
        company=company,
        created_by=actor if isinstance(actor, User) else None,
        expires_at=now() + timedelta(days=company.organisation.link_lifetime_days),
    )
    note(company, actor, "link.issued", expires_at=link.expires_at.isoformat())
    return link


@transaction.atomic
def mail_link(*, company: Company, email: str, name: str = "", language: str = "", actor: User) -> Mail:
    """Send the Link URL to a customer by e-mail; who had asked for a new one has it then.

    Raises:
        Refused: no link works, or this was mailed often enough today.
    """
    company = _locked(company)
    if reason := Correspondence(company, company.live_link).why_no_invitation(email):
        raise Refused(reason)
    mail = mail_customer(
        Occasion.INVITATION, company, email=email, name=name, language=language or get_language() or "", asked_by=actor
    )
    note(company, actor, "link.mailed")
    _answer(company)
    return mail


@transaction.atomic
def remind(*, company: Company, actor: User) -> Mail:
    """Tell the customer who was invited by e-mail that the link waits.

    Raises:
        Refused: nobody was invited, nothing waits, or a mail was sent within a day.
    """
    company = _locked(company)
    correspondence = Correspondence(company, company.live_link)
    reason, invited = correspondence.why_no_reminder, correspondence.invited
    if reason or invited is None:
        raise Refused(reason)
    mail = mail_customer(
        Occasion.REMINDER,
        company,
        email=invited.recipient,
        name=invited.recipient_name,
        language=invited.language,
        asked_by=actor,
    )
    note(company, actor, "link.reminded")
    return mail


@transaction.atomic
def ask_anew(*, link: Link) -> Link:
    """Tell the organisation that the holder of a link that ended wants a new one; once in a while only."""
    link = Link.objects.select_for_update(of=("self",)).select_related("company__organisation").get(pk=link.pk)
    if not link.may_ask_anew:
        return link
    link.asked_anew_at = link.company.asked_anew_at = now()
    link.save(update_fields=["asked_anew_at"])
    link.company.save(update_fields=["asked_anew_at"])
    note(link.company, link.company.name, "link.asked_anew")
    tell_members(Occasion.ASKED_ANEW, link.company)
    return link


@transaction.atomic
def answer_asked_anew(*, company: Company, actor: User) -> Company:
    """Note that the customer who asked for a new link has one, by whatever way it was sent."""
    company = _locked(company)
    if company.asked_anew_at is not None:
        note(company, actor, "link.answered")
        _answer(company)
    return company


@transaction.atomic
def revoke_link(*, link: Link, actor: Actor) -> Link:
    """Make a link useless at once; progress and connection stay."""
    if link.revoked_at is None:
        link.revoked_at = now()
        link.save(update_fields=["revoked_at"])
        note(link.company, actor, "link.revoked")
    return link


@transaction.atomic
def begin_connection(*, company: Company, integration: Integration, actor: Actor) -> Connection:
    """Start connecting a company through an integration; return the connection there already is."""
    connection: Connection
    connection, is_new = Connection.objects.get_or_create(
        company=company, integration=integration, lead=None, defaults={"organisation": company.organisation}
    )
    if is_new:
        note(company, actor, "connection.begun", provider=integration.provider)
        tell("connection.created", connection)
    return connection


@transaction.atomic
def connect(*, connection: Connection, credentials: Mapping[str, Any], actor: Actor) -> Probe:
    """Keep new credentials, encrypted, and queue a sign-in probe that tries them once.

    Raises:
        Refused: the connection is linked, and must be disconnected first; or too many sign-ins were refused lately.
    """
    if lock(connection.pk) == Connection.Status.LINKED:
        raise Refused(_("These books are connected already."))
    if reason := why_no_try(connection):
        raise Refused(reason)
    connection.credentials = dict(credentials)
    connection.credentials_changed_at = now()
    connection.account_id = connection.integration.provider_class.account_id(credentials)
    connection.status = Connection.Status.PENDING
    connection.status_reason, connection.status_owner = "", ""
    connection.status_changed_at = now()
    connection.entity_id, connection.entity_name, connection.entities = None, "", []
    connection.is_multi_entity, connection.facts, connection.further_ids = None, {}, []
    connection.paused_at, connection.chosen_at = None, None
    connection.failure_count, connection.retry_at, connection.retry_reason = 0, None, ""
    connection.save()
    let_go(connection)
    connection.probes.unfinished().update(status=Probe.Status.SKIPPED, finished_at=now(), claim_id=None)
    _drop_renewals(connection)
    note(connection.company, actor, "credentials.entered", account=connection.account_id)
    return start_probe(connection=connection, kind=Probe.Kind.SIGN_IN)


@transaction.atomic
def renew(*, connection: Connection, credentials: Mapping[str, Any], actor: Actor) -> Renewal:
    """Try a new sign-in for books that are connected; the old one goes on working until this one has proved itself.

    Where access was lost, the books are connected again once it has.

    Raises:
        Refused: not connected, the sign-in is for another account, or too many were refused lately.
    """
    connection = Connection.objects.select_for_update(of=("self",)).select_related("integration").get(pk=connection.pk)
    if not connection.can_renew:
        raise Refused(_("These books are not connected. Connect them first."))
    account = connection.integration.provider_class.account_id(credentials)
    if account.casefold() != connection.account_id.casefold():
        wanted = {"account": connection.account_id}
        raise Refused(_("The books that are read are those of %(account)s. To change that, disconnect first.") % wanted)
    if reason := why_no_try(connection):
        raise Refused(reason)
    _drop_renewals(connection)
    renewal = Renewal.objects.create(
        organisation=connection.organisation, connection=connection, credentials=dict(credentials)
    )
    note(connection.company, actor, "credentials.offered", account=account)
    queue(run_renewal, renewal)
    return renewal


def _drop_renewals(connection: Connection) -> None:
    """Give up what is being tried, and erase it."""
    unfinished = Renewal.objects.filter(connection=connection).unfinished()
    unfinished.update(status=Renewal.Status.SKIPPED, finished_at=now(), claim_id=None, credentials=None)


@transaction.atomic
def choose_entities(*, connection: Connection, entity_ids: Sequence[str], actor: Actor) -> Connection:
    """Choose whose books are read, of the entities that the sign-in showed; an empty id is the top level.

    Returns the connection that leads from now on: books that were read before stay with theirs. What was checked
    before counts no more.

    Raises:
        Refused: not in the list, several where one is allowed, the top level together with others, or linked by now.
    """
    if lock(connection.pk) == Connection.Status.LINKED:
        raise Refused(_("These books are connected already."))
    chosen = [entity for entity in connection.entity_choices if entity.id in entity_ids]
    if not chosen or len(chosen) != len(set(entity_ids)):
        raise Refused(_("Choose one of the entities in the list."))
    if len(chosen) > 1:
        if not connection.integration.allows_several_entities:
            raise Refused(_("Choose one entity only."))
        if "" in entity_ids:
            raise Refused(_("The top level holds all entities. Choose it alone, or take it out."))
    own = next((entity for entity in chosen if entity.id == connection.held_entity), chosen[0])
    lead = lead_with(connection, own)
    lead.entity_id, lead.entity_name, lead.chosen_at = own.id, own.name, now()
    lead.further_ids = [entity.id for entity in chosen if entity != own]
    lead.save(update_fields=["entity_id", "entity_name", "further_ids", "chosen_at"])
    checks = lead.probes.unfinished().filter(kind=Probe.Kind.PERMISSIONS)
    checks.update(status=Probe.Status.SKIPPED, finished_at=now(), claim_id=None)
    note(lead.company, actor, "entity.chosen", entity=lead.entity_names)
    return lead


@transaction.atomic
def forget_followers(*, connection: Connection) -> None:
    """Delete the connections to entities of another account than the lead reads now, with all that was read."""
    for follower in connection.followers.all():
        if follower.account_id.casefold() != connection.account_id.casefold():
            follower.delete()


@transaction.atomic
def queue_probe(*, connection: Connection, kind: str, only: Sequence[str] = ()) -> tuple[Probe, bool]:
    """Create a probe row, or return the unfinished one; the second value says whether it is new."""
    if probe := connection.probes.unfinished().filter(kind=kind).first():
        return probe, False
    try:
        with transaction.atomic():
            probe = Probe.objects.create(
                organisation=connection.organisation,
                connection=connection,
                kind=kind,
                only=list(only),
                account_id=connection.account_id,
            )
    except IntegrityError:  # somebody else was quicker: theirs is as good as ours
        return connection.probes.unfinished().get(kind=kind), False
    return probe, True


@transaction.atomic
def start_probe(*, connection: Connection, kind: str, only: Sequence[str] = ()) -> Probe:
    """Queue checks of a connection; return the run there already is."""
    probe, is_new = queue_probe(connection=connection, kind=kind, only=only)
    if is_new:
        queue(run_probe, probe)
    return probe


@transaction.atomic
def check_connection(*, connection: Connection, actor: User) -> Probe:
    """Look again whether a connection works: the rights where they have been checked before, else the sign-in.

    As long as the customer is still connecting, only what was checked of these very books counts: a passed check of
    rights links them, and whether it may is for the customer to say.

    Raises:
        Refused: there is no sign-in data to try.
    """
    if not connection.has_credentials:
        raise Refused(_("There is nothing to check: no sign-in data is kept for this connection."))
    is_pending = connection.status == Connection.Status.PENDING
    rights = connection.checks_of_rights if is_pending else connection.probes.filter(kind=Probe.Kind.PERMISSIONS)
    has_rights = rights.exists()
    note(connection.company, actor, "connection.checked")
    return start_probe(connection=connection, kind=Probe.Kind.PERMISSIONS if has_rights else Probe.Kind.SIGN_IN)


@transaction.atomic
def unlink(*, connection: Connection, actor: Actor) -> Connection:
    """Disconnect a company, with all its entities: erase the credentials at once; what was read stays.

    One that was disconnected meanwhile stays so, and nobody is told twice.
    """
    if lock(connection.pk) == Connection.Status.UNLINKED:
        return connection
    connection.reread()
    was_connected = connection.status in (Connection.Status.LINKED, Connection.Status.DEAUTHORISED)
    connection.credentials = None
    connection.credentials_changed_at = None
    connection.status = Connection.Status.UNLINKED
    connection.status_reason, connection.status_owner = "", ""
    connection.status_changed_at = now()
    connection.save(update_fields=ENDED)
    let_go(connection)
    connection.probes.unfinished().update(status=Probe.Status.SKIPPED, finished_at=now(), claim_id=None)
    _drop_renewals(connection)
    note(connection.company, actor, "connection.unlinked")
    tell("connection.disconnected", connection)
    if was_connected:
        tell_members(Occasion.DISCONNECTED, connection.company)
        tell_customer(Occasion.DISCONNECTED, connection.company)
    return connection


def _locked(company: Company) -> Company:
    """The company as it stands now, held against a second click until the transaction ends."""
    return Company.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=company.pk)


def _answer(company: Company) -> None:
    """Whoever asked for a new link waits no longer."""
    Company.objects.filter(pk=company.pk, asked_anew_at__isnull=False).update(asked_anew_at=None)
    company.asked_anew_at = None
