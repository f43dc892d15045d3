"""One sitting of the exam: a scenario met by the provider, from the form to the reading, and what was said of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from integrations.errors import CredentialsRejected, PermissionMissing, ProviderError, ProviderUnavailable
from integrations.intacct import backoff, exchange, transport
from integrations.intacct.forms import CredentialsForm
from integrations.intacct.provider import IntacctProvider
from integrations.intacct.simulator.adapter import SimulatorAdapter
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import SCENARIOS, build_world
from integrations.intacct.simulator.world import SimulatedCompany
from integrations.provider import FORECAST, Check, Verdict

BY_KEY = {scenario.key: scenario for scenario in SCENARIOS}
LOCALES = {28: {"date_format": ".dmY"}, 29: {"clock": "12"}, 30: {"gmt_offset": "+05:45"}}
"""The odd locales that every broken set-up is paired with, by row."""


@dataclass
class Sitting:
    """What was said, stage by stage."""

    adapter: SimulatorAdapter
    notices: list[str] = field(default_factory=list)
    sign_in: list[Check] = field(default_factory=list)
    permissions: list[Check] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    unread: dict[str, Verdict | None] = field(default_factory=dict)
    out_of_reach: Verdict | None = None
    lost: Verdict | None = None
    heard: list[str] = field(default_factory=list)
    dropped: dict[str, set[str]] = field(default_factory=dict)

    def failed(self, checks: list[Check], *, forecast: bool) -> dict[str, Verdict]:
        kind = [check for check in checks if (check.kind == FORECAST) is forecast]
        return {check.name: check.verdict for check in kind if check.outcome == "failed" and check.verdict is not None}

    @property
    def refused(self) -> dict[str, Verdict]:
        return self.failed(self.sign_in, forecast=False)

    @property
    def warned(self) -> dict[str, Verdict]:
        return self.failed(self.sign_in, forecast=True)

    @property
    def missing(self) -> dict[str, Verdict]:
        return self.failed(self.permissions, forecast=False)

    @property
    def waiting(self) -> list[str]:
        return [check.name for check in self.sign_in if check.outcome == "waiting"]

    def outcome(self, name: str) -> str:
        return next((check.outcome for check in self.sign_in if check.name == name), "")


class Ears(logging.Handler):
    """Hears what the exchange diagnosed, whether or not it was mended afterwards."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.WARNING and isinstance(record.args, tuple) and record.args:
            self.heard.append(str(record.args[0]))


@contextmanager
def gateway() -> Iterator[SimulatorAdapter]:
    """A fresh simulated gateway where the settings say it is, and nobody waits for a second try."""
    adapter = SimulatorAdapter(SimulatedGateway(build_world(), endpoint=settings.INTACCT_GATEWAY_URL))
    session, sleep = transport.session(), backoff.sleep
    adapters = session.adapters.copy()
    session.mount(settings.INTACCT_GATEWAY_URL, adapter)
    backoff.sleep = lambda seconds: None
    try:
        yield adapter
    finally:
        session.adapters, backoff.sleep = adapters, sleep


def sit(key: str, *, locale: int | None = None, change: Callable[[SimulatedCompany], None] | None = None) -> Sitting:
    """Meet a scenario as a customer would: type, sign in, check the rights, read. Stops where a customer is stopped."""
    scenario = BY_KEY[key]
    with gateway() as adapter:
        sitting = Sitting(adapter)
        company = adapter.gateway.world.company(scenario.company_id.strip().replace("\u200b", ""))
        if company is not None:
            for name, value in LOCALES.get(locale or 0, {}).items():
                setattr(company, name, value)
            if change is not None:
                change(company)
        typed = {"company_id": scenario.company_id, "user_id": scenario.user_id, "password": scenario.password}
        form = CredentialsForm(typed)
        assert form.is_valid(), form.errors
        sitting.notices = [str(notice) for notice in form.notices]
        ears = Ears(sitting.heard)
        exchange.logger.addHandler(ears)
        try:
            with IntacctProvider(
                settings={"sender_id": scenario.sender, "sender_password": scenario.sender_password},
                credentials=form.cleaned_data,
                entity=scenario.entity,
            ) as provider:
                _meet(sitting, provider)
                sitting.dropped = provider.client.refused_fields
        finally:
            exchange.logger.removeHandler(ears)
        return sitting


def fields_left_out(key: str, subject: str, fields: Sequence[str]) -> tuple[set[str], str, int]:
    """Ask for fields that may be hidden: those left out, what support staff are told, and how many rows came."""
    with gateway():
        scenario = BY_KEY[key]
        with IntacctProvider(
            settings={"sender_id": scenario.sender, "sender_password": scenario.sender_password},
            credentials={
                "company_id": scenario.company_id,
                "user_id": scenario.user_id,
                "password": scenario.password,
            },
        ) as provider:
            rows = [row for page in provider.client.pages(subject, fields) for row in page.rows]
            return provider.client.refused_fields[subject], " ".join(provider.client.notices()), len(rows)


def _meet(sitting: Sitting, provider: IntacctProvider) -> None:
    try:
        found = provider.sign_in()
        sitting.sign_in = list(found.checks)
        if not found.is_passed:
            return
        sitting.permissions = list(provider.probe(provider.kinds))
        if any(check.is_required and check.outcome != "passed" for check in sitting.permissions):
            return
        for kind in provider.kinds:
            try:
                sitting.read[kind] = sum(len(page.records) for page in provider.read(kind, {}))
            except PermissionMissing as error:
                sitting.unread[kind] = error.verdict
    except ProviderUnavailable as error:
        sitting.out_of_reach = error.verdict
    except CredentialsRejected as error:
        sitting.lost = error.verdict
    except ProviderError as error:
        sitting.unread[""] = error.verdict
