"""System checks: with ``DEBUG`` off, settings that only fit one machine or one person are errors, each with its hint.

``manage.py check`` prints them; the web server and the worker ask ``insist`` and do not start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from integrations.provider import Provider

TAG = "ledgerbridge"
SHORTEST_KEY = 32
LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0")  # noqa: S104 (named to be refused)

Look = Callable[[], Iterator[CheckMessage]]


def in_production(look: Look) -> Look:
    """Register a check that has something to say only when ``DEBUG`` is off."""

    def check(app_configs: Any, **_: Any) -> list[CheckMessage]:
        return list(look()) if settings.IN_PRODUCTION else []

    register(check, TAG)
    return look


def insist() -> None:
    """Stop a process that is about to serve with settings that it must not serve with.

    Raises:
        ImproperlyConfigured: naming every fault and its cure.
    """
    faults = [message for message in run_checks(tags=[TAG]) if message.is_serious() and not message.is_silenced()]
    if faults:
        said = "".join(sorted(f"\n  ({fault.id}) {fault.msg} {fault.hint}" for fault in faults))
        raise ImproperlyConfigured(f"Ledgerbridge does not start with these settings:{said}")


@in_production
def database() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield Error(
            "The database is SQLite, which takes one writer at a time.",
            hint="Set DATABASE_URL to a PostgreSQL database: postgres://user:password@host:5432/name.",
            id="ledgerbridge.E001",
        )


@in_production
def broker() -> Iterator[CheckMessage]:
    if urlsplit(settings.CELERY_BROKER_URL).scheme in ("filesystem", "memory", ""):
        yield Error(
            "The broker loses a task whose worker dies, and reaches one machine only.",
            hint="Set REDIS_URL, or CELERY_BROKER_URL to a Redis or RabbitMQ server.",
            id="ledgerbridge.E002",
        )


@in_production
def encryption_keys() -> Iterator[CheckMessage]:
    keys = settings.FERNET_KEYS
    cure = "Make each with: python -c 'import secrets; print(secrets.token_urlsafe(48))'. The newest stands first."
    if not keys or min(map(len, keys)) < SHORTEST_KEY:
        yield Error(
            f"FERNET_KEYS is missing, or holds a key shorter than {SHORTEST_KEY} characters.",
            hint=cure,
            id="ledgerbridge.E003",
        )
    if settings.SECRET_KEY in keys:
        yield Error(
            "FERNET_KEYS holds the SECRET_KEY: who can sign could also read customers' credentials.",
            hint=cure,
            id="ledgerbridge.E004",
        )


@in_production
def hosts() -> Iterator[CheckMessage]:
    named = settings.ALLOWED_HOSTS
    if not named or any("*" in host or host in LOOPBACK for host in named):
        yield Error(
            "ALLOWED_HOSTS is missing, or holds a wildcard or a name of this machine only.",
            hint="Set ALLOWED_HOSTS to the host names under which people reach the portal.",
            id="ledgerbridge.E005",
        )


@in_production
def public_url() -> Iterator[CheckMessage]:
    url = urlsplit(settings.PUBLIC_URL)
    if url.scheme != "https" or not url.hostname or url.hostname in LOOPBACK or url.path not in ("", "/"):
        yield Error(
            "PUBLIC_URL is missing, or no https address of a host: Link URLs begin with it and carry a secret.",
            hint="Set PUBLIC_URL to scheme and host, such as https://portal.example.com.",
            id="ledgerbridge.E006",
        )


@in_production
def cache() -> Iterator[CheckMessage]:
    if not re.search(r"redis|memcache|\.db\.|filebased", settings.CACHES["default"]["BACKEND"]):
        yield Error(
            "Every process has a cache of its own, so limits on attempts hold for one process only.",
            hint="Set REDIS_URL: redis://host:6379/0.",
            id="ledgerbridge.E007",
        )


@in_production
def mail() -> Iterator[CheckMessage]:
    if settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend":
        yield Warning(
            "Mail goes to the log: nobody receives it, and password resets can be read there.",
            hint="Set EMAIL_URL: smtp+tls://user:password@host:587.",
            id="ledgerbridge.W001",
        )


@register(TAG)
def providers(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Look at the providers, in development too."""
    return [fault for path in settings.INTEGRATION_PROVIDERS if (fault := _provider_fault(path))]


def _provider_fault(path: str) -> CheckMessage | None:
    try:
        found = import_string(path)
    except ImportError as error:
        reason = f"cannot be imported: {error}"
    else:
        if isinstance(found, type) and issubclass(found, Provider):
            return None
        reason = "is no provider class"
    return Error(
        f"INTEGRATION_PROVIDERS names {path}, which {reason}.",
        hint="Name the dotted path of a class that extends integrations.provider.Provider.",
        id="ledgerbridge.E008",
    )
