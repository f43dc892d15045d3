"""Support staff, and one row of everything that they may look at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.datasets.models import Dataset, Reading, Sync
from companies.models import Connection, Probe, ProbeCheck
from integrations.models import MaintenanceWindow, UnknownReply
from linkflow.models import Consent, LinkSession
from portal.audit.actions import record
from portal.mails.models import Mail
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role
from portal.webhooks.models import Delivery, Endpoint, Event
from tests.factories import (
    CompanyFactory,
    ConnectionFactory,
    InvitationFactory,
    LinkFactory,
    PartnerCredentialFactory,
    UserFactory,
)
from tests.staff import support_user

CUSTOMER = "clerk@hartwell.example"
SECRETS = ("acorn-sender-secret", "partner-sender-secret", "customer-password-secret", "whsec_signing-secret", CUSTOMER)
"""What must never come out, in whatever page."""


@pytest.fixture
def support(db):
    return support_user()


@pytest.fixture
def superuser(db):
    return UserFactory(email="root@ledgerbridge.example", is_staff=True, is_superuser=True)


@pytest.fixture
def rows(acorn, ada, intacct):
    """One row of each kind, by the name of its model; all Acorn's."""
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    link = LinkFactory(company=company)
    connection = ConnectionFactory(
        company=company,
        integration=intacct,
        status=Connection.Status.LINKED,
        account_id="HARTWELL",
        credentials={"company_id": "HARTWELL", "user_id": "ws", "password": "customer-password-secret"},
        credentials_changed_at=now(),
    )
    of = {"organisation": acorn}
    probe = Probe.objects.create(**of, connection=connection, kind="permissions", status="failed")
    check = ProbeCheck.objects.create(
        **of,
        probe=probe,
        name="user",
        label="User and password",
        outcome="failed",
        verdict={
            "cause": "The password was refused.",
            "owner": "customer",
            "fix": ["Type the password of the **Web Services** user."],
            "menu_path": ["Company", "Admin", "Users"],
            "raw": {"number": "XL03000006", "text": "Sign-in information is incorrect"},
        },
    )
    sync = Sync.objects.create(**of, company=company, connection=connection, trigger="link", kinds=["customers"])
    dataset = Dataset.objects.create(**of, company=company, connection=connection, kind="customers")
    endpoint = Endpoint.objects.create(**of, url="https://hooks.acorn.example/in", secret="whsec_signing-secret")
    event = Event.objects.create(**of, kind="connection.linked")
    key, _ = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)
    return {
        "organisation": acorn,
        "user": ada,
        "apikey": key,
        "integration": intacct,
        "partnercredential": PartnerCredentialFactory(),
        "unknownreply": UnknownReply.objects.create(
            provider="sage-intacct", level="result", http_status=200, text="acorn", last_connection=connection.public_id
        ),
        "maintenancewindow": MaintenanceWindow.objects.create(
            provider="sage-intacct", starts_at=now(), ends_at=now() + timedelta(hours=2), note="acorn"
        ),
        "company": company,
        "link": link,
        "connection": connection,
        "probe": probe,
        "probecheck": check,
        "sync": sync,
        "dataset": dataset,
        "reading": Reading.objects.create(**of, sync=sync, dataset=dataset),
        "endpoint": endpoint,
        "delivery": Delivery.objects.create(**of, event=event, endpoint=endpoint),
        "mail": Mail.objects.create(
            **of,
            kind="link.invitation",
            about=company.public_id,
            recipient=CUSTOMER,
            is_to_customer=True,
            language="en",
        ),
        "invitation": InvitationFactory(organisation=acorn, invited_by=ada),
        "linksession": LinkSession.objects.create(**of, company=company, link=link),
        "consent": Consent.objects.create(
            **of, company=company, link=link, text="Yes", text_version="1", language="en"
        ),
        "auditevent": record(organisation=acorn, actor=ada, verb="link.issued", object_label=company.name),
    }
