"""Simulator: what no company of Sage's has. Trouble to order, how the gateway behaves, what was asked, the clock."""

from __future__ import annotations

from http import HTTPStatus

from integrations.intacct.simulator.admission import TIERS
from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.console.forms import Choices, Field, Form
from integrations.intacct.simulator.faults import KINDS, Fault
from integrations.intacct.simulator.functions.registry import FUNCTIONS
from integrations.intacct.simulator.web import HttpError, Response

SHOWN = 50
FAULT_CHOICES: Choices = tuple((kind, kind.capitalize()) for kind in KINDS)
FUNCTION_CHOICES: Choices = (("", "Any function"), *((name, name) for name in sorted(FUNCTIONS)))
TIER_CHOICES: Choices = tuple(
    (name, f"{name}: {tier.per_company} requests at once, {tier.transactions:,} transactions a month")
    for name, tier in TIERS.items()
)


def faults(visit: Visit) -> Response:
    """List the trouble of a company, order more, clear it."""
    company = visit.company
    form = _fault_form().fill(times="1", after="0", seconds="0", lasts="0")
    if visit.is_post and visit.request.field("action") == "clear":
        company.faults.clear()
        return visit.go("faults", done="faults-cleared")
    if visit.is_post:
        form.read(visit.request)
        numbers = {name: _number(form, name, 100_000) for name in ("times", "after", "seconds", "lasts")}
        if form.is_valid:
            company.faults.append(
                Fault(
                    form.text("kind"), times=int(numbers["times"]), after=int(numbers["after"]),
                    function=form.text("function"), seconds=numbers["seconds"], lasts=numbers["lasts"],
                )
            )  # fmt: skip
            return visit.go("faults", done="fault")
    return visit.page("faults.html", plans=company.faults, form=form)


def behaviour(visit: Visit) -> Response:
    """Change the service level and the habits of the gateway for this company."""
    company = visit.company
    limits, habits = company.limits, company.habits
    form = _behaviour_form().fill(
        is_on=limits.is_on, tier=limits.tier, patience=f"{limits.patience:g}", used=str(limits.used),
        is_strict=habits.is_strict, shuffles=habits.shuffles, compresses=habits.compresses,
        lag_hours=f"{habits.lag_hours:g}", first_byte_seconds=f"{habits.first_byte_seconds:g}",
        endpoints=" ".join(habits.endpoints),
    )  # fmt: skip
    if visit.is_post:
        form.read(visit.request)
        patience, used = _number(form, "patience", 600), _number(form, "used", 1e9)
        lag, wait = _number(form, "lag_hours", 240), _number(form, "first_byte_seconds", 600)
        if form.is_valid:
            limits.is_on, limits.tier, limits.patience, limits.used = (
                form.is_on("is_on"),
                form.text("tier"),
                patience,
                int(used),
            )
            habits.is_strict, habits.shuffles = form.is_on("is_strict"), form.is_on("shuffles")
            habits.compresses, habits.lag_hours, habits.first_byte_seconds = form.is_on("compresses"), lag, wait
            habits.endpoints = form.text("endpoints").split()
            return visit.go("behaviour", done="behaviour")
    return visit.page("form.html", title="Behaviour of the gateway", form=form, back=visit.address())


def log(visit: Visit) -> Response:
    """Show the last requests of a company, and its sums."""
    company = visit.company
    month = f"{visit.desk.now():%Y-%m}"
    tier = TIERS.get(company.limits.tier)
    total = visit.desk.log.total(company.company_id)
    return visit.page(
        "log.html",
        calls=visit.desk.log.of(company.company_id, SHOWN),
        total=total,
        sent=f"{total.bytes_out / 1e6:,.2f} MB",
        used=company.limits.of_month(month),
        included=tier.transactions if tier else 0,
        month=month,
    )


def clock(visit: Visit) -> Response:
    """Turn the clock of the whole simulator ahead: the books of every company that was read grow."""
    days = visit.request.field("days")
    if not visit.is_post:
        raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, "The clock is turned by its form.")
    if not days.isdigit() or not 0 < int(days) <= 366:
        raise HttpError(HTTPStatus.BAD_REQUEST, "Turn the clock by 1 to 366 days.")
    visit.world.ahead += int(days) * 86400
    return visit.go(done="clock")


def _number(form: Form, name: str, most: float) -> float:
    try:
        number = float(form.text(name) or 0)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        form.refuse(name, f"{form[name].label} is a number from 0 to {most:,.0f}.")
        return 0
    return number


def _fault_form() -> Form:
    return Form(
        Field(name="kind", label="Kind", kind="select", choices=FAULT_CHOICES, is_required=True),
        Field(name="function", label="Meets requests with", kind="select", choices=FUNCTION_CHOICES),
        Field(name="after", label="After how many such requests"),
        Field(name="times", label="How many times", help="0: until it is cleared."),
        Field(name="lasts", label="Lasts seconds", help="From the first meeting on, instead of a number of times."),
        Field(name="seconds", label="Wait seconds", help="For the kind Slow."),
    )


def _behaviour_form() -> Form:
    return Form(
        Field(name="level", label="Service level", kind="heading"),
        Field(name="is_on", label="Limit requests at once", kind="check"),
        Field(name="tier", label="Performance tier", kind="select", choices=TIER_CHOICES, is_required=True),
        Field(name="patience", label="Seconds a request waits for a free slot", help="After that it gets HTTP 429."),
        Field(name="used", label="Transactions already used each month"),
        Field(name="habits", label="Gateway", kind="heading"),
        Field(name="is_strict", label="Follow the schema to the letter", kind="check"),
        Field(name="shuffles", label="Give rows without an order in no order", kind="check"),
        Field(name="compresses", label="Compress answers when asked", kind="check"),
        Field(name="lag_hours", label="Hours until a change shows"),
        Field(name="first_byte_seconds", label="Seconds before the first byte"),
        Field(
            name="endpoints", label="Endpoints that sessions name, in turn", limit=400, help="Empty: its own address."
        ),
    )
