"""A customer before the wizard: Hartwell Joinery, sent a link by Acorn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company, Connection, Link
from companies.tokens import token_of
from integrations.intacct.simulator.world import Books
from linkflow.consent import consent_text
from linkflow.models import LinkSession
from tests.factories import CompanyFactory, LinkFactory

GUIDE = ("before-you-start", "company-id", "web-services", "authorise-sender", "web-services-user")
PASSWORD = "Reader-2026"


@dataclass
class Customer:
    """Somebody with a link in a browser; every method is one thing that a person does."""

    link: Link
    client: Client
    commit: Any

    @property
    def token(self) -> str:
        return token_of(self.link)

    @property
    def company(self) -> Company:
        return self.link.company

    @property
    def session(self) -> LinkSession:
        return LinkSession.objects.get(company=self.company)

    @property
    def connection(self) -> Connection:
        return Connection.objects.get(company=self.company)

    def address(self, slug: str = "", name: str = "step") -> str:
        if not slug:
            return reverse("linkflow:open_link", args=[self.token])
        return reverse(f"linkflow:{name}", args=[self.token, slug])

    def open(self) -> Any:
        return self.client.get(self.address())

    def see(self, slug: str, **query: str) -> Any:
        return self.client.get(self.address(slug), query)

    def watch(self, slug: str, **query: str) -> Any:
        return self.client.get(self.address(slug, "progress"), query, headers={"HX-Request": "true"})

    def send(self, slug: str, **data: Any) -> Any:
        """Submit a page; the worker then does what was queued."""
        with self.commit(execute=True):
            return self.client.post(self.address(slug), data)

    def recheck(self, **headers: str) -> Any:
        with self.commit(execute=True):
            return self.client.post(reverse("linkflow:recheck", args=[self.token]), headers=headers)

    def agree(self) -> Any:
        return self.send("welcome", agreed="on", text_hash=consent_text(self.company).hash)

    def choose_software(self) -> Any:
        self.agree()
        return self.send("select", provider="sage-intacct")

    def do_tasks(self, company_id: str = "demo-single") -> None:
        self.choose_software()
        for slug in GUIDE:
            if slug == "web-services-user":
                self.send(slug, do="branch", branch="role-based")
            self.send(slug, do="done", **({"company_id": company_id} if slug == "company-id" else {}))

    def sign_in(self, company_id: str = "demo-single", user_id: str = "ws_reader", password: str = PASSWORD) -> Any:
        return self.send("credentials", company_id=company_id, user_id=user_id, password=password)

    def arrive(self, company_id: str = "demo-single") -> Any:
        """Do everything up to the check of permissions."""
        self.do_tasks(company_id)
        self.sign_in(company_id)
        return self.send("permissions", do="start")


@pytest.fixture
def customer(acorn, intacct, client, django_capture_on_commit_callbacks, world):
    for simulated in world.companies.values():
        simulated.books = Books(customers=3, vendors=3, invoices=6, bills=6, journal_entries=6)
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    return Customer(LinkFactory(company=company), client, django_capture_on_commit_callbacks)


@pytest.fixture
def world(gateway):
    """The simulated Sage Intacct's companies, to be changed as an administrator would."""
    return gateway.gateway.world
