"""The cast: Ada administers Acorn, Ben is a member there, Cleo belongs to another organisation."""

from __future__ import annotations

import pytest

from portal.organisations.roles import Role
from tests.factories import IntegrationFactory, MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def acorn(db):
    return OrganisationFactory(name="Acorn Lending", slug="acorn")


@pytest.fixture
def birch(db):
    return OrganisationFactory(name="Birch Software", slug="birch")


@pytest.fixture
def ada(acorn):
    user = UserFactory(email="ada@acorn.example", name="Ada")
    MembershipFactory(organisation=acorn, user=user, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def ben(acorn):
    user = UserFactory(email="ben@acorn.example", name="Ben")
    MembershipFactory(organisation=acorn, user=user, role=Role.ONBOARDING)
    return user


@pytest.fixture
def cleo(birch):
    user = UserFactory(email="cleo@birch.example", name="Cleo")
    MembershipFactory(organisation=birch, user=user, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def signed_in(client):
    """Sign a user in and hand back the client."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def intacct(acorn):
    """Acorn's Sage Intacct integration: set up and switched on."""
    return IntegrationFactory(organisation=acorn)
