"""The providers that really work: key → class, from the dotted paths in ``settings.INTEGRATION_PROVIDERS``."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from integrations.provider import Provider


@cache
def all_providers() -> dict[str, type[Provider]]:
    """Every provider by its key, in the order of the settings."""
    classes: list[type[Provider]] = [import_string(path) for path in settings.INTEGRATION_PROVIDERS]
    return {provider.key: provider for provider in classes}


def get(key: str) -> type[Provider]:
    """The provider class for a key.

    Raises:
        KeyError: no such provider is installed.
    """
    return all_providers()[key]


def choices() -> list[tuple[str, str]]:
    return [(key, provider.name) for key, provider in all_providers().items()]
