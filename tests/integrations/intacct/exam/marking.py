"""Marking: what was said against what had to be said. A fault is a sentence; no fault is a pass."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.intacct.catalogue import BY_KEY
from integrations.intacct.simulator.scenarios import SCENARIOS
from integrations.provider import Owner
from integrations.provider import Verdict as Said
from tests.integrations.intacct.exam.expected import EXPECTED, NOT_XML, ROWS, Expected, Verdict
from tests.integrations.intacct.exam.sitting import LOCALES, Sitting, fields_left_out, sit

BLAMES = "blames"
FORECASTS = {28: "forecast:date-format", 29: "forecast:clock", 30: "forecast:time-zone"}


def scenarios_of(row: int) -> list[str]:
    return [scenario.key for scenario in SCENARIOS if scenario.row == row]


def faults(key: str, *, locale: int | None = None) -> list[str]:
    """Sit a scenario and mark it, with an odd locale on top where a row of one is given."""
    expected, sitting = EXPECTED[key], sit(key, locale=locale)
    found = list(_marked(expected, sitting, locale))
    if expected.stage == "fields":
        found += _left_out(key, expected)
    return [f"{key}{f' with row {locale}' if locale else ''}: {fault}" for fault in found]


def _marked(expected: Expected, sitting: Sitting, locale: int | None) -> Iterator[str]:
    by_stage = {"sign_in": sitting.refused, "forecast": dict(sitting.warned), "permissions": sitting.missing}
    if locale is not None:
        name = FORECASTS[locale]
        if by_stage["forecast"].pop(name, None) is None and not (sitting.refused and name in sitting.waiting):
            yield f"the odd locale is neither named by {name} nor said to be unknown yet"
    for stage, said in by_stage.items():
        wanted = tuple(verdict for verdict in expected.verdicts if _stage(expected, verdict) == stage)
        yield from _compared(wanted, said)
    if expected.stage == "form" and not sitting.notices:
        yield "nothing was said of what was taken out"
    yield from _read(expected, sitting)
    yield from _frugal(expected, sitting)


def _stage(expected: Expected, verdict: Verdict) -> str:
    """Where a verdict is due: a scenario that stops at a right may be foretold other things all the same."""
    return "forecast" if any(name.startswith("forecast:") for name in verdict.at) else expected.stage


def _compared(wanted: tuple[Verdict, ...], said: dict[str, Said]) -> Iterator[str]:
    names = [name for verdict in wanted for name in verdict.at]
    for name in sorted(set(said) - set(names)):
        yield f"{BLAMES} {name} ({said[name].key}, {said[name].owner})"
    for verdict in wanted:
        for name in verdict.at:
            if name not in said:
                yield f"does not notice {name}"
            else:
                yield from (f"{name}: {fault}" for fault in _judged(verdict, said[name]))


def _judged(wanted: Verdict, said: Said) -> Iterator[str]:
    text = " ".join(map(str, (said.cause, *said.fix, *(line for branch in said.branches for line in branch.fix))))
    if said.key != wanted.key:
        yield f"says {said.key}, not {wanted.key}"
    if said.owner != wanted.owner:
        yield f"{BLAMES} {said.owner}, not {wanted.owner}"
    if wanted.menu and said.menu_path[: len(wanted.menu)] != wanted.menu:
        yield f"leads to {' > '.join(said.menu_path)}"
    if wanted.fix not in text:
        yield f"does not say what to do: {wanted.fix}"
    if not (said.fix or said.branches):
        yield "offers no cure"
    if said.is_retried != wanted.is_retried:
        yield f"is {'' if said.is_retried else 'not '}tried again"
    place = 0
    for words in wanted.says:
        place = text.find(words, place)
        if place < 0:
            yield f"does not say {words!r} in its place: {text}"
            return


def _read(expected: Expected, sitting: Sitting) -> Iterator[str]:
    """What can be read is read, whatever is amiss elsewhere."""
    if expected.is_out_of_reach:
        (wanted,) = expected.verdicts
        if sitting.out_of_reach is None:
            yield "is in reach"
        else:
            yield from _judged(wanted, sitting.out_of_reach)
        return
    if sitting.out_of_reach is not None:
        yield f"is out of reach: {sitting.out_of_reach.key}"
    if expected.stage == "passing":
        key = expected.verdicts[0].key
        if key not in sitting.heard:
            yield f"nobody noticed {key}, only {sitting.heard}"
    if expected.stage == "reading":
        (wanted,) = expected.verdicts
        if not wanted.at:
            yield from _judged(wanted, sitting.lost) if sitting.lost else iter(["access was not lost"])
        yield from _compared(expected.verdicts, {kind: said for kind, said in sitting.unread.items() if said})
    elif set(sitting.unread) != set(expected.unread) or sitting.lost:
        yield f"{BLAMES} {', '.join(sitting.unread) or sitting.lost}"
    is_stopped = expected.stage in ("sign_in", "permissions") or (expected.stage == "reading" and sitting.lost)
    if not is_stopped and len(sitting.read) + len(sitting.unread) < 8:
        yield f"read only {', '.join(sitting.read) or 'nothing'}"


def _left_out(key: str, expected: Expected) -> Iterator[str]:
    """Hidden fields are left out, remembered and reported; the rest is read."""
    (wanted,) = expected.verdicts
    gone, told, rows = fields_left_out(key, "ARINVOICE", ("RECORDID", *wanted.at))
    if gone != set(wanted.at) or not all(name in told for name in wanted.at) or not rows:
        yield f"leaves out {gone}, says {told!r}, reads {rows} rows"
    entry = BY_KEY[wanted.key]
    if entry.owner != wanted.owner or entry.key != wanted.key:
        yield f"{BLAMES} {entry.owner}"


def _frugal(expected: Expected, sitting: Sitting) -> Iterator[str]:
    """One probe each: one sign-in with a password, however it ends."""
    owners = [said.owner for said in (*sitting.refused.values(), *sitting.missing.values())]
    if expected.stage == "sign_in":
        requests = len(sitting.adapter.calls)
        if requests > 2:
            yield f"took {requests} requests"
    if any(owner == Owner.CUSTOMER for owner in owners) and expected.stage not in ("sign_in", "forecast"):
        yield f"{BLAMES} the customer"


def score() -> tuple[str, list[str]]:
    """Hold the whole exam; return its score line and every fault."""
    broken: list[str] = []
    rows = pairs = all_pairs = 0
    for row in ROWS:
        found = [fault for key in scenarios_of(row) for fault in faults(key)]
        broken += found
        rows += row in NOT_XML or (bool(scenarios_of(row)) and not found)
        if row > 27:
            continue
        for locale in LOCALES:
            found = [fault for key in scenarios_of(row) for fault in faults(key, locale=locale)]
            broken += found
            all_pairs += 1
            pairs += bool(scenarios_of(row)) and not found
    blame = sum(BLAMES in fault for fault in broken)
    line = f"{rows}/{len(ROWS)}, pairs {pairs}/{all_pairs}, false blame {blame}"
    return f"{line} ({', '.join(map(str, NOT_XML))} do not apply to the XML gateway)", broken
