"""Every page of the wizard, in the order and in the states in which a customer meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import now

from companies.actions import revoke_link
from companies.models import Connection, Link, Renewal
from integrations.errors import CredentialsRejected
from integrations.models import Integration
from integrations.provider import Owner
from tests.linkflow.conftest import GUIDE, Customer
from tests.lost_keys import lose


def every_page(customer: Customer, member, world) -> Iterator[tuple[str, object]]:
    """Yield (its name, the response) of each page, errors included; the world moves on between them.

    ``member`` is who takes the link back at the end. In ``world``, the company ``demo-healthy`` has several entities,
    and its user lacks a right until it is granted.
    """
    client, token = customer.client, customer.token
    granted = world.company("demo-healthy").roles[0].rights
    rights = granted["Accounts Receivable"]
    right = rights.pop("Invoices")
    for row in ("Trial balance", "General ledger", "General ledger report", "Account balances"):  # all optional
        granted["General Ledger"].pop(row, None)

    def aside(name: str, *more: str):
        return client.get(reverse(f"linkflow:{name}", args=[token, *more]))

    yield "welcome", customer.see("welcome")
    yield "welcome, not agreed", customer.send("welcome", text_hash="")
    customer.agree()
    yield "welcome, agreed", customer.see("welcome")
    yield "select", customer.see("select")
    yield "select, none chosen", customer.send("select")
    customer.send("select", provider="sage-intacct")
    yield "tasks, none done", customer.see("tasks")
    Integration.objects.update(is_enabled=False)
    yield "tasks, switched off", customer.see("tasks")
    Integration.objects.update(is_enabled=True)
    kept = Integration.objects.get().settings
    lose(Integration, "settings")
    yield "tasks, settings unreadable", customer.see("tasks")
    Integration.objects.update(settings=kept)
    yield "tasks for a colleague", aside("send", "tasks")
    yield "leave", aside("leave")
    yield "data", aside("data")
    yield "withdraw", aside("disconnect")
    yield "withdrawn", client.post(reverse("linkflow:disconnect", args=[token]))
    customer.agree()
    for slug in GUIDE:
        yield slug, customer.see(slug)
        yield f"help for {slug}", aside("help", slug)
        yield f"{slug} for a colleague", aside("send", slug)
    yield "company-id, empty", customer.send("company-id", do="done", company_id="")
    yield "web-services-user, not answered", customer.send("web-services-user", do="branch")
    for branch in ("user-based", "role-based"):
        customer.send("web-services-user", do="branch", branch=branch)
        yield f"web-services-user, {branch}", customer.see("web-services-user")
    yield "list of permissions", aside("permission_list", "web-services-user")
    for slug in GUIDE:
        customer.send(slug, do="done", **({"company_id": "demo-healthy"} if slug == "company-id" else {}))
    yield "a task that is done", customer.see("web-services")
    for slug in ("welcome", "select", "tasks", "credentials", "entity", "permissions", "done"):
        yield f"help for {slug}", aside("help", slug)
    yield "credentials", customer.see("credentials")
    yield "credentials, empty", customer.send("credentials")
    customer.sign_in("demo-healthy", password="wrong")  # noqa: S106
    yield "credentials, refused", customer.see("credentials")
    yield "tasks, one needs attention", customer.see("tasks")
    customer.sign_in("demo-healthy")
    yield "credentials, signed in", customer.see("credentials")
    yield "entity", customer.see("entity")
    yield "entity, none chosen", customer.send("entity")
    customer.send("entity", entity="entity:")
    yield "permissions, not begun", customer.see("permissions")
    customer.send("permissions", do="start")
    yield "permissions, one missing", customer.see("permissions")
    rights["Invoices"] = right
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.recheck()
    yield "permissions, an optional one missing before the only reading", customer.see("permissions")
    Integration.objects.update(sync_mode=Integration.SyncMode.CONTINUOUS)
    customer.send("permissions", do="without")
    yield "permissions", customer.see("permissions")
    yield "done", customer.see("done")
    yield "renew", aside("renew")
    yield "renew, empty", client.post(reverse("linkflow:renew", args=[token]))
    with customer.commit(execute=True):
        details = {"company_id": "demo-healthy", "user_id": "ws_reader", "password": "wrong"}
        client.post(reverse("linkflow:renew", args=[token]), details)
    yield "renew, refused", aside("renew")
    Renewal.objects.all().delete()
    lost = {"status": Connection.Status.DEAUTHORISED, "status_reason": CredentialsRejected.user_message}
    Connection.objects.update(**lost, status_owner=Owner.ORGANISATION)
    yield "credentials, waiting for the organisation", customer.see("credentials")
    yield "tasks, waiting for the organisation", customer.see("tasks")
    Connection.objects.update(status_owner=Owner.CUSTOMER)
    yield "tasks, access lost", customer.see("tasks")
    Connection.objects.update(status=Connection.Status.LINKED, status_owner="", status_reason="")
    expires_at = customer.link.expires_at
    Link.objects.update(expires_at=now() - timedelta(days=1))
    yield "link, run out while connected", customer.open()
    Link.objects.update(expires_at=expires_at)
    yield "disconnect", aside("disconnect")
    yield "disconnected", client.post(reverse("linkflow:disconnect", args=[token]))
    yield "welcome, again", customer.see("welcome")
    customer.agree()
    yield "tasks, disconnected", customer.see("tasks")
    revoke_link(link=customer.link, actor=member)
    yield "link, taken back", customer.open()
    yield "link, unknown", client.get("/link/no-such-link/")
