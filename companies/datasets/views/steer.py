"""Steering reading by hand: now, everything again, not this one, not for a while."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companies.actions import Refused
from companies.books import books_of, to_books
from companies.datasets import actions, costs, steering
from companies.datasets.models import Sync
from companies.models import Company, Connection
from integrations.records import KINDS
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right


@right_required(Right.REFRESH_DATA)
@require_POST
def refresh(request: TenantRequest, public_id: str, kind: str = "") -> HttpResponse:
    """Read what has changed, of everything or of one data type, or say why that is not possible now."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    if kind and (connection is None or kind not in connection.kinds):
        raise Http404("No such data type of this company.")
    if connection is not None and _is_being_read(connection):
        messages.info(request, _("This company is being read already. The table shows how far it is."))
    _start(request, company, connection, kind=kind)
    if kind:
        return to_books("datasets:data", company, connection)
    return to_books("datasets:company", company, connection)


@right_required(Right.REFRESH_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def read_again(request: TenantRequest, public_id: str) -> HttpResponse:
    """Read everything again from the beginning, after saying what it costs."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    reason = actions.why_not(connection)
    if reason or connection is None:
        messages.warning(request, reason)
    elif _is_being_read(connection):
        messages.info(request, _("This company is being read now. Wait for its end, or cancel it first."))
    elif request.method == "POST":
        _start(request, company, connection, is_full=True)
    else:
        context = {
            "place": "companies",
            "company": company,
            "connection": connection,
            "cost": costs.costs_of(connection).everything,
            "record_count": sum(connection.datasets.values_list("record_count", flat=True)),
        }
        return render(request, "datasets/read_again.html", context)
    return to_books("companies:connection", company, connection)


@right_required(Right.REFRESH_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: TenantRequest, public_id: str) -> HttpResponse:
    """Stop the sync that is under way, after saying what stays."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    sync = company.syncs.unfinished().filter(connection=connection).first()
    if sync is None:
        messages.info(request, _("Nothing is being read now."))
    elif request.method == "POST":
        actions.cancel_sync(sync=sync, actor=request.membership.user)
        messages.success(request, _("Stopped. What was read stays, and the next reading goes on from there."))
    else:
        context = {"place": "companies", "company": company, "connection": connection, "sync": sync}
        return render(request, "datasets/cancel.html", context)
    return to_books("datasets:company", company, connection)


@right_required(Right.CHANGE_PLAN)
@require_POST
def pause(request: TenantRequest, public_id: str) -> HttpResponse:
    """Read nothing of this company for now."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    if connection is not None:
        try:
            steering.pause(connection=connection, actor=request.membership.user)
            messages.success(request, _("Paused. Nothing is read until somebody resumes it."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return to_books("companies:connection", company, connection)


@right_required(Right.CHANGE_PLAN)
@require_POST
def resume(request: TenantRequest, public_id: str) -> HttpResponse:
    """Let a paused company be read again."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    if connection is not None and connection.is_paused:
        steering.resume(connection=connection, actor=request.membership.user)
        messages.success(request, _("Resumed. What has become due meanwhile is read within a minute."))
    return to_books("companies:connection", company, connection)


def _is_being_read(connection: Connection) -> bool:
    return bool(Sync.objects.unfinished().filter(connection=connection).exists())


def _start(
    request: TenantRequest, company: Company, connection: Connection | None, *, kind: str = "", is_full: bool = False
) -> None:
    """Queue a reading, or say why not. What is being read already takes a kind in that it lacked."""
    if connection is None:
        messages.warning(request, actions.why_not(connection))
        return
    was_read = _is_being_read(connection)
    try:
        actions.start_sync(
            connection=connection,
            trigger=Sync.Trigger.REFRESH,
            kinds=[kind] if kind else None,
            is_full=is_full,
            requested_by=request.membership.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return
    if was_read:
        return
    if kind:
        messages.success(request, _("%(kind)s: reading starts.") % {"kind": KINDS[kind].label})
    else:
        messages.success(request, _("Reading starts. The table below moves with every page."))
