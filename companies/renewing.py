"""The work of a renewal: try a new sign-in beside the old one, and put it in its place if it opens the same books.

Where access was lost, because the old one was refused before the new one came or while it was tried, the books are
linked again with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.conversing import conversation
from companies.models import Connection, Renewal
from companies.probing import cause_of, mark_linked, plain, tell_organisation
from companies.telling import note
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.provider import Check, Provider, SignIn
from portal.lib.encrypted import UnreadableSecret
from portal.lib.runs import ClaimLost
from portal.lib.spoken import Text


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
            with _trying(connection, renewal.credentials, entity="") as provider:
                found = provider.sign_in()
            checks = list(found.checks)
            if _failed(checks) is None and _is_visible(connection, found):
                with _trying(connection, renewal.credentials, entity=connection.entity_id) as provider:
                    checks += provider.probe(connection.kinds)
        _settle(renewal, found, checks)
    except ProviderUnavailable:
        raise
    except ClaimLost:
        return
    except UnreadableSecret as error:
        _fail(renewal, _("The new sign-in cannot be read. Enter it again."), str(error))
    except ProviderError as error:
        give_up(renewal, error)


@contextmanager
def _trying(connection: Connection, credentials: Mapping[str, Any], *, entity: str | None) -> Iterator[Provider]:
    """Open the provider with other credentials than those that are kept; nothing is saved."""
    tried = Connection.objects.for_work().get(pk=connection.pk)
    tried.credentials, tried.entity_id = dict(credentials), entity
    with conversation(tried) as provider:
        yield provider


def _failed(checks: Sequence[Check]) -> Check | None:
    """The required check at which it ended; those behind it were not asked."""
    open_ones = [check for check in checks if check.is_required and check.outcome != "passed"]
    return next((check for check in open_ones if check.outcome == "failed"), open_ones[0] if open_ones else None)


def _is_visible(connection: Connection, found: SignIn) -> bool:
    """The new user may open the entity whose books are read."""
    entity = connection.entity_id or ""
    return entity in {each.id for each in found.entities} if found.entities else not entity


@transaction.atomic
def _settle(renewal: Renewal, found: SignIn, checks: Sequence[Check]) -> None:
    renewal.hold()
    connection = Connection.objects.select_for_update().get(pk=renewal.connection_id)
    failed = _failed(checks)
    if not connection.can_renew:
        renewal.finish(Renewal.Status.SKIPPED)
    elif failed is not None:
        tell_organisation(connection, checks)
        Renewal.objects.filter(pk=renewal.pk).update(verdict=plain(failed.verdict))
        _fail(renewal, cause_of(failed), failed.name)
    elif not _is_visible(connection, found):
        name = connection.entity_name or _("the top level")
        _fail(renewal, format_lazy(_("This user may not open {entity}, whose books are read."), entity=name), "entity")
    else:
        connection.credentials, connection.credentials_changed_at = renewal.credentials, now()
        connection.save(update_fields=["credentials", "credentials_changed_at"])
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
