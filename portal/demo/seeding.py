"""The rows that a demo begins with. What people changed since is never touched again."""

from __future__ import annotations

from django.db import transaction

from companies.actions import create_company
from integrations.actions import enable, grant_partner_credential, set_partner_settings
from integrations.models import PartnerCredential
from portal.accounts.models import User
from portal.demo.cast import (
    CONSULTANT,
    CONSULTANT_ROLES,
    PARTNER_LABEL,
    PARTNER_SENDER,
    PROVIDER,
    STAFF,
    TENANTS,
    SignIn,
    Tenant,
)
from portal.demo.place import Refused
from portal.organisations.actions import add_member, create_organisation
from portal.organisations.models import Organisation
from portal.organisations.roles import Role


@transaction.atomic
def seed() -> None:
    """Make organisations, people and lent credentials, each at its first start only.

    Raises:
        Refused: the database belongs to somebody else.
    """
    slugs = [tenant.slug for tenant in TENANTS]
    there = set(Organisation.objects.values_list("slug", flat=True))
    if there and there.isdisjoint(slugs):
        raise Refused("The database in DATABASE_URL holds other organisations. The demo needs one of its own.")
    staff = _staff()
    lent = _partner_credential()
    for tenant in TENANTS:
        if tenant.slug not in there:
            _organisation(tenant, staff, lent)


def _user(sign_in: SignIn, **fields: bool) -> User:
    found = User.objects.filter(email=sign_in.email).first()
    return found or User.objects.create_user(sign_in.email, sign_in.password, **fields)


def _staff() -> User:
    return _user(STAFF, is_staff=True, is_superuser=True)


def _partner_credential() -> PartnerCredential:
    credential, is_new = PartnerCredential.objects.get_or_create(provider=PROVIDER, label=PARTNER_LABEL)
    return set_partner_settings(partner_credential=credential, settings=PARTNER_SENDER) if is_new else credential


def _organisation(tenant: Tenant, staff: User, lent: PartnerCredential) -> None:
    organisation = create_organisation(
        name=tenant.name, slug=tenant.slug, support_email=f"support@{tenant.slug}.example", purpose=tenant.purpose
    )
    for role, sign_in in tenant.people.items():
        add_member(organisation=organisation, user=_user(sign_in), role=role)
    add_member(organisation=organisation, user=_user(CONSULTANT), role=CONSULTANT_ROLES[tenant.slug])
    administrator = organisation.memberships.get(role=Role.ADMINISTRATOR).user
    if tenant.has_intacct:
        integration = grant_partner_credential(organisation=organisation, partner_credential=lent, actor=staff)
        enable(integration=integration, actor=administrator)
    for name in tenant.companies:
        create_company(organisation=organisation, name=name, is_test=False, actor=administrator)
