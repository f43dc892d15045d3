"""The Developers pages: API keys."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.organisations import actions
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.forms import ApiKeyForm
from portal.organisations.roles import Right, Role


@right_required(Right.MANAGE_KEYS)
@never_cache
@require_http_methods(["GET", "POST"])
def developers(request: TenantRequest) -> HttpResponse:
    """List the API keys; create one, which is shown on this answer and never again."""
    form = ApiKeyForm(request.POST or None, membership=request.membership)
    new_key = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, new_key = actions.issue_api_key(
                organisation=request.organisation,
                name=form.cleaned_data["name"],
                role=Role(form.cleaned_data["role"]),
                user=request.membership.user,
            )
        except actions.Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            form = ApiKeyForm(membership=request.membership)
    context = {
        "place": "developers",
        "tab": "keys",
        "form": form,
        "new_key": new_key,
        "keys": request.organisation.api_keys.select_related("created_by"),
        "api_url": f"{settings.PUBLIC_URL}/api",
    }
    return render(request, "organisations/developers.html", context)


@right_required(Right.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
def revoke_key(request: TenantRequest, key: UUID) -> HttpResponse:
    """Ask, then end a key at once."""
    row = get_object_or_404(request.organisation.api_keys.filter(revoked_at__isnull=True), public_id=key)
    if request.method == "POST":
        actions.revoke_api_key(api_key=row, actor=request.membership.user)
        messages.success(request, _("The key %(name)s is revoked. Calls with it are refused.") % {"name": row.name})
        return redirect("organisations:developers", request.organisation.slug)
    return render(request, "organisations/revoke_key.html", {"place": "developers", "key": row})
