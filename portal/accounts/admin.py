"""Users, for support staff: create with a password, set a new one, unlock the sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from axes.utils import reset
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.staff import set_staff
from portal.lib.noting import note
from portal.lib.support.acts import Act
from portal.lib.support.rows import SupportRows

if admin.site.is_registered(EmailAddress):
    admin.site.unregister(EmailAddress)  # the address of a user is the user's own column

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[User]
    CreationForm = AdminUserCreationForm[User]
    DjangoUserAdmin = UserAdmin[User]
else:
    ModelForm, CreationForm, DjangoUserAdmin = forms.ModelForm, AdminUserCreationForm, UserAdmin


class EmailMixin(ModelForm):
    """An address is kept in lower case, as ``User.objects.create_user`` does."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class NewUserForm(EmailMixin, CreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserForm(EmailMixin):
    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff")
        labels = {"is_staff": _("support staff")}
        help_texts = {
            "is_active": _("Take the tick out instead of deleting a user: nobody can sign in with it any more."),
            "is_staff": _("May see all organisations on these pages. Only a superuser can change this."),
        }


def organisations_of(user: User) -> list[Any]:
    found: list[Any] = [membership.organisation for membership in user.memberships.select_related("organisation")]
    return found or [None]


def refused_passwords(user: User) -> int:
    """How many passwords were refused lately, from all addresses together."""
    attempts = AccessAttempt.objects.filter(username=user.email)
    return sum(attempt.failures_since_start for attempt in attempts)


def unlock(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    reset(username=user.email)
    for organisation in organisations_of(user):
        note(organisation=organisation, actor=request.user, verb="user.unlocked", object_label=user.email)
    return gettext("The sign-in of %(email)s is unlocked.") % {"email": user.email}


@admin.register(User)
class UserRows(SupportRows, DjangoUserAdmin):
    list_display = ("email", "name", "belongs_to", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name", "organisations__name")
    ordering = ("email",)
    public_ids = ()
    date_hierarchy = "date_joined"
    filter_horizontal = ()
    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    readonly_fields = ("password_state", "sign_in_state", "belongs_to", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "belongs_to")}),
        (_("Sign-in"), {"fields": ("password_state", "sign_in_state", "is_active", "last_login", "date_joined")}),
        (_("Rights"), {"fields": ("is_staff",)}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    acts = (
        Act(
            slug="unlock",
            label=_("Unlock the sign-in"),
            follows=_("The count of refused passwords starts anew, so that this person can try again at once."),
            permission="accounts.change_user",
            do=unlock,
            is_offered=lambda user: refused_passwords(user) > 0,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).defer("password").prefetch_related("memberships__organisation")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Colleagues and superusers are changed by superusers only, so that no account can raise itself."""
        if not super().has_change_permission(request, obj):
            return False
        is_ordinary = obj is None or not (obj.is_staff or obj.is_superuser)
        return is_ordinary or bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, "is_staff")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "is_staff" in form.changed_data:
            set_staff(user=obj, is_staff=obj.is_staff)

    def organisations_of(self, row: User) -> Sequence[Any]:
        return organisations_of(row)

    @admin.display(description=_("belongs to"))
    def belongs_to(self, user: User) -> str:
        return ", ".join(
            f"{membership.organisation} ({membership.get_role_display()})" for membership in user.memberships.all()
        )

    @admin.display(description=_("password"))
    def password_state(self, user: User) -> str:
        state = gettext("Set") if user.has_usable_password() else gettext("None: cannot sign in with a password")
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', state, address, gettext("Set a new password"))

    @admin.display(description=_("refused passwords"))
    def sign_in_state(self, user: User) -> str:
        refused = refused_passwords(user)
        return ngettext("%(count)d, lately", "%(count)d, lately", refused) % {"count": refused}
