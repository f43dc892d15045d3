"""The wizard on an organisation's own site: the page where members list such sites, and the script that these fetch."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_http_methods, require_safe

from portal.organisations import actions, embedding
from portal.organisations.access import TenantRequest, able, forbidden, member_required
from portal.organisations.forms import OwnSiteForm
from portal.organisations.roles import Right

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "portal" / "embed-v1.js"
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
}
"""The script is the same for all and knows nothing. Its address stays when it is mended, so it is asked for hourly."""


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_site(request: TenantRequest) -> HttpResponse:
    """List the sites that may open the wizard, and take the snippet along."""
    if request.method == "POST" and not request.membership.may(Right.CHANGE_SETTINGS):
        return forbidden(request, Right.CHANGE_SETTINGS)
    form = OwnSiteForm(request.POST if request.method == "POST" else None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        is_changed = actions.save_origins(
            organisation=request.organisation, actor=request.membership.user, origins=form.cleaned_data["origins"]
        )
        messages.success(request, _("Saved.")) if is_changed else messages.info(request, _("Nothing was changed."))
        return redirect("organisations:own_site", request.organisation.slug)
    context = {
        "place": "settings",
        "section": "face",
        "form": form,
        "origins": request.organisation.shown_face.embedding_origins,
        "snippet": embedding.snippet(),
        "portal": settings.PUBLIC_URL.rstrip("/"),
        "able": able(request, Right.CHANGE_SETTINGS),
    }
    return render(request, "organisations/own_site.html", context)


@cache
def _script() -> tuple[bytes, str]:
    """The script and its entity tag."""
    text = SCRIPT.read_bytes()
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'


@transaction.non_atomic_requests
@require_safe
@condition(etag_func=lambda request: _script()[1])
def script(request: HttpRequest) -> HttpResponse:
    """The script, for the pages of any site."""
    return HttpResponse(_script()[0], content_type="text/javascript; charset=utf-8", headers=FOR_EVERYBODY)
