"""The list of companies, one company at a glance, and making it anew."""

from __future__ import annotations

from http import HTTPStatus

from integrations.intacct.simulator.console import pages, readiness
from integrations.intacct.simulator.console.desk import Visit, address
from integrations.intacct.simulator.web import HttpError, Response
from integrations.intacct.simulator.world import SimulatedCompany


def index(visit: Visit) -> Response:
    """List every company, or those in which the words of the search occur."""
    query = visit.request.argument("q")
    words = query.lower().split()
    companies = [company for company in visit.world.companies.values() if _matches(company, words)]
    rows = [
        {
            "company": company,
            "url": address(company.company_id),
            "kind": readiness.kind_of(company),
            "open": sum(not item.is_met for item in readiness.items(visit.world, company)),
        }
        for company in companies
    ]
    total = len(visit.world.companies)
    return pages.page("companies.html", {"rows": rows, "query": query, "total": total, "senders": visit.world.senders})


def overview(visit: Visit) -> Response:
    """Show what a company is, and what it still lacks before it can be linked."""
    company = visit.company
    items = [
        (item, visit.address(*item.pieces) if item.pieces else "") for item in readiness.items(visit.world, company)
    ]
    missing = sum(not item.is_met for item, _ in items)
    today = visit.desk.now().date().isoformat()
    return visit.page("overview.html", items=items, missing=missing, kind=readiness.kind_of(company), today=today)


def reset(visit: Visit) -> Response:
    """Make a company anew, after asking."""
    company_id = visit.company.company_id
    if not visit.is_post:
        return visit.page("reset.html")
    fresh = visit.desk.fresh(company_id)
    if fresh is None:
        raise HttpError(HTTPStatus.NOT_FOUND, "No scenario made this company, so it cannot be made anew.")
    visit.world.companies[company_id.lower()] = fresh
    visit.desk.forget(company_id)
    return visit.go(done="reset")


def _matches(company: SimulatedCompany, words: list[str]) -> bool:
    shown = f"{company.company_id} {company.title} {company.scenario} {company.summary}".lower()
    return all(word in shown for word in words)
