"""What a company is, apart from its books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, SourceRecord
from integrations.records.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyInfo(SourceRecord):
    """The one record about the company itself, or about the entity that was chosen."""

    kind: ClassVar[str] = Kind.COMPANY.value
    label: ClassVar[str | Promise] = Kind.COMPANY.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("companyName", _("Company name")),
        Column("accountingPlatformRef", _("Company ID")),
        Column("baseCurrency", _("Base currency")),
        Column("financialYearStartDate", _("Financial year starts"), "date"),
    )

    company_name: str
    accounting_platform_ref: str
    company_legal_name: str | None = None
    tax_number: str | None = None
    registration_number: str | None = None
    base_currency: str | None = None
    financial_year_start_date: date | None = None
    ledger_lock_date: date | None = None

    def promoted(self) -> Promoted:
        return Promoted(label=self.company_name, currency=self.base_currency or "")
