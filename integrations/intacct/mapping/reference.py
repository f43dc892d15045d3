"""What the gateway tells about the company becomes its one record."""

from __future__ import annotations

from datetime import date

from integrations.intacct import company
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Data
from integrations.records.reference import CompanyInfo


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
