"""Talking to a provider on behalf of a company."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from companies.models import Connection
from integrations import unknown
from integrations.provider import Provider


@contextmanager
def conversation(connection: Connection) -> Iterator[Provider]:
    """Open the provider of a connection; however it ends, what was said that nobody knows is kept for support staff."""
    with connection.open() as provider:
        try:
            yield provider
        finally:
            signals = provider.signals()
            if signals:
                unknown.note(provider=connection.integration.provider, connection=connection.public_id, signals=signals)
