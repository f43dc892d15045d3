"""How django-allauth behaves here."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib.addresses import address_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an organisation; nobody signs up from the street."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        return email.strip().lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted together: the visitor's address, not that of a proxy of ours."""
        return address_of(request) or str(super().get_client_ip(request))

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail; under our own host, never under one that a request claims to have asked."""
        uidb36, key = key.split("-", 1)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
        return f"{settings.PUBLIC_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "public_url": settings.PUBLIC_URL})
