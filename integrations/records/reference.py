"""What a company is and what its books refer to: dimensions, items, tax rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, Ref, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import PartyStatus


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingCategory(SourceRecord):
    """A value of a dimension. Its id begins with the dimension: ``DEPARTMENT-10``; lines refer to it by that."""

    kind: ClassVar[str] = Kind.TRACKING_CATEGORIES.value
    label: ClassVar[str | Promise] = Kind.TRACKING_CATEGORIES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("dimension", _("Dimension")),
        Column("code", _("Code")),
        Column("name", _("Name"), sort="label"),
        Column("parentId", _("Belongs to")),
        Column("status", _("Status"), "status", sort="status"),
    )

    dimension: str
    code: str
    name: str
    status: PartyStatus
    parent_id: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(label=self.name, status=self.status.value)


class ItemType(StrEnum):
    UNKNOWN = "Unknown"
    INVENTORY = "Inventory"
    NON_INVENTORY = "NonInventory"
    SERVICE = "Service"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSide:
    """How an item is bought or sold; the price is in the base currency."""

    description: str | None = None
    unit_price: Decimal | None = None
    account_ref: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(SourceRecord):
    """Something that is bought, sold or held in stock."""

    kind: ClassVar[str] = Kind.ITEMS.value
    label: ClassVar[str | Promise] = Kind.ITEMS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", _("Item ID"), sort="source_id"),
        Column("name", _("Name"), sort="label"),
        Column("type", _("Type")),
        Column("invoiceItem.unitPrice", _("Sales price"), "money", is_summed=False),
        Column("itemStatus", _("Status"), "status", sort="status"),
    )

    code: str
    name: str
    type: ItemType
    item_status: PartyStatus
    is_bill_item: bool
    is_invoice_item: bool
    bill_item: ItemSide | None = None
    invoice_item: ItemSide | None = None
    unit_of_measure: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(label=self.name, status=self.item_status.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxComponent:
    name: str
    rate: Decimal
    is_compound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate(SourceRecord):
    """A rate of tax in per cent: 8.25 is 8.25 %. ``tax_type`` says whether on sales or on purchases."""

    kind: ClassVar[str] = Kind.TAX_RATES.value
    label: ClassVar[str | Promise] = Kind.TAX_RATES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", _("Tax code"), sort="source_id"),
        Column("name", _("Name"), sort="label"),
        Column("taxType", _("Applies to")),
        Column("totalTaxRate", _("Rate in per cent"), "number"),
        Column("status", _("Status"), "status", sort="status"),
    )

    code: str
    name: str
    status: PartyStatus
    effective_tax_rate: Decimal | None = None
    total_tax_rate: Decimal | None = None
    tax_type: str | None = None
    account_ref: Ref | None = None
    components: tuple[TaxComponent, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(label=self.name, status=self.status.value)
