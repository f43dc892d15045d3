"""The work of a renewal: try a new sign-in beside the old one, and put it in its place if it opens the same books.

Where access was lost, because the old one was refused before the new one came or while it was tried, the books are
linked again with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.conversing import conversation
from companies.following import family_of, lock
from companies.models import Connection, Renewal
from companies.probing import cause_of, mark_linked, plain, tell_organisation
from companies.telling import note
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.provider import Check, SignIn
from portal.lib.encrypted import UnreadableSecret
from portal.lib.runs import ClaimLost
from portal.lib.spoken import Text, listed


def run(renewal: Renewal) -> None:
    """Run a claimed renewal to its end.

    Raises:
        ProviderUnavailable: nothing was learnt; the caller retries.
    """
    try:
        connection = Connection.objects.for_work().get(pk=renewal.connection_id)
        if not connection.can_renew or not renewal.credentials:
            renewal.finish(Renewal.Status.SKIPPED)
            return
        with renewal.beating():
            with conversation(connection, renewal.credentials, entity="") as provider:
                found = provider.sign_in()
            checks = list(found.checks)
            if _failed(checks) is None and not _hidden(connection, found):
                with conversation(connection, renewal.credentials) as provider:
                    checks += provider.probe(connection.kinds)
                    checks += provider.enter(connection.further_entities)
        _settle(renewal, found, checks)
    except ProviderUnavailable:
        raise
    except ClaimLost:
        return
    except UnreadableSecret as error:
        _fail(renewal, _("The new sign-in cannot be read. Enter it again."), str(error))
    except ProviderError as error:
        give_up(renewal, error)


def _failed(checks: Sequence[Check]) -> Check | None:
    """The required check at which it ended; those behind it were not asked."""
    open_ones = [check for check in checks if check.is_required and check.outcome != "passed"]
    return next((check for check in open_ones if check.outcome == "failed"), open_ones[0] if open_ones else None)


def _hidden(connection: Connection, found: SignIn) -> list[Text]:
    """The entities whose books are read and that the new user may not open, by name."""
    shown = {each.id for each in found.entities} if found.entities else {""}
    names: dict[str, Text] = {each.id: each.name for each in connection.further_entities}
    names[connection.entity_id or ""] = connection.entity_name or _("the top level")
    return [names.get(one, one) for one in connection.entity_ids if one not in shown]


@transaction.atomic
def _settle(renewal: Renewal, found: SignIn, checks: Sequence[Check]) -> None:
    lock(renewal.connection_id)
    renewal.hold()
    connection, *followers = family_of(renewal.connection)
    failed, hidden = _failed(checks), _hidden(connection, found)
    if not connection.can_renew:
        renewal.finish(Renewal.Status.SKIPPED)
    elif failed is not None:
        tell_organisation(connection, checks)
        Renewal.objects.filter(pk=renewal.pk).update(verdict=plain(failed.verdict))
        _fail(renewal, cause_of(failed), failed.name)
    elif hidden:
        failure = format_lazy(_("This user may not open {entity}, whose books are read."), entity=listed(hidden))
        _fail(renewal, failure, "entity")
    else:
        moment = now()
        for each in (connection, *(follower for follower in followers if follower.is_linked)):
            each.credentials, each.credentials_changed_at = renewal.credentials, moment
            each.save(update_fields=["credentials", "credentials_changed_at"])
        note(connection.company, None, "credentials.renewed", account=connection.account_id)
        mark_linked(connection)
        renewal.finish(Renewal.Status.SUCCEEDED)


@transaction.atomic
def give_up(renewal: Renewal, error: ProviderError) -> None:
    """End a renewal that was not answered."""
    if error.verdict is not None:
        Renewal.objects.filter(pk=renewal.pk).update(verdict=plain(error.verdict))
    _fail(renewal, error.user_message, str(error))


def _fail(renewal: Renewal, failure: Text, detail: str) -> None:
    renewal.finish(Renewal.Status.FAILED, failure=failure, detail=detail)
