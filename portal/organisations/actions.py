"""What people do with organisations."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import now

from portal.accounts.models import User
from portal.lib.noting import note
from portal.organisations.models import ApiKey, Membership, Organisation
from portal.organisations.roles import Role


@transaction.atomic
def create_organisation(*, name: str, slug: str = "", support_email: str = "", purpose: str = "") -> Organisation:
    """Create an organisation; its address is made from its name unless given."""
    return Organisation.objects.create(
        name=name, slug=slug or slugify(name)[:60], support_email=support_email, purpose=purpose
    )


@transaction.atomic
def add_member(*, organisation: Organisation, user: User, role: Role) -> Membership:
    """Make a user a member, or change the role of one who is."""
    membership, _ = Membership.objects.update_or_create(organisation=organisation, user=user, defaults={"role": role})
    return membership


def digest_of(key: str) -> str:
    """The form in which an API key lies in the database; keys are long and random, so one round is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_api_key(*, organisation: Organisation, name: str, role: Role, user: User | None) -> tuple[ApiKey, str]:
    """Create a key; return the row and the key itself, which is shown once and kept nowhere."""
    key = f"lb_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        organisation=organisation, name=name, role=role, prefix=key[:8], digest=digest_of(key), created_by=user
    )
    _note_key(row, user, "api_key.issued", role=role)
    return row, key


@transaction.atomic
def revoke_api_key(*, api_key: ApiKey, actor: User) -> ApiKey:
    """End a key at once; it stays in the list as revoked."""
    if api_key.revoked_at is None:
        api_key.revoked_at = now()
        api_key.save(update_fields=["revoked_at"])
        _note_key(api_key, actor, "api_key.revoked")
    return api_key


def _note_key(key: ApiKey, actor: User | None, verb: str, **facts: str) -> None:
    note(
        organisation=key.organisation,
        actor=actor,
        verb=verb,
        object_label=str(key),
        object_id=key.public_id,
        **facts,
    )
