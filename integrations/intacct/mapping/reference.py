"""What the gateway tells about the company becomes its one record; dimensions, ITEM and TAXDETAIL become records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from integrations.intacct import company
from integrations.intacct.formats import needed, number, text
from integrations.intacct.mapping import parties
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Data, Row
from integrations.records import Ref
from integrations.records.reference import (
    CompanyInfo,
    Item,
    ItemSide,
    ItemType,
    TaxComponent,
    TaxRate,
    TrackingCategory,
)


def company_info(setup: Data, entities: Data, context: Context, today: date) -> CompanyInfo:
    """The company, or the chosen entity of it. Intacct's functions name entities; a whole company has its ID only."""
    facts, known = company.setup(setup), {entity.id: entity for entity in company.entities(entities)}
    chosen = known.get(context.entity)
    month = company.fiscal_months(entities).get(context.entity) or facts.first_fiscal_month
    return CompanyInfo(
        id=":".join(filter(None, (context.company_id, context.entity))),
        company_name=chosen.name if chosen else context.company_id,
        accounting_platform_ref=context.company_id,
        base_currency=(chosen.currency if chosen else "") or facts.base_currency or None,
        financial_year_start_date=date(today.year - (month > today.month), month, 1) if month else None,
    )


DEPARTMENT_FIELDS = ("RECORDNO", "DEPARTMENTID", "TITLE", "PARENTID", "STATUS", "WHENMODIFIED")
LOCATION_FIELDS = ("RECORDNO", "LOCATIONID", "NAME", "PARENTID", "STATUS", "WHENMODIFIED")
CLASS_FIELDS = ("RECORDNO", "CLASSID", "NAME", "PARENTID", "STATUS", "WHENMODIFIED")
PROJECT_FIELDS = ("RECORDNO", "PROJECTID", "NAME", "PARENTID", "STATUS", "WHENMODIFIED")
ITEM_FIELDS = (
    "RECORDNO",
    "ITEMID",
    "NAME",
    "STATUS",
    "ITEMTYPE",
    "PRODUCTTYPE",
    "EXTENDED_DESCRIPTION",
    "SODESCRIPTION",
    "PODESCRIPTION",
    "BASEPRICE",
    "STANDARD_COST",
    "BASEUOM",
    "INCOMEACCTKEY",
    "EXPENSEACCTKEY",
    "COGSACCTKEY",
    "WHENMODIFIED",
)
TAX_FIELDS = (
    "RECORDNO",
    "DETAILID",
    "DESCRIPTION",
    "TAXTYPE",
    "TAXRATE",
    "VALUE",
    "GLACCOUNT",
    "STATUS",
    "WHENMODIFIED",
)
SALES_ONLY, PURCHASE_ONLY = "non-inventory (sales only)", "non-inventory (purchase only)"
_ITEM_TYPES = {
    "inventory": ItemType.INVENTORY,
    "stockable kit": ItemType.INVENTORY,
    "non-inventory": ItemType.NON_INVENTORY,
    SALES_ONLY: ItemType.NON_INVENTORY,
    PURCHASE_ONLY: ItemType.NON_INVENTORY,
    "kit": ItemType.NON_INVENTORY,
}


def tracking_category(sort: str, label: str) -> Callable[[Row, Context], TrackingCategory]:
    """The mapping of one dimension: ``sort`` is its object, and what the ids of its values begin with."""
    name = "TITLE" if sort == "DEPARTMENT" else "NAME"

    def mapping(row: Row, context: Context) -> TrackingCategory:
        code = needed(row, f"{sort}ID")
        parent = text(row, "PARENTID")
        return TrackingCategory(
            id=f"{sort}-{code}",
            source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
            dimension=label,
            code=code,
            name=text(row, name) or code,
            status=parties.status(row),
            parent_id=f"{sort}-{parent}" if parent else None,
        )

    return mapping


def item(row: Row, context: Context) -> Item:
    """An item. What can only be bought has no side for sales, and the other way round; kits are only sold."""
    code, sort = needed(row, "ITEMID"), row.get("ITEMTYPE", "").strip().lower()
    kind = _ITEM_TYPES.get(sort, ItemType.UNKNOWN)
    if kind is ItemType.NON_INVENTORY and row.get("PRODUCTTYPE", "").strip().lower() == "service":
        kind = ItemType.SERVICE
    is_bought, is_sold = sort not in (SALES_ONLY, "kit", "stockable kit"), sort != PURCHASE_ONLY
    described = text(row, "EXTENDED_DESCRIPTION")
    cost = "COGSACCTKEY" if kind is ItemType.INVENTORY else "EXPENSEACCTKEY"
    bought = ItemSide(
        description=text(row, "PODESCRIPTION") or described,
        unit_price=context.optional(number, row, "STANDARD_COST"),
        account_ref=account_of(row, cost),
    )
    sold = ItemSide(
        description=text(row, "SODESCRIPTION") or described,
        unit_price=context.optional(number, row, "BASEPRICE"),
        account_ref=account_of(row, "INCOMEACCTKEY"),
    )
    return Item(
        id=code,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        code=code,
        name=text(row, "NAME") or code,
        type=kind,
        item_status=parties.status(row),
        is_bill_item=is_bought,
        is_invoice_item=is_sold,
        bill_item=bought if is_bought else None,
        invoice_item=sold if is_sold else None,
        unit_of_measure=text(row, "BASEUOM"),
    )


def account_of(row: Row, name: str) -> Ref | None:
    """An account that a field names; Intacct writes some as ``2200--Sales tax payable``."""
    number_of, _, title = row.get(name, "").strip().partition("--")
    return Ref(id=number_of, name=title) if number_of else None


def tax_rate(row: Row, context: Context) -> TaxRate:
    """A tax detail: one rate, in per cent, for sales or for purchases."""
    code = needed(row, "DETAILID")
    name = text(row, "DESCRIPTION") or code
    rate = number(row, "VALUE")
    return TaxRate(
        id=code,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        code=code,
        name=name,
        status=parties.status(row),
        effective_tax_rate=rate,
        total_tax_rate=rate,
        tax_type=text(row, "TAXTYPE"),
        account_ref=account_of(row, "GLACCOUNT"),
        components=() if rate is None else (TaxComponent(name=name, rate=rate),),
    )
