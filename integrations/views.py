"""Settings of an organisation: which accounting software its customers may connect, and with whose credentials."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integrations import actions, registry
from integrations.forms import IntegrationForm
from integrations.models import Integration
from portal.organisations.access import TenantRequest, able, forbidden, member_required, right_required
from portal.organisations.roles import Right


def _integration(request: TenantRequest, provider: str) -> Integration:
    if provider not in registry.all_providers():
        raise Http404("No such provider is installed.")
    return actions.integration_of(organisation=request.organisation, provider=provider)


@require_safe
def capabilities(request: HttpRequest, provider: str) -> HttpResponse:
    """What can be read from a provider, and with which permissions: for everybody, without a sign-in."""
    found = registry.all_providers().get(provider)
    listed = found.capabilities() if found else ()
    if found is None or not listed:
        raise Http404("No such provider, or it publishes nothing.")
    return render(request, "integrations/capabilities.html", {"provider": found, "capabilities": listed})


@member_required
@require_safe
def integrations(request: TenantRequest) -> HttpResponse:
    """Every provider that works here, set up or not."""
    rows = [_integration(request, key) for key in registry.all_providers()]
    context = {
        "place": "settings",
        "section": "integrations",
        "rows": rows,
        "able": able(request, Right.CHANGE_SETTINGS),
    }
    return render(request, "integrations/integrations.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: TenantRequest, provider: str) -> HttpResponse:
    """Choose whose credentials are used and how often is read; those who may not change it see it all the same."""
    integration = _integration(request, provider)
    if request.method == "POST" and not request.membership.may(Right.CHANGE_SETTINGS):
        return forbidden(request, Right.CHANGE_SETTINGS)
    data = request.POST if request.method == "POST" else None
    form = IntegrationForm(data, integration=integration)
    is_own = form.chosen_source == Integration.Source.OWN
    own = integration.provider_class.settings_form(data if is_own else None, initial=integration.kept_settings)
    if data is not None and form.is_valid() and (not is_own or own.is_valid()):
        _save(request, integration, form, own.cleaned_data if is_own else {})
        for notice in getattr(own, "notices", ()):
            messages.info(request, str(notice))
        return redirect("integrations:settings", request.organisation.slug, provider)
    context = {
        "place": "settings",
        "integration": integration,
        "form": form,
        "own": own,
        "able": able(request, Right.CHANGE_SETTINGS),
        "has_errors": bool(form.errors or own.errors),
    }
    return render(request, "integrations/settings.html", context)


def _save(request: TenantRequest, integration: Integration, form: IntegrationForm, own: dict[str, str]) -> None:
    before = integration.public_settings
    actions.save_settings(
        integration=integration,
        source=form.cleaned_data["source"],
        sync_mode=form.cleaned_data["sync_mode"],
        settings=own,
        allows_several_entities=form.cleaned_data["allows_several_entities"],
        actor=request.membership.user,
    )
    messages.success(request, _("Settings saved."))
    linked = integration.linked_count
    if linked and before and before != integration.public_settings:
        text = ngettext(
            "%(count)d linked company must authorise the new credentials in %(name)s. Until then it is not read.",
            "%(count)d linked companies must authorise the new credentials in %(name)s. Until then they are not read.",
            linked,
        )
        messages.warning(request, text % {"count": linked, "name": integration.name})
    if not integration.is_enabled:
        messages.info(
            request, _("%(name)s is not offered to customers yet. Switch it on here.") % {"name": integration.name}
        )


@right_required(Right.CHANGE_SETTINGS)
@require_POST
def switch(request: TenantRequest, provider: str) -> HttpResponse:
    """Offer the integration to customers, or stop; stopping says first who is affected."""
    integration = _integration(request, provider)
    if request.POST.get("to") == "on":
        try:
            actions.enable(integration=integration, actor=request.membership.user)
        except actions.NotReady as refusal:
            messages.error(request, str(refusal))
            return redirect("integrations:settings", request.organisation.slug, provider)
        messages.success(request, _("%(name)s is on: customers can choose it now.") % {"name": integration.name})
    elif not integration.is_enabled:
        pass  # a second click on the same switch: it is off already
    elif request.POST.get("confirmed") or not (integration.linked_count or integration.waiting_count):
        actions.disable(integration=integration, actor=request.membership.user)
        messages.success(request, _("%(name)s is off: customers cannot choose it.") % {"name": integration.name})
    else:
        return render(request, "integrations/switch.html", {"place": "settings", "integration": integration})
    return redirect(_back(request, provider))


def _back(request: TenantRequest, provider: str) -> str:
    """The page the switch was on: the list, or the settings."""
    page = "integrations:settings" if request.POST.get("from") == "settings" else "integrations:integrations"
    args = [request.organisation.slug, provider] if page.endswith("settings") else [request.organisation.slug]
    return reverse(page, args=args)
