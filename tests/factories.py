"""One factory for each model, over the same actions that people use where there is one."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils.timezone import now
from factory.django import DjangoModelFactory

from companies.models import Company, Connection, Link
from integrations.models import Integration, PartnerCredential
from portal.accounts.models import User
from portal.organisations.models import Membership, Organisation, WordingVersion
from portal.organisations.roles import Role
from portal.people.models import LIFETIME, Invitation

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.com")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return User.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    support_email = factory.LazyAttribute(lambda o: f"support@{o.slug}.example")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.ADMINISTRATOR


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    expires_at = factory.LazyFunction(lambda: now() + LIFETIME)


class WordingVersionFactory(DjangoModelFactory):
    """What an organisation publishes next: a purpose in English, unless ``texts`` says otherwise."""

    class Meta:
        model = WordingVersion

    class Params:
        purpose = "To decide on your credit line."

    organisation = factory.SubFactory(OrganisationFactory)
    number = factory.LazyAttribute(lambda version: version.organisation.draft.number)
    texts = factory.LazyAttribute(lambda version: {"en": {"purpose": version.purpose, "clauses": []}})


class PartnerCredentialFactory(DjangoModelFactory):
    class Meta:
        model = PartnerCredential

    provider = "sage-intacct"
    label = "Ledgerbridge"
    settings = factory.Dict({"sender_id": "LedgerbridgePartner", "sender_password": "partner-sender-secret"})


class IntegrationFactory(DjangoModelFactory):
    class Meta:
        model = Integration

    organisation = factory.SubFactory(OrganisationFactory)
    provider = "sage-intacct"
    is_enabled = True
    settings = factory.Dict({"sender_id": "AcornLending", "sender_password": "acorn-sender-secret"})
    settings_changed_at = factory.LazyFunction(now)


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Hartwell Joinery {n}")


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link

    company = factory.SubFactory(CompanyFactory)
    organisation = factory.SelfAttribute("company.organisation")
    expires_at = factory.LazyAttribute(lambda link: now() + timedelta(days=link.organisation.link_lifetime_days))


class ConnectionFactory(DjangoModelFactory):
    class Meta:
        model = Connection

    company = factory.SubFactory(CompanyFactory)
    organisation = factory.SelfAttribute("company.organisation")
    integration = factory.SubFactory(IntegrationFactory, organisation=factory.SelfAttribute("..organisation"))
