"""The people of an organisation, and the page that an invited person opens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.actions import Refused
from portal.organisations.models import Membership
from portal.organisations.roles import MATRIX, Right, Role
from portal.people import actions
from portal.people.forms import InviteForm, JoinForm, RoleForm
from portal.people.models import Invitation
from portal.people.tokens import invitation_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@right_required(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def people(request: TenantRequest) -> HttpResponse:
    """List members and invitations; invite somebody."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(
                organisation=request.organisation,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                actor=request.membership.user,
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(email)s is invited.") % {"email": invitation.email})
            return redirect("people:people", request.organisation.slug)
    mails = actions.mails_of(request.organisation)
    invitations = request.organisation.invitations.select_related("invited_by")
    context = {
        "place": "settings",
        "section": "people",
        "form": form,
        "members": request.organisation.memberships.select_related("user").order_by("user__email"),
        "invitations": [(invitation, mails.get(invitation.public_id)) for invitation in invitations],
        "roles": _roles(),
    }
    return render(request, "people/people.html", context)


@right_required(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def member(request: TenantRequest, member: int) -> HttpResponse:
    """Change what a member may do."""
    found = _member(request, member)
    form = RoleForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership=found, role=Role(form.cleaned_data["role"]), actor=request.membership.user)
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(
                request, _("%(email)s is %(role)s now.") % {"email": found.user, "role": found.get_role_display()}
            )
            is_open = found.user != request.membership.user or found.may(Right.MANAGE_PEOPLE)
            return redirect("people:people" if is_open else "companies:companies", request.organisation.slug)
    context = {"place": "settings", "member": found, "form": form, "roles": _roles()}
    return render(request, "people/member.html", context)


@right_required(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def remove(request: TenantRequest, member: int) -> HttpResponse:
    """Ask, then end a membership."""
    found = _member(request, member)
    is_self = found.user == request.membership.user
    refusal = ""
    if request.method == "POST":
        try:
            actions.remove(membership=found, actor=request.membership.user)
        except Refused as error:
            refusal = str(error)
        else:
            names = {"email": found.user, "organisation": request.organisation.name}
            left, removed = (
                _("You have left %(organisation)s."),
                _("%(email)s does not belong to %(organisation)s any more."),
            )
            messages.success(request, (left if is_self else removed) % names)
            return redirect("dashboard:home") if is_self else redirect("people:people", request.organisation.slug)
    context = {"place": "settings", "member": found, "is_self": is_self, "refusal": refusal}
    return render(request, "people/remove.html", context)


@right_required(Right.MANAGE_PEOPLE)
@require_POST
def invite_again(request: TenantRequest, invitation: UUID) -> HttpResponse:
    """Mail an invitation once more; it counts for another week."""
    found = _invitation(request, invitation)
    try:
        actions.invite(
            organisation=request.organisation,
            email=found.email,
            role=Role(found.role),
            actor=request.membership.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(email)s is mailed once more.") % {"email": found.email})
    return redirect("people:people", request.organisation.slug)


@right_required(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def withdraw(request: TenantRequest, invitation: UUID) -> HttpResponse:
    """Ask, then end an invitation."""
    found = _invitation(request, invitation)
    if request.method == "POST":
        actions.withdraw(invitation=found, actor=request.membership.user)
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": found.email})
        return redirect("people:people", request.organisation.slug)
    return render(request, "people/withdraw.html", {"place": "settings", "invitation": found})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Join as who is signed in; make an account where the invited person has none."""
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, "people/ended.html", status=404)
    user = request.user if isinstance(request.user, User) else None
    form, refusal = None, ""
    if user is None and not User.objects.filter(email=invitation.email).exists():
        form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is not None:
                membership = actions.join_anew(
                    invitation=invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
                )
                login(request, membership.user, backend=BACKEND)
            elif user is not None:
                membership = actions.join(invitation=invitation, user=user)
            else:
                return redirect("people:join", token)
        except Refused as error:
            refusal = str(error)
        else:
            messages.success(request, _("Welcome to %(name)s.") % {"name": invitation.organisation.name})
            return redirect(invitation.organisation)
    context = {"invitation": invitation, "form": form, "refusal": refusal, "here": request.path}
    return render(request, "people/join.html", context)


def _member(request: TenantRequest, member: int) -> Membership:
    return get_object_or_404(request.organisation.memberships.select_related("user", "organisation"), pk=member)


def _invitation(request: TenantRequest, invitation: UUID) -> Invitation:
    return get_object_or_404(request.organisation.invitations.select_related("organisation"), public_id=invitation)


def _roles() -> list[tuple[Role, list[Right]]]:
    """Each role with what it may do, in the order of the matrix."""
    return [(role, [right for right in Right if right in MATRIX[role]]) for role in Role]
