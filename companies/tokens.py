"""What opens a link: the link's public id, signed; nothing that opens a link lies in the database."""

from __future__ import annotations

from companies.models import Link
from portal.lib.signed import SignedIds

_ids = SignedIds("companies.link")


def token_of(link: Link) -> str:
    """The token that stands in the Link URL."""
    return _ids.token_of(link.public_id)


def link_of(token: str) -> Link | None:
    """The link that a token opens, usable or not; ``None`` for anything we did not sign."""
    key = _ids.id_of(token)
    if key is None:
        return None
    return Link.objects.select_related("company", "organisation").filter(public_id=key).first()
