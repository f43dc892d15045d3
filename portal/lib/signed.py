"""Public ids as bearer tokens: what opens something is signed with ``SECRET_KEY`` and lies in no table."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.core.signing import BadSignature, Signer


class SignedIds:
    """Makes and reads the tokens of one purpose: 22 characters of the id, a dot, 43 of its signature."""

    def __init__(self, purpose: str) -> None:
        self._signer = Signer(salt=purpose, sep=".")

    def token_of(self, key: uuid.UUID) -> str:
        return self._signer.sign(base64.urlsafe_b64encode(key.bytes).rstrip(b"=").decode())

    def id_of(self, token: str) -> uuid.UUID | None:
        """What a token names; ``None`` for anything we did not sign for this purpose."""
        try:
            body = self._signer.unsign(token)
            return uuid.UUID(bytes=base64.urlsafe_b64decode(body + "=="))
        except (BadSignature, binascii.Error, ValueError):
            return None
