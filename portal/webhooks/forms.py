"""What members type about webhooks."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Organisation
from portal.webhooks.models import Endpoint

NOT_WHOLE = _("This is not a whole address. Copy it from your program.")


class EndpointForm(forms.Form):
    """An address to tell: HTTPS, on the public internet, without a password in it."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Where we send events, such as https://example.com/ledgerbridge. It must be HTTPS and public."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the address.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            parts = urlsplit(url)
        except ValueError as fault:
            raise forms.ValidationError(NOT_WHOLE, code="invalid") from fault
        if parts.scheme != "https":
            raise forms.ValidationError(_("Begin the address with https://"), code="scheme")
        if parts.username or parts.password:
            raise forms.ValidationError(
                _("Take the user name and password out of the address. Check our signature instead."),
                code="credentials",
            )
        if parts.fragment:
            raise forms.ValidationError(_("Take out the part after #. It is never sent."), code="fragment")
        if is_private(parts.hostname or ""):
            raise forms.ValidationError(
                _("Enter an address on the public internet. %(host)s is not reachable from here."),
                params={"host": parts.hostname or url},
                code="private",
            )
        URLValidator(schemes=["https"], message=NOT_WHOLE)(url)
        if self.organisation.endpoints.filter(url=url).exists():
            raise forms.ValidationError(Endpoint.URL_TAKEN, code="taken")
        return url


def is_private(host: str) -> bool:
    """What can be seen without looking the name up; the rest is refused when an event is sent."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".localhost", ".local", ".internal"))
