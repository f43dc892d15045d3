"""One exchange with the gateway: bytes there and back, judged. No memory, no retries."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext

from integrations.intacct import envelope, transport
from integrations.intacct.calls import Call, Node
from integrations.intacct.diagnosis import Diagnosis, Failure, diagnose, diagnose_faults
from integrations.intacct.meter import Meter
from integrations.intacct.refusals import Level
from integrations.intacct.replies import Fault, Reply, Result
from integrations.intacct.session import Sender

logger = logging.getLogger(__name__)

TELLING_STATUSES = frozenset({429, 500, 502, 503, 504, 524})
"""Statuses that say more than a body which is no answer of the gateway's."""


class Refused(Exception):
    """The request as a whole was refused or lost; no function ran, or none answered."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(str(diagnosis.failure))
        self.diagnosis = diagnosis


def exchange(
    url: str,
    *,
    sender: Sender,
    authentication: Node,
    calls: Sequence[Call],
    turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    meter: Meter | None = None,
) -> Reply:
    """Send ``calls`` in one request and return the answer, in which every function may still have failed by itself.

    ``turn`` is held while the gateway works for us, and no longer: what came in is read when others have their turn.

    Raises:
        Refused: with the diagnosis; no text in it holds a secret.
        Whatever ``turn`` raises.
    """
    names = ", ".join(filter(None, (f"{call.name} {call.subject}".strip() for call in calls[:3])))
    base = Failure(level=Level.GATEWAY, function=calls[0].name, subject=calls[0].subject)
    cover = envelope.Envelope(sender.sender_id, sender.password, str(uuid.uuid4()), authentication)
    body = envelope.request(cover, calls)
    try:
        with turn():
            started = time.monotonic()
            answer = transport.post(url, body)
    except (transport.Unreachable, transport.TimedOut, transport.TooLarge) as error:
        raise _refused(diagnose(_failed(base, 0, type(error).__name__, str(error)))) from None
    if meter is not None:
        meter.count(calls, answer.received)
    took = (time.monotonic() - started) * 1000
    logger.info("gateway: %d calls (%s), HTTP %d, %.0f ms", len(calls), names, answer.status, took)
    try:
        reply = envelope.parse(answer.body, {call.subject for call in calls if call.subject})
    except envelope.EnvelopeError as error:
        number = f"HTTP {answer.status}" if answer.status in TELLING_STATUSES else type(error).__name__
        said = Fault(description=str(error)).without((sender.password, *_texts(authentication))).text
        raise _refused(diagnose(_failed(base, answer.status, number, said))) from None
    _judge(reply, base, answer.status, secrets=(sender.password, *_texts(authentication)))
    if len(reply.results) != len(calls):
        text = f"{len(calls)} functions were asked, {len(reply.results)} answered"
        raise _refused(diagnose(_failed(base, answer.status, "MissingPart", text)))
    return reply


def _failed(base: Failure, status: int, number: str, text: str) -> Failure:
    return Failure(
        level=Level.GATEWAY, number=number, text=text, status=status, function=base.function, subject=base.subject
    )


def _judge(reply: Reply, base: Failure, status: int, secrets: Collection[str]) -> None:
    if reply.control_status != "success":
        level = Level.GATEWAY if status >= 400 else Level.CONTROL
        faults = reply.control_faults
    elif reply.authentication is None or reply.authentication.status != "success":
        level, faults = Level.AUTHENTICATION, reply.authentication_faults
    else:
        return
    failure = Failure(level=level, status=status, function=base.function, subject=base.subject)
    if not faults and status in TELLING_STATUSES:
        failure = _failed(base, status, f"HTTP {status}", "")
    raise _refused(diagnose_faults((fault.without(secrets) for fault in faults), failure))


def _refused(diagnosis: Diagnosis) -> Refused:
    failure = diagnosis.failure
    logger.warning(
        "gateway: %s, level %s, number %s, HTTP %d, Support ID %s",
        diagnosis.key,
        failure.level.value,
        failure.number,
        failure.status,
        failure.support_id,
    )
    return Refused(diagnosis)


def _texts(node: Node) -> list[str]:
    """The secrets of an authentication: a session id, or the password of a login."""
    name, inside = node
    if isinstance(inside, str):
        return [inside] if name in {"sessionid", "password"} else []
    return [text for child in inside for text in _texts(child)]


def refusal(call: Call, result: Result, level: Level = Level.RESULT) -> Diagnosis:
    """Diagnose a function that failed while the request went through."""
    base = Failure(level=level, function=call.name, subject=call.subject)
    return diagnose_faults(result.faults, base)
