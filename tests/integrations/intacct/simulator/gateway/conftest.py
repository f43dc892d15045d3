"""A small world, and a client that writes the XML of the gateway by hand."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from integrations.intacct.simulator.catalogue import APPLICATIONS, PERMISSION_ROWS
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.world import (
    Authorization,
    Books,
    Entity,
    Login,
    Role,
    Sender,
    SimulatedCompany,
    World,
)

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALL = {application: {row: list(boxes) for row, boxes in rows.items()} for application, rows in PERMISSION_ROWS.items()}


def company(company_id, **changes):
    return SimulatedCompany(
        **{
            "company_id": company_id,
            "title": company_id,
            "scenario": "",
            "summary": "",
            "subscriptions": list(APPLICATIONS),
            "authorizations": [Authorization(sender_id="acornSender")],
            "roles": [Role(name="Everything", rights=deepcopy(ALL))],
            "logins": [Login(user_id="reader", password="right", roles=["Everything"], email="reader@acorn.example")],
            **changes,
        }
    )


class Clock:
    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time

    def pass_hours(self, hours):
        self.time += timedelta(hours=hours)


class Asker:
    """Asks the gateway, by login unless a session is given."""

    def __init__(self):
        self.clock = Clock()
        entities = [
            Entity(location_id="US", name="Harbour US"),
            Entity(location_id="UK", name="Harbour UK", currency="GBP"),
        ]
        self.world = World(
            senders=[
                Sender(sender_id="acornSender", password="sender-right"),
                Sender(sender_id="birchSender", password="b"),
            ],
            companies=[
                company("Single"),
                company("Multi", entities=entities, books=Books(seed=3, currencies=["USD", "EUR"])),
                company("Large", books=Books(invoices=4000, bills=2000, journal_entries=3000)),
            ],
        )
        self.gateway = SimulatedGateway(self.world, endpoint="https://gateway.example/xmlgw", now=self.clock)

    def company(self, company_id):
        return self.world.company(company_id)

    def document(self, *functions, **options):
        o = {"company": "Single", "user": "reader", "password": "right", "sender": "acornSender", **options}
        location = f"<locationid>{o['location']}</locationid>" if "location" in o else ""
        login = (
            f"<login><userid>{o['user']}</userid><companyid>{o['company']}</companyid>"
            f"<password>{o['password']}</password>{location}</login>"
        )
        who = f"<sessionid>{o['session']}</sessionid>" if "session" in o else login
        calls = "".join(f'<function controlid="f{n}">{body}</function>' for n, body in enumerate(functions))
        unique = f"<uniqueid>{o.get('unique', 'false')}</uniqueid>"
        return (
            f"<request><control><senderid>{o['sender']}</senderid><password>{o.get('sender_password', 'sender-right')}"
            f"</password><controlid>c1</controlid>{unique}<dtdversion>3.0</dtdversion>{o.get('extra', '')}</control>"
            f'<operation transaction="{o.get("transaction", "false")}"><authentication>{who}</authentication>'
            f"<content>{calls}</content></operation></request>"
        ).encode()

    def send(self, *functions, content_type="application/xml", **options):
        return self.gateway.handle(self.document(*functions, **options), content_type)

    def ask(self, *functions, **options):
        reply = self.send(*functions, **options)
        return etree.fromstring(reply.body)

    def rows(self, body, **options):
        """Return the records of one query: a dict of texts each."""
        return [{cell.tag: cell.text or "" for cell in row} for row in self.ask(body, **options).find(".//data")]

    def session(self, function="<getAPISession/>", **options):
        return self.ask(function, **options).findtext(".//api/sessionid")


@pytest.fixture
def asker():
    return Asker()


@pytest.fixture
def query():
    def write(name, fields, inner=""):
        select = "".join(f"<field>{field}</field>" for field in fields.split())
        return f"<query><object>{name}</object><select>{select}</select>{inner}</query>"

    return write
