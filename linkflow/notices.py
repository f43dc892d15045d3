"""Messages for the next page within a frame on another site, where no cookie can carry them: they go in its address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.messages.storage.base import BaseStorage, Message
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.core import signing
from django.http import HttpRequest

NAME = "said"
NEWS_FOR = 120
"""Seconds for which an address still says what it was given to say."""


class _Messages:
    """Messages as the bytes that are signed."""

    def dumps(self, said: Any) -> bytes:
        return json.dumps(said, separators=(",", ":"), cls=MessageEncoder).encode("ascii")

    def loads(self, data: bytes) -> Any:
        return json.loads(data, cls=MessageDecoder)


class AddressStorage(BaseStorage):
    """Takes messages out of this request's address, and writes those that nobody has read into that of the next.

    They are signed together with the link's token, so that nobody can have a page say what it was not told by us.
    """

    def __init__(self, request: HttpRequest, *, token: str) -> None:
        super().__init__(request)
        self.salt = f"linkflow.notices.{token}"

    def update(self, response: Any) -> Any:
        """Hand on what was not shown, also over a page that only leads to another one."""
        self.added_new = True
        return super().update(response)

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        said = self.request.GET.get(NAME, "")
        try:
            return signing.loads(said, salt=self.salt, serializer=_Messages, max_age=NEWS_FOR), True
        except signing.BadSignature:
            return [], True

    def _store(self, messages: Sequence[Message], response: Any, *args: Any, **kwargs: Any) -> list[Message]:
        if messages and "Location" in response:
            said = signing.dumps(list(messages), salt=self.salt, serializer=_Messages, compress=True)
            parts = urlsplit(response["Location"])
            query = "&".join(filter(None, (parts.query, f"{NAME}={said}")))
            response["Location"] = urlunsplit(parts._replace(query=query))
        return []
