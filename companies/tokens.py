"""What opens a link: the link's public id, signed; nothing that opens a link lies in the database."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.core.signing import BadSignature, Signer

from companies.models import Link

_signer = Signer(salt="companies.link", sep=".")


def token_of(link: Link) -> str:
    """The token that stands in the Link URL."""
    body = base64.urlsafe_b64encode(link.public_id.bytes).rstrip(b"=").decode()
    return _signer.sign(body)


def link_of(token: str) -> Link | None:
    """The link that a token opens, usable or not; ``None`` for anything we did not sign."""
    try:
        body = _signer.unsign(token)
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(body + "=="))
    except (BadSignature, binascii.Error, ValueError):
        return None
    return Link.objects.select_related("company", "organisation").filter(public_id=key).first()
