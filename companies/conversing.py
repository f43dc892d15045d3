"""Talking to a provider on behalf of a company."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from companies.models import Connection
from integrations import unknown
from integrations.provider import Provider


@contextmanager
def conversation(
    connection: Connection, credentials: Mapping[str, Any] | None = None, *, entity: str | None = None
) -> Iterator[Provider]:
    """Open the provider of a connection, with other credentials or in another entity where it is said.

    However it ends, what was said that nobody knows is kept for support staff.
    """
    with connection.open(credentials, entity=entity) as provider:
        try:
            yield provider
        finally:
            signals = provider.signals()
            if signals:
                unknown.note(provider=connection.integration.provider, connection=connection.public_id, signals=signals)
