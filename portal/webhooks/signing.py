"""The signature of a delivery, and its check.

Reference: Standard Webhooks, https://www.standardwebhooks.com/ (receivers may use any of its libraries).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """A signing secret, 24 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def sign(body: bytes, *, secret: str, event_id: str, timestamp: int) -> str:
    """Sign a body together with its id and time, so that neither can be swapped or replayed later."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    message = b".".join([event_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def is_signed(signature: str, body: bytes, *, secret: str, event_id: str, timestamp: int) -> bool:
    """Check a signature in constant time."""
    return hmac.compare_digest(signature, sign(body, secret=secret, event_id=event_id, timestamp=timestamp))
