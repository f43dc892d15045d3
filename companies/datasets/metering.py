"""What a turn has cost, added to the sync: with each page that is kept, and at the end however it ends."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from companies.datasets.models import Sync
from integrations.pages import Usage
from integrations.provider import Provider

logger = logging.getLogger(__name__)


class Meter:
    """Collects what a conversation has cost until it is written down."""

    def __init__(self) -> None:
        self.provider: Provider | None = None
        self.due = Usage()

    def read(self) -> Usage:
        """What is not written down yet."""
        if self.provider is not None:
            more = self.provider.usage()
            self.due = Usage(
                requests=self.due.requests + more.requests,
                transactions=self.due.transactions + more.transactions,
                bytes_in=self.due.bytes_in + more.bytes_in,
                waited=self.due.waited + more.waited,
            )
        return self.due

    def clear(self) -> None:
        """It is written down."""
        self.due = Usage()

    def settle(self, sync: Sync) -> None:
        """Write down what is left, whoever holds the sync by now: it was spent all the same."""
        if not (spent := Sync.spent(self.read())):
            return
        try:
            Sync.objects.filter(pk=sync.pk).update(**spent)
        except DatabaseError:
            logger.warning("The cost of a turn of sync %s could not be written down: %s", sync.pk, self.due)
        self.clear()
