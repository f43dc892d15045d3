"""How customers see an organisation: the page where members choose it, and what browsers fetch of it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.lib.colours import parsed
from portal.organisations import accents, actions, redirects
from portal.organisations.access import TenantRequest, able, forbidden, member_required
from portal.organisations.forms import FaceForm
from portal.organisations.models import Face
from portal.organisations.roles import Right

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
"""For what is found under a digest of itself: it never becomes anything else."""


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def face(request: TenantRequest) -> HttpResponse:
    """Choose logo, colour, words and the address at the end; those who may not change it see it all the same."""
    if request.method == "POST" and not request.membership.may(Right.CHANGE_SETTINGS):
        return forbidden(request, Right.CHANGE_SETTINGS)
    is_sent = request.method == "POST"
    form = FaceForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, organisation=request.organisation
    )
    if is_sent and form.is_valid():
        _save(request, form)
        return redirect("organisations:face", request.organisation.slug)
    accent = request.organisation.shown_face.accent
    context = {
        "place": "settings",
        "section": "face",
        "form": form,
        "face": request.organisation.shown_face,
        "shown": accents.shown(accent) if accent else None,
        "names": redirects.NAMES,
        "appended": redirects.APPENDED,
        "able": able(request, Right.CHANGE_SETTINGS),
    }
    return render(request, "organisations/face.html", context)


def _save(request: TenantRequest, form: FaceForm) -> None:
    values = dict(form.cleaned_data)
    picture, is_removed = values.pop("logo"), values.pop("remove_logo")
    values.pop("accent_picked")
    organisation, actor = request.organisation, request.membership.user
    is_changed = actions.save_face(organisation=organisation, actor=actor, **values)
    if picture or is_removed:
        is_changed = actions.save_logo(organisation=organisation, actor=actor, picture=picture) or is_changed
    if is_changed:
        messages.success(request, _("Saved. Your customers see it from now on; below is how."))
    else:
        messages.info(request, _("Nothing was changed."))


@transaction.non_atomic_requests
@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """A logo, for customers, who have no sign-in: found only by who knows its digest."""
    found = Face.objects.filter(logo_digest=digest).values_list("logo", flat=True).first()
    if not found:
        raise Http404("No logo has this digest.")
    return HttpResponse(bytes(found), content_type="image/png", headers=FOR_EVER)


@transaction.non_atomic_requests
@require_safe
def accent(request: HttpRequest, name: str) -> HttpResponse:
    """The stylesheet of a colour; it is computed from its own name."""
    try:
        chosen = parsed(name.partition("-")[0])
    except ValueError as fault:
        raise Http404("This is no colour.") from fault
    if accents.name_of(chosen) != name:
        raise Http404("The stylesheet of this colour has another name now.")
    return HttpResponse(accents.stylesheet(chosen), content_type="text/css; charset=utf-8", headers=FOR_EVER)
