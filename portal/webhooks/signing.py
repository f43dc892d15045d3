"""The signature of a delivery, and its check."""

from __future__ import annotations

import hashlib
import hmac


def sign(body: bytes, *, secret: str, event_id: str, timestamp: int) -> str:
    """Sign a body together with its id and time, so that neither can be swapped or replayed later."""
    message = b".".join([event_id.encode(), str(timestamp).encode(), body])
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_signed(signature: str, body: bytes, *, secret: str, event_id: str, timestamp: int) -> bool:
    """Check a signature in constant time."""
    return hmac.compare_digest(signature, sign(body, secret=secret, event_id=event_id, timestamp=timestamp))
