"""Companies that are set up well: with odd formats, or with trouble that comes while they are read."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.intacct.simulator.plans import Fault, Limits
from integrations.intacct.simulator.scenario import Scenario, single
from integrations.intacct.simulator.world import Books

TEN_MINUTES = 600.0


def formats() -> Iterator[Scenario]:
    """Yield the formats that must make no difference."""
    yield single(
        "day-first",
        "Teal Tailors",
        "Day before month in the user's formats, all else well.",
        row=28,
        date_format="/dmY",
    )
    yield single("twelve-hour", "Dunlin Dairy", "A twelve-hour clock, all else well.", row=29, clock="12")
    yield single(
        "odd-offset",
        "Wren Watches",
        "An offset of five and three quarter hours, all else well.",
        row=30,
        gmt_offset="+05:45",
    )


def running() -> Iterator[Scenario]:
    """Yield the trouble of a running gateway."""
    yield single(
        "busy-once",
        "Avocet Autos",
        "The first query is refused with HTTP 429; the next one is answered.",
        row=31,
        faults=[Fault("busy", function="query")],
    )
    yield single(
        "slots-taken",
        "Bittern Brewing",
        "Another tool holds every slot for ten minutes: each query is refused with HTTP 429 until then.",
        row=32,
        faults=[Fault("slots taken", function="query", lasts=TEN_MINUTES)],
    )
    yield single(
        "volume-exhausted",
        "Curlew Candles",
        "The transactions of this month's tier are used up. Sage bills what is over and blocks nothing.",
        row=33,
        limits=Limits(tier="T1", used=100_431),
    )
    yield single(
        "edge-pages",
        "Dotterel Design",
        "Two requests are answered by a page from the front door: HTTP 502, then 503.",
        row=34,
        faults=[Fault("bad gateway", function="query"), Fault("unavailable", function="query")],
    )
    yield single(
        "cut-off",
        "Egret Engineering",
        "One answer is cut off in the middle of a record.",
        row=35,
        faults=[Fault("truncated", function="query")],
    )
    yield single(
        "control-characters",
        "Fulmar Fabrics",
        "Every answer to a query holds a control character that XML does not allow.",
        row=36,
        faults=[Fault("illegal character", times=0, function="query")],
    )
    yield single(
        "malformed",
        "Grebe Glass",
        "One answer is not well-formed XML.",
        row=36,
        faults=[Fault("malformed", function="query")],
    )
    yield single(
        "maintenance",
        "Harrier Hardware",
        "A maintenance window of ten minutes, counted from the first query.",
        row=37,
        faults=[Fault("maintenance page", function="query", lasts=TEN_MINUTES)],
    )
    yield single(
        "session-lost",
        "Jackdaw Jams",
        "The session ends between two pages.",
        row=38,
        faults=[Fault("session dropped", function="query", after=1)],
        books=Books(seed=13, customers=300, vendors=200, invoices=5_000, bills=2_000),
    )
    yield single(
        "password-changed",
        "Knot Kitchens",
        "Somebody changes the user's password while it is read: from the fourth query on, nobody is let in.",
        row=39,
        faults=[Fault("password changed", function="query", after=3)],
    )
    yield single(
        "role-reduced",
        "Linnet Lighting",
        "Somebody takes Accounts Payable from the role while it is read: from the fourth query on.",
        row=40,
        faults=[Fault("role reduced", function="query", after=3)],
    )
