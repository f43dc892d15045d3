"""The cast: Ada administers Acorn, Ben is a member there, Cleo belongs to another organisation."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.utils import translation
from kombu.exceptions import OperationalError as BrokerError

from integrations.intacct import backoff, transport
from integrations.intacct.simulator.adapter import SimulatorAdapter
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import build_world
from portal.celery import app
from portal.organisations.roles import Role
from tests.factories import IntegrationFactory, MembershipFactory, OrganisationFactory, UserFactory

pytest_plugins = ["tests.browsing"]


@pytest.fixture(autouse=True, scope="session")
def loopback_only():
    """No request leaves this machine, whatever a test or a provider tries."""
    connect = socket.socket.connect

    def connect_nearby(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            assert ipaddress.ip_address(host).is_loopback, f"A test tried to reach {address[0]}."
        return connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_nearby)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def gateway(settings, monkeypatch):
    """The simulated Sage Intacct, where the settings say the gateway is; nobody waits for a second try.

    Its companies are at ``gateway.gateway.world``, what was asked at ``gateway.calls``.
    """
    adapter = SimulatorAdapter(SimulatedGateway(build_world(), endpoint=settings.INTACCT_GATEWAY_URL))
    session = transport.session()
    monkeypatch.setattr(session, "adapters", session.adapters.copy())
    session.mount(settings.INTACCT_GATEWAY_URL, adapter)
    monkeypatch.setattr(backoff, "sleep", lambda seconds: None)
    return adapter


@pytest.fixture
def broker_away(monkeypatch):
    """A stretch of time in which the broker takes no message; behind it work is done at once again."""

    def refuse(name, *args, **options):
        raise BrokerError(f"Nobody takes {name}.")

    @contextmanager
    def away():
        with monkeypatch.context() as patch:
            patch.setitem(app.conf, "task_always_eager", False)
            patch.setattr(app, "send_task", refuse)
            yield

    return away


@pytest.fixture(autouse=True)
def house_language():
    """A request leaves its language behind in the thread; the next test begins in the house's."""
    translation.activate(settings.LANGUAGE_CODE)


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
