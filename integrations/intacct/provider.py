"""Sage Intacct as a provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.conf import settings as portal
from django.utils.translation import gettext_lazy as _

from integrations.intacct import capabilities, counting, probe, reading
from integrations.intacct.client import IntacctClient
from integrations.intacct.forms import CredentialsForm, SettingsForm
from integrations.intacct.guide import steps
from integrations.intacct.session import Login, Sender
from integrations.pages import Balance, Cursor, Holdings, Page, Stopped, Tally, Usage, Wanted, nothing_held
from integrations.provider import (
    Capability,
    Check,
    Entity,
    GuideContext,
    GuideStep,
    Provider,
    Signal,
    SignIn,
    Tell,
    Text,
)
from portal.lib import slots


class IntacctProvider(Provider):
    """Sage Intacct, read through its XML gateway by a Web Services user."""

    key: ClassVar[str] = "sage-intacct"
    name: ClassVar[str] = "Sage Intacct"
    mark: ClassVar[str] = "SI"
    tagline: ClassVar[Text] = _(
        "Reads the books of a company through a Web Services user that it can withdraw any time."
    )
    kinds: ClassVar[tuple[str, ...]] = reading.KINDS
    settings_form: ClassVar[type[forms.Form]] = SettingsForm
    credentials_form: ClassVar[type[forms.Form]] = CredentialsForm
    credentials_title: ClassVar[Text] = _("Enter your Sage Intacct company ID, user ID and password")
    sign_in_checks: ClassVar[tuple[Text, ...]] = tuple(label for _name, label in probe.SIGN_IN_CHECKS)
    transactions_a_month: ClassVar[int] = 100_000
    transactions_note: ClassVar[Text] = _(
        "Sage counts the transactions of a customer over all its integrations; 100,000 a month belong to the smallest "
        "performance tier. Those of an authorised Marketplace partner's Sender ID are not counted."
    )
    has_entities: ClassVar[bool] = True
    public_settings: ClassVar[tuple[str, ...]] = ("sender_id",)

    _reading: reading.Reading | None = None

    @cached_property
    def client(self) -> IntacctClient:
        return IntacctClient(
            sender=Sender(self.settings["sender_id"], self.settings["sender_password"]),
            login=Login(self.credentials["company_id"], self.credentials["user_id"], self.credentials["password"]),
            entity=self.entity,
            gateway=portal.INTACCT_GATEWAY_URL,
            slots=slots.shared(),
            at_once=portal.INTACCT_REQUESTS_AT_ONCE,
        )

    @classmethod
    def guide(cls, context: GuideContext) -> Sequence[GuideStep]:
        return steps(context)

    @classmethod
    def capabilities(cls) -> Sequence[Capability]:
        return capabilities.listed(cls.kinds)

    @classmethod
    def account_id(cls, credentials: Mapping[str, Any]) -> str:
        return str(credentials.get("company_id", ""))

    def sign_in(self, tell: Tell | None = None) -> SignIn:
        return probe.sign_in(self.client, tell)

    def probe(self, kinds: Sequence[str], only: Sequence[str] = (), tell: Tell | None = None) -> Sequence[Check]:
        return probe.permissions_held(self.client, kinds, only, tell)

    def enter(self, entities: Sequence[Entity]) -> Sequence[Check]:
        return probe.entered(self.client, entities)

    def read(self, kind: str, cursor: Cursor) -> Iterator[Page]:
        for outcome in self.stream((Wanted(kind=kind, cursor=cursor),)):
            if isinstance(outcome, Stopped):
                raise outcome.error
            yield outcome

    def stream(self, wanted: Sequence[Wanted], holdings: Holdings = nothing_held) -> Iterator[Page | Stopped]:
        self._reading = reading.Reading(self.client, wanted, holdings)
        return self._reading.pages()

    def wind_down(self) -> None:
        if self._reading is not None:
            self._reading.wind_down()

    def usage(self) -> Usage:
        return self.client.meter.take() if "client" in self.__dict__ else Usage()

    def tally(self, wanted: Sequence[Wanted]) -> Sequence[Tally]:
        return counting.tally(self.client, wanted)

    def trial_balance(self, first: date, last: date) -> Sequence[Balance]:
        return counting.trial_balance(self.client, first, last)

    def signals(self) -> Sequence[Signal]:
        return self.client.signals() if "client" in self.__dict__ else ()

    def close(self) -> None:
        if "client" in self.__dict__:
            self.client.close()
