"""Which sites of an organisation may show its customers' pages within their own, and what they write into theirs.

An origin is scheme, host and port, as browsers compare them: exact, no wildcards, no paths.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.organisations.redirects import fault_of_host, is_loopback

MOST_ORIGINS = 20
USUAL_PORTS = {"https": ":443", "http": ":80"}


def origin_of(typed: str) -> str:
    """What somebody typed in the one way in which browsers write an origin; what is none stays as it is."""
    origin = typed.strip().lower().removesuffix("/")
    return origin.removesuffix(USUAL_PORTS.get(origin.partition("://")[0], ""))


def fault_of(origin: str) -> str:
    """Why an origin must not be listed; empty if it may."""
    scheme, _mark, host = origin.partition("://")
    name, _mark, port = host.partition(":")
    if scheme not in USUAL_PORTS or fault_of_host(host) or (port and not 0 < int(port) < 65536):
        return _("“%(origin)s” is no origin. Enter only scheme and host, such as https://app.example.com.") % {
            "origin": origin
        }
    if scheme == "http" and not is_loopback(name):
        return _("Begin “%(origin)s” with https://") % {"origin": origin}
    return ""


def script_url() -> str:
    """Where sites fetch the script that opens the wizard; the version in it changes when its promises do."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("organisations:embed_script")


def snippet() -> str:
    """What a developer pastes into a page, with a place for the Link URL; without the script it is a plain link."""
    return (
        f'<script src="{script_url()}" async></script>\n'
        f'<a href="LINK_URL" data-ledgerbridge="frame">{_("Connect your books")}</a>\n'
    )
