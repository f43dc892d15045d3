"""Integrations and partner credentials, for support staff. Secrets go in and are never shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations import registry
from integrations.actions import grant_partner_credential, set_partner_settings, withdraw_partner_credential
from integrations.models import Integration, MaintenanceWindow, PartnerCredential, UnknownReply
from integrations.partner_form import form_for
from portal.lib.encrypted import UnreadableSecret
from portal.lib.support.acts import Act
from portal.lib.support.rows import ReadOnly, SupportInline, SupportRows, secret
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    WindowModelForm = forms.ModelForm[MaintenanceWindow]
else:
    WindowModelForm = forms.ModelForm


def provider_name(key: str) -> str:
    provider = registry.all_providers().get(key)
    return provider.name if provider else key


def shown_settings(provider: str, row: Any) -> str:
    """The settings that are no secret (a Sender ID), as stored in ``row``."""
    names = registry.get(provider).public_settings
    fields = registry.get(provider).settings_form.base_fields
    try:
        settings = row.settings or {}
    except UnreadableSecret:
        return gettext("Cannot be read with the keys of this installation. Set them anew.")
    return ", ".join(f"{fields[name].label}: {settings[name]}" for name in names if settings.get(name))


def withdraw(request: HttpRequest, integration: Integration, data: dict[str, Any]) -> str:
    withdraw_partner_credential(integration=integration, actor=request.user)  # type: ignore[arg-type]
    return gettext("The partner credentials are withdrawn from %(organisation)s.") % {
        "organisation": integration.organisation
    }


@admin.register(Integration)
class IntegrationRows(ReadOnly, SupportRows):
    list_display = ("organisation", "provider_label", "is_enabled", "source", "partner_credential", "own_settings")
    list_select_related = ("organisation", "partner_credential", "updated_by")
    list_filter = ("is_enabled", "source", "sync_mode", "provider")
    search_fields = ("organisation__name", "provider", "partner_credential__label")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "organisation__public_id")
    reachable_by = ("organisation__public_id", "partner_credential__public_id")
    fields = (
        "organisation",
        "provider_label",
        "public_id",
        "is_enabled",
        "source",
        "own_settings",
        "own_sender",
        "partner_credential",
        "sync_mode",
        "created_at",
        "updated_at",
        "updated_by",
    )
    readonly_fields = ("provider_label", "own_settings", "own_sender")
    acts = (
        Act(
            slug="withdraw",
            label=_("Withdraw the partner credentials"),
            follows=_(
                "The organisation cannot use them any more. Unless it has credentials of its own, the integration is "
                "switched off and reading stops."
            ),
            permission="integrations.change_integration",
            do=withdraw,
            is_offered=lambda integration: integration.partner_credential_id is not None,
        ),
    )

    @admin.display(description=_("provider"), ordering="provider")
    def provider_label(self, integration: Integration) -> str:
        return provider_name(integration.provider)

    @admin.display(description=_("its own credentials"), ordering="settings_changed_at")
    def own_settings(self, integration: Integration) -> str:
        return secret(integration.settings_changed_at)

    @admin.display(description=_("its own public settings"))
    def own_sender(self, integration: Integration) -> str:
        return shown_settings(integration.provider, integration)


class LentInline(SupportInline):
    model = Integration
    fk_name = "partner_credential"
    fields = readonly_fields = ("organisation", "source", "is_enabled")
    verbose_name = _("organisation that may use them")
    verbose_name_plural = _("organisations that may use them")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Integration]:
        return super().get_queryset(request).select_related("organisation")


class LendForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.all())


def lend(request: HttpRequest, credential: PartnerCredential, data: dict[str, Any]) -> str:
    grant_partner_credential(
        organisation=data["organisation"],
        partner_credential=credential,
        actor=request.user,  # type: ignore[arg-type]
    )
    return gettext("%(organisation)s may use these partner credentials.") % {"organisation": data["organisation"]}


@admin.register(PartnerCredential)
class PartnerCredentialRows(SupportRows):
    list_display = ("label", "provider_label", "is_active", "lent_to", "secret_state", "created_at")
    list_filter = ("is_active", "provider")
    search_fields = ("label", "provider")
    date_hierarchy = "created_at"
    inlines = (LentInline,)
    readonly_fields = ("provider_label", "public_id", "secret_state", "created_at")
    acts = (
        Act(
            slug="lend",
            label=_("Lend to an organisation"),
            follows=_("The organisation may use these credentials; it sees the label and the public settings only."),
            permission="integrations.change_partnercredential",
            do=lend,
            form=LendForm,
            is_offered=lambda credential: credential.is_active,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnerCredential]:
        lent = Integration.objects.filter(partner_credential=OuterRef("pk")).order_by().values("partner_credential")
        count = Subquery(lent.annotate(count=Count("pk")).values("count"))
        rows: QuerySet[PartnerCredential] = super().get_queryset(request).annotate(lent_count=Coalesce(count, 0))
        return rows

    def provider_of(self, request: HttpRequest, obj: PartnerCredential | None) -> str:
        """The provider of a credential that exists, or the one that is asked for with ``?provider=``."""
        asked = obj.provider if obj else request.GET.get("provider", "")
        return asked if asked in registry.all_providers() else next(iter(registry.all_providers()))

    def get_form(
        self, request: HttpRequest, obj: PartnerCredential | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[PartnerCredential]]:
        return super().get_form(request, obj, change, **{**kwargs, "form": form_for(self.provider_of(request, obj))})

    def get_fieldsets(self, request: HttpRequest, obj: PartnerCredential | None = None) -> Any:
        provider = registry.get(self.provider_of(request, obj))
        names = tuple(provider.settings_form.base_fields)
        facts: tuple[str, ...] = ("provider_label", "public_id", "created_at") if obj else ()
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": ("label", "is_active", *facts, "secret_state")})]
        state: tuple[str, ...] = ("secret_state",) if obj else ()
        return [(None, {"fields": ("label", "is_active", *facts)}), (provider.name, {"fields": (*state, *names)})]

    def save_model(self, request: HttpRequest, obj: PartnerCredential, form: Any, change: bool) -> None:
        if not change:
            obj.provider = self.provider_of(request, None)
        super().save_model(request, obj, form, change)
        if form.settings != form.kept:
            set_partner_settings(partner_credential=obj, settings=form.settings)

    def organisations_of(self, row: PartnerCredential) -> Sequence[Any]:
        """Those who use them learn of a change; the portal's own log has it in any case."""
        return [None, *Organisation.objects.filter(integrations__partner_credential=row)]

    @admin.display(description=_("provider"))
    def provider_label(self, credential: PartnerCredential) -> str:
        return provider_name(credential.provider)

    @admin.display(description=_("lent to"), ordering="lent_count")
    def lent_to(self, credential: Any) -> str:
        return str(credential.lent_count)

    @admin.display(description=_("password"), ordering="settings_changed_at")
    def secret_state(self, credential: PartnerCredential) -> str:
        return secret(credential.settings_changed_at)


class WindowForm(WindowModelForm):
    provider = forms.ChoiceField(
        label=_("Provider"), choices=lambda: [(key, one.name) for key, one in registry.all_providers().items()]
    )

    class Meta:
        model = MaintenanceWindow
        fields = ("provider", "starts_at", "ends_at", "note")


@admin.register(MaintenanceWindow)
class MaintenanceWindowRows(SupportRows):
    """When providers are known to be away: nothing is read by itself then. One that was called off ends early."""

    form = WindowForm
    list_display = ("provider_label", "starts_at", "ends_at", "note")
    list_filter = ("provider",)
    search_fields = ("note", "provider")
    date_hierarchy = "starts_at"
    public_ids = ()

    @admin.display(description=_("provider"), ordering="provider")
    def provider_label(self, window: MaintenanceWindow) -> str:
        return provider_name(window.provider)


@admin.register(UnknownReply)
class UnknownReplyRows(ReadOnly, SupportRows):
    """What providers said that no catalogue knows: the next entries to write."""

    list_display = ("__str__", "provider_label", "level", "http_status", "function", "subject", "count", "last_seen_at")
    list_filter = ("level", "provider")
    search_fields = ("number", "text", "subject", "last_support_id")
    date_hierarchy = "last_seen_at"
    public_ids = ("last_connection",)
    fields = (
        "provider_label",
        "level",
        "http_status",
        "number",
        "text",
        "function",
        "subject",
        "count",
        "first_seen_at",
        "last_seen_at",
        "last_support_id",
        "last_connection",
    )
    readonly_fields = ("provider_label",)

    @admin.display(description=_("provider"), ordering="provider")
    def provider_label(self, reply: UnknownReply) -> str:
        return provider_name(reply.provider)
