"""What people do with organisations."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.lib.noting import note
from portal.lib.pictures import Picture
from portal.organisations import redirects
from portal.organisations.models import (
    ApiKey,
    Face,
    Membership,
    Organisation,
    WordingDraft,
    WordingVersion,
)
from portal.organisations.roles import Role
from portal.organisations.wording import Language, Words


class Refused(Exception):
    """It cannot be done now. The message is for the member who asked; nothing was changed."""


@transaction.atomic
def create_organisation(*, name: str, slug: str = "", support_email: str = "", purpose: str = "") -> Organisation:
    """Create an organisation; its address is made from its name unless given, and its purpose published."""
    organisation = Organisation.objects.create(name=name, slug=slug or slugify(name)[:60], support_email=support_email)
    if purpose:
        words = Words(Language.ENGLISH, purpose)
        organisation.wording_versions.create(number=1, texts={words.language: words.stored})
    return organisation


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
    """Create a key; return the row and the key itself, which is shown once and kept nowhere.

    Raises:
        Refused: a key of this name works already.
    """
    key = f"lb_{secrets.token_urlsafe(32)}"
    try:
        with transaction.atomic():
            row = ApiKey.objects.create(
                organisation=organisation, name=name, role=role, prefix=key[:8], digest=digest_of(key), created_by=user
            )
    except IntegrityError as taken:
        raise Refused(str(ApiKey.NAME_TAKEN)) from taken
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


@transaction.atomic
def save_face(
    *,
    organisation: Organisation,
    actor: User,
    support_email: str,
    accent: str,
    welcome: str,
    return_url: str,
    hosts: list[str],
    link_lifetime_days: int,
) -> bool:
    """Keep what customers see and read of an organisation, and how long new links last; note each change.

    Say whether there was one.
    """
    face = _face_of(organisation)
    who = (organisation, actor)
    changes = [
        _note(*who, "support_email.changed", organisation.support_email, support_email, email=support_email),
        _note(*who, "accent.changed", face.accent, accent, colour=accent),
        _note(*who, "welcome.changed", face.welcome, welcome, was=face.welcome, now=welcome),
        _note(*who, "return_url.changed", face.return_url, return_url, host=redirects.host_of(return_url)),
        _note(*who, "return_hosts.changed", face.hosts, hosts, hosts=", ".join(hosts)),
        _note(
            *who, "link_lifetime.changed", organisation.link_lifetime_days, link_lifetime_days, days=link_lifetime_days
        ),
    ]
    organisation.support_email, organisation.link_lifetime_days = support_email, link_lifetime_days
    organisation.save(update_fields=["support_email", "link_lifetime_days"])
    face.accent, face.welcome, face.return_url, face.hosts = accent, welcome, return_url, hosts
    face.save(update_fields=["accent", "welcome", "return_url", "hosts"])
    return any(changes)


@transaction.atomic
def save_origins(*, organisation: Organisation, actor: User, origins: list[str]) -> bool:
    """Keep which sites may show the customers' pages within their own. Say whether it are others than before."""
    face = _face_of(organisation)
    is_changed = _note(organisation, actor, "origins.changed", face.origins, origins, hosts=", ".join(origins))
    face.origins = origins
    face.save(update_fields=["origins"])
    return is_changed


@transaction.atomic
def save_logo(*, organisation: Organisation, actor: User, picture: Picture | None) -> bool:
    """Keep a picture as the logo, or none. Say whether it is another one than before."""
    face = _face_of(organisation)
    digest = hashlib.sha256(picture.png).hexdigest() if picture else ""
    if picture is None:
        is_other = _note(organisation, actor, "logo.removed", face.logo_digest, digest)
        face.logo, face.logo_width, face.logo_height = b"", 0, 0
    else:
        is_other = _note(organisation, actor, "logo.changed", face.logo_digest, digest)
        face.logo, face.logo_width, face.logo_height = picture.png, picture.width, picture.height
    face.logo_digest = digest
    face.save(update_fields=["logo", "logo_digest", "logo_width", "logo_height"])
    return is_other


@transaction.atomic
def save_draft(*, organisation: Organisation, actor: User, words: Words, is_main: bool) -> WordingDraft:
    """Keep the words of one language in the draft; empty ones take the language out of it."""
    draft = _locked(organisation).draft
    draft.texts = {code: stored for code, stored in draft.texts.items() if code != words.language}
    if words:
        draft.texts[words.language] = words.stored
    if is_main:
        draft.main_language = words.language
    return _kept(draft, actor)


@transaction.atomic
def draft_from(*, version: WordingVersion, actor: User) -> WordingDraft:
    """Begin a draft with the words of a version; the draft that there is goes."""
    organisation = _locked(version.organisation)
    WordingDraft.objects.filter(organisation=organisation).delete()
    return _kept(WordingDraft.of(organisation, version), actor)


@transaction.atomic
def discard_draft(*, organisation: Organisation, actor: User) -> bool:
    """Throw the draft away. Say whether there was one."""
    count, _rows = WordingDraft.objects.filter(organisation=_locked(organisation)).delete()
    return _note(organisation, actor, "wording.draft_discarded", 0, count)


@transaction.atomic
def publish_draft(*, organisation: Organisation, actor: User, asks_again: bool, digest: str) -> WordingVersion:
    """Make the draft a version, which customers read from now on.

    ``digest`` is that of the draft that the member has seen.

    Raises:
        Refused: there is no draft, it is not complete, it says nothing new, or it was changed meanwhile.
    """
    organisation = _locked(organisation)
    draft, before = organisation.draft, organisation.wording
    if draft.pk is None:
        raise Refused(_("There is no draft. It was published or discarded meanwhile."))
    if draft.digest != digest:
        raise Refused(_("The draft has changed since you opened the page. Read it again, then publish."))
    if draft.faults:
        raise Refused(" ".join(draft.faults))
    if before is not None and before.digest == draft.digest:
        raise Refused(_("The draft says what version %(number)s says.") % {"number": before.number})
    version = organisation.wording_versions.create(
        number=draft.number,
        main_language=draft.main_language,
        texts={words.language: words.stored for words in draft.everything},
        asks_again=asks_again,
        published_by=actor,
        publisher=actor.email,
    )
    draft.delete()
    note(
        organisation=organisation,
        actor=actor,
        verb="wording.published",
        object_label=organisation.name,
        object_id=organisation.public_id,
        number=version.number,
        asks_again=asks_again,
        digest=version.digest,
    )
    return version


def _locked(organisation: Organisation) -> Organisation:
    """The organisation as it stands now, its words held against another member until the transaction ends."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _kept(draft: WordingDraft, actor: User) -> WordingDraft:
    draft.changed_at, draft.changed_by = now(), actor
    draft.save()
    return draft


def _face_of(organisation: Organisation) -> Face:
    """The organisation's face, held against another member until the transaction ends."""
    Face.objects.get_or_create(organisation=organisation)
    face = Face.objects.select_for_update().get(organisation=organisation)
    face.organisation = organisation  # which knows it as its face from now on
    return face


def _note(organisation: Organisation, actor: User, verb: str, before: Any, after: Any, **facts: str | int) -> bool:
    """Note what is other than before. Say whether it is."""
    if before == after:
        return False
    note(
        organisation=organisation,
        actor=actor,
        verb=verb,
        object_label=organisation.name,
        object_id=organisation.public_id,
        **facts,
    )
    return True
