"""The Developers pages: webhooks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right
from portal.webhooks import actions
from portal.webhooks.forms import EndpointForm
from portal.webhooks.models import Delivery, Endpoint

LAST = 5


@right_required(Right.MANAGE_KEYS)
@never_cache
@require_http_methods(["GET", "POST"])
def endpoints(request: TenantRequest) -> HttpResponse:
    """List the addresses that are told, with their last deliveries; add one, whose secret is shown once."""
    form = EndpointForm(request.POST or None, organisation=request.organisation)
    added, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            added, secret = actions.add_endpoint(
                organisation=request.organisation, url=form.cleaned_data["url"], actor=request.membership.user
            )
        except actions.Refused as refusal:
            form.add_error("url", str(refusal))
        else:
            form = EndpointForm(organisation=request.organisation)
    last = Delivery.objects.select_related("event").order_by("-created_at", "-pk")
    context = {
        "place": "developers",
        "tab": "webhooks",
        "form": form,
        "added": added,
        "secret": secret,
        "endpoints": Endpoint.objects.filter(organisation=request.organisation)
        .defer("secret")
        .prefetch_related(Prefetch("deliveries", last[:LAST], to_attr="last_deliveries")),
    }
    return render(request, "webhooks/endpoints.html", context)


@right_required(Right.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
def remove_endpoint(request: TenantRequest, endpoint: UUID) -> HttpResponse:
    """Ask, then stop telling an address."""
    row = get_object_or_404(Endpoint, organisation=request.organisation, public_id=endpoint)
    if request.method == "POST":
        actions.remove_endpoint(endpoint=row, actor=request.membership.user)
        messages.success(request, _("%(url)s is not told any more.") % {"url": row.url})
        return redirect("webhooks:endpoints", request.organisation.slug)
    return render(request, "webhooks/remove_endpoint.html", {"place": "developers", "endpoint": row})


@right_required(Right.MANAGE_KEYS)
@require_POST
def send_test(request: TenantRequest, endpoint: UUID) -> HttpResponse:
    """Send a test event; its delivery appears in the list."""
    row = get_object_or_404(Endpoint, organisation=request.organisation, public_id=endpoint)
    actions.send_test(endpoint=row, actor=request.membership.user)
    messages.success(request, _("A test event is on its way to %(url)s.") % {"url": row.url})
    return redirect("webhooks:endpoints", request.organisation.slug)
