"""A portal as in production and every page of the wizard in it, one after the other.

``Stage`` starts the web server, a worker and the simulated Sage Intacct; ``walk`` goes through the wizard with a
browser as customers do, and stops at every page and every state of it. Who walks along measures (``benchmarks.pages``)
or takes pictures (``docs.take_wizard_pictures``).
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.rig import HOST, ROOT, Rig, free_port, until
from integrations.intacct.simulator.blueprint import PASSWORD, USER_ID
from integrations.intacct.simulator.server import GATEWAY_PATH
from tests.journeys.console import permit

LONGEST = 60_000
LOOKS_AGAIN = "**/recheck/"
MISSING, ENTITIES = "demo-no-payables", "demo-healthy"
"""The simulated companies: one in which rights are missing, one with several entities."""


@dataclass(frozen=True)
class View:
    """A page at which the walk has stopped. The answer to a form has no address of its own."""

    name: str
    address: str = ""


class Stage:
    """Everything that runs, and the addresses that customers were sent."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        portal, simulator = free_port(), free_port()
        self.portal, self.console = f"http://{HOST}:{portal}", f"http://{HOST}:{simulator}/console/"
        rig.environment["PUBLIC_URL"] = self.portal
        rig.environment["INTACCT_GATEWAY_URL"] = f"http://{HOST}:{simulator}{GATEWAY_PATH}"
        (rig.folder / "data" / "broker" / "messages").mkdir(parents=True)
        rig.portal()
        self._furnish()
        state = ["--state", rig.folder / "simulator.json"]
        rig.start("simulator", [sys.executable, "-m", "integrations.intacct.simulator", "--port", simulator, *state])
        served = ["--config", ROOT / "deploy" / "gunicorn.py", "--bind", f"{HOST}:{portal}"]
        rig.start("web", [sys.executable, "-m", "gunicorn", *served, "--workers", "1"])
        self.work()
        for address in (f"{self.portal}/readyz", self.console):
            until(partial(_answers, address), f"{address} does not answer", requests.RequestException)

    def work(self) -> None:
        self._worker = self.rig.worker("worker")
        os.setpriority(os.PRIO_PGRP, self._worker.pid, 19)  # the phone that is measured has a processor of its own

    def rest(self) -> None:
        """Let nobody work, so that what is being checked stays so."""
        self.rig.end(self._worker)

    def _furnish(self) -> None:
        """Collect the static files; make the demo's organisations, a face for one of them, and links in every state."""
        from django.core.management import call_command
        from django.utils.timezone import now

        from companies.actions import create_company, issue_link, revoke_link
        from companies.requesting import url_of
        from portal.demo.cast import ACORN, BIRCH
        from portal.demo.seeding import seed
        from portal.lib.pictures import redrawn
        from portal.organisations.actions import save_logo
        from portal.organisations.models import Organisation

        call_command("collectstatic", interactive=False, verbosity=0)
        seed()

        def link(name: str, slug: str = BIRCH.slug):  # type: ignore[no-untyped-def]
            organisation = Organisation.objects.get(slug=slug)
            actor = organisation.memberships.filter(role="administrator").get().user
            company = create_company(organisation=organisation, name=name, is_test=False, actor=actor)
            return issue_link(company=company, actor=actor), actor

        made, actor = link("Hartwell Joinery")
        save_logo(organisation=made.organisation, actor=actor, picture=redrawn(_logo()))
        self.link = url_of(made)
        self.link_with_entities = url_of(link("Harbour Supplies")[0])
        self.link_to_nothing = url_of(link("Juniper Bakery", ACORN.slug)[0])
        taken_back, actor = link("Marlow & Finch Interiors")
        self.link_taken_back = url_of(revoke_link(link=taken_back, actor=actor))
        run_out, _ = link("Saltmarsh Brewing Co.")
        type(run_out).objects.filter(pk=run_out.pk).update(expires_at=now() - timedelta(days=1))
        self.link_run_out = url_of(run_out)


def _answers(address: str) -> bool:
    return requests.get(address, timeout=5).ok


def _logo() -> bytes:
    """A wordmark's worth of pixels, which no compression makes vanish."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((320, 80)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def walk(page: Page, stage: Stage) -> Iterator[View]:
    """Go through the wizard; ``page`` stands at each view while it is yielded."""
    page.set_default_timeout(LONGEST)
    expect.set_options(timeout=LONGEST)
    yield from _begin(page, stage.link)
    yield from _tasks(page, stage.link)
    yield from _sign_in(page, stage)
    yield from _permissions(page, stage)
    yield from _connected(page, stage)
    yield from _entities(page, stage.link_with_entities)
    yield from _ended(page, stage)


def _here(page: Page, name: str) -> View:
    return View(name, page.url.partition("#")[0])


def _begin(page: Page, link: str) -> Iterator[View]:
    page.goto(link)
    yield _here(page, "welcome")
    _press(page, "Agree and continue")
    expect(page.get_by_role("alert")).to_be_visible()
    yield View("welcome-refused")
    page.get_by_role("checkbox").check()
    _press(page, "Agree and continue")
    yield _here(page, "select")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=re.compile("Continue")).click()
    yield _here(page, "tasks")
    for place in ["leave", "data", "web-services-user/help", "credentials/help", "tasks/send", "web-services/send"]:
        page.goto(f"{link}{place}/")
        yield _here(page, place.replace("/", "-"))
    page.goto(f"{link}welcome/")
    yield _here(page, "welcome-agreed")


def _tasks(page: Page, link: str, company_id: str = MISSING) -> Iterator[View]:
    page.goto(f"{link}before-you-start/")
    yield _here(page, "before-you-start")
    _press(page, "I have done this")
    yield _here(page, "company-id")
    _press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_be_visible()
    yield View("company-id-refused")
    page.get_by_label("Company ID").fill(f" {company_id} ")
    _press(page, "Save and continue")
    expect(page.get_by_text("blanks at the beginning or end were taken out")).to_be_visible()
    yield _here(page, "web-services")
    _press(page, "I have done this")
    yield _here(page, "authorise-sender")
    _press(page, "I have done this")
    yield _here(page, "web-services-user")
    page.get_by_role("radio").last.check()
    _press(page, "Show the next steps")
    yield _here(page, "web-services-user-without-roles")
    page.get_by_role("radio").first.check()
    _press(page, "Change the answer")
    yield _here(page, "web-services-user-with-roles")
    page.goto(f"{link}web-services-user/list/")
    yield _here(page, "permission-list")
    page.goto(f"{link}web-services-user/")
    _press(page, "I have done this")
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{link}web-services-user/")
    yield _here(page, "web-services-user-done")
    page.goto(f"{link}tasks/")
    yield _here(page, "tasks-half")


def _sign_in(page: Page, stage: Stage) -> Iterator[View]:
    page.goto(f"{stage.link}credentials/")
    yield _here(page, "credentials")
    _press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    yield View("credentials-incomplete")
    stage.rest()
    _enter(page, "not the password")
    expect(page.locator("#progress")).to_be_visible()
    yield _here(page, "credentials-asking")
    stage.work()
    expect(page.get_by_role("heading", name="Sage Intacct refused the sign-in")).to_be_visible()
    yield _here(page, "credentials-refused")
    page.goto(f"{stage.link}tasks/")
    yield _here(page, "tasks-attention")
    page.goto(f"{stage.link}credentials/")
    _enter(page, PASSWORD)
    expect(page.get_by_text("Sage Intacct let the user in")).to_be_visible()
    yield _here(page, "credentials-signed-in")


def _permissions(page: Page, stage: Stage) -> Iterator[View]:
    page.goto(f"{stage.link}permissions/")
    yield _here(page, "permissions")
    stage.rest()
    _press(page, "Check, then begin to read")
    expect(page.locator("#progress")).to_be_visible()
    yield _here(page, "permissions-checking")
    stage.work()
    expect(page.get_by_role("main")).to_contain_text("required permissions are missing")
    page.route(LOOKS_AGAIN, lambda route: route.abort())  # or it would be another page while it is looked at
    page.goto(f"{stage.link}permissions/send/")
    yield _here(page, "permissions-send")
    page.goto(f"{stage.link}permissions/")
    yield _here(page, "permissions-missing")
    page.unroute(LOOKS_AGAIN)
    console = page.context.new_page()
    permit(console, stage.console, MISSING, "Accounts Payable")
    console.close()
    page.goto(f"{stage.link}permissions/")
    expect(page.get_by_role("main")).to_contain_text("All required permissions are in order.")
    yield _here(page, "permissions-in-order")


def _connected(page: Page, stage: Stage) -> Iterator[View]:
    _press(page, "Finish")
    expect(page.get_by_role("heading", level=1)).to_contain_text("connected")
    yield _here(page, "done")
    expect(page.get_by_text("The first reading is complete.")).to_be_visible()
    yield _here(page, "done-read")
    page.goto(f"{stage.link}renew/")
    yield _here(page, "renew")
    stage.rest()
    _enter(page, "not the password")
    expect(page.locator("#progress")).to_be_visible()
    yield _here(page, "renew-asking")
    stage.work()
    expect(page.get_by_role("alert")).to_be_visible()
    yield _here(page, "renew-refused")
    _enter(page, PASSWORD)
    expect(page.get_by_role("main")).to_contain_text("The new one works and has replaced the old one")
    yield _here(page, "renew-replaced")
    page.goto(f"{stage.link}disconnect/")
    yield _here(page, "disconnect")
    _press(page, "Disconnect")
    expect(page.get_by_role("heading", level=1)).to_contain_text("disconnected")
    yield View("disconnected")
    page.goto(f"{stage.link}")
    yield _here(page, "disconnected-later")


def _entities(page: Page, link: str) -> Iterator[View]:
    for _ in [*_begin(page, link), *_tasks(page, link, ENTITIES)]:
        pass  # the same pages as before
    page.goto(f"{link}credentials/")
    _enter(page, PASSWORD)
    expect(page.get_by_text("Sage Intacct let the user in")).to_be_visible()
    yield _here(page, "credentials-with-entities")
    page.goto(f"{link}entity/")
    yield _here(page, "entity")
    _press(page, "Continue")
    expect(page.get_by_role("alert")).to_be_visible()
    yield View("entity-refused")
    page.get_by_role("combobox").select_option(index=1)
    _press(page, "Continue")
    page.wait_for_url("**/permissions/")
    page.goto(f"{link}tasks/")
    yield _here(page, "tasks-last")


def _ended(page: Page, stage: Stage) -> Iterator[View]:
    page.goto(stage.link_to_nothing)
    yield _here(page, "nothing-offered")
    page.goto(stage.link_run_out)
    yield _here(page, "run-out")
    page.goto(stage.link_taken_back)
    yield _here(page, "taken-back")
    _press(page, "Ask for a new address")
    expect(page.get_by_role("main")).to_contain_text("was told that you ask for a new address")
    yield _here(page, "taken-back-asked")
    page.goto(f"{stage.portal}/link/no-such-link/")
    yield _here(page, "unknown")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _enter(page: Page, password: str) -> None:
    page.get_by_label("User ID").fill(USER_ID)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=re.compile("Sign in|Try")).click()
