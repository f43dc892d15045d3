"""A conversation with the gateway: session, retries, fields that are refused. Python in, Python out.

What is tried again, and how often, is decided by the catalogue of refusals. A refused credential never is, because
Intacct locks users.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from integrations.errors import UnexpectedReply
from integrations.intacct import backoff, calls, paging
from integrations.intacct.calls import Call, Node
from integrations.intacct.diagnosis import Diagnosis, Failure, diagnose
from integrations.intacct.exchange import Refused, exchange, refusal
from integrations.intacct.meter import Meter
from integrations.intacct.paging import BY_RECORDNO, SMALLEST_PAGE, Order, RowPage, nonsense
from integrations.intacct.refusals import Level, Retry
from integrations.intacct.replies import Data, Reply, Result
from integrations.intacct.session import Login, Sender, Session, safe_endpoint
from integrations.provider import Signal
from portal.lib.slots import NoSlot, Slots, slot

logger = logging.getLogger(__name__)

TRIES = 5
MOST_CALLS = 50
"""Functions in one request; nothing is documented, so this is a modest guess."""
PATIENCE = 90.0
"""Seconds to wait for our own turn, where as many requests for the company are under way as it allows."""
NO_SESSION: Node = ("sessionid", "0..")
"""Names no company and no user: what is said to it is about the sender alone."""
AT_ONCE = 2
"""Requests at the same time where nothing else is said: what Sage allows a company without a performance tier."""


class Closed(Exception):
    """The conversation was ended while a thread still asked."""


class IntacctClient:
    """An open conversation on behalf of one user. Signs in by itself, at the first call.

    Several threads may talk at once: they share the session, and the turns that the company allows.
    """

    def __init__(
        self,
        *,
        sender: Sender,
        login: Login,
        gateway: str,
        entity: str = "",
        slots: Slots | None = None,
        at_once: int = 0,
    ) -> None:
        """``slots`` keeps all clients of a company together to ``at_once`` requests at the same time."""
        self.sender = sender
        self.login = login
        self.gateway = gateway
        self.entity = entity
        self.session: Session | None = None
        self.refused_fields: dict[str, set[str]] = defaultdict(set)
        """Fields that this company's gateway does not answer, by object. They are left out of later questions."""
        self.slots = slots
        self.at_once = at_once
        self.meter = Meter()
        self._signals: dict[Signal, None] = {}
        self._entrance = threading.RLock()
        self._turns = threading.Semaphore(at_once or AT_ONCE)
        self._is_closed = False

    def __repr__(self) -> str:
        return f"<IntacctClient {self.login.user_id}@{self.login.company_id} {self.entity or 'top level'}>"

    @property
    def breadth(self) -> int:
        """How many requests may be under way at once."""
        return self.at_once or AT_ONCE

    def close(self) -> None:
        """Forget the session; the gateway lets it lapse by itself. Threads that still ask are told so."""
        self._is_closed, self.session = True, None

    def open(self) -> Session:
        """Sign in, once, and return the session.

        Raises:
            CredentialsRejected, ProviderUnavailable, UnexpectedReply
        """
        return self._enter(calls.get_api_session(), self.gateway, self.login.element(self.entity))

    def switch(self, entity: str) -> Session:
        """Move to another entity, or to the top level with ``""``, without the password."""
        with self._entrance:
            session = self._current()
            moved = self._enter(calls.get_api_session(entity), session.endpoint, session.element)
            self.entity = entity
        return moved

    def call(self, *questions: Call) -> list[Result]:
        """Ask several functions, in one request up to ``MOST_CALLS``; each result is a success or carries its faults.

        Raises:
            CredentialsRejected, ProviderUnavailable, UnexpectedReply: the request as a whole failed.
        """
        results: list[Result] = []
        for start in range(0, len(questions), MOST_CALLS):
            results += self._send(questions[start : start + MOST_CALLS]).results
        return results

    def ask(self, question: Call, *, is_patient: bool = True) -> Data:
        """Ask one function and return its data; what passes by itself is tried again.

        An impatient question that was too slow is not: its caller asks for less.

        Raises:
            CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
        """
        attempt = 0
        while True:
            attempt += 1
            (result,) = self._send((question,), is_patient=is_patient).results
            if result.is_success:
                return result.data
            diagnosis = self.diagnose(question, result)
            tries = {Retry.LATER: TRIES, Retry.ONCE: 2}.get(diagnosis.retry, 1)
            if attempt >= tries:
                raise diagnosis.error
            backoff.pause(attempt)

    def diagnose(self, question: Call, result: Result) -> Diagnosis:
        """Say why a function failed, and remember what nobody knows."""
        return self._heard(refusal(question, result))

    def knows_sender(self) -> bool | None:
        """Whether the gateway lets our sender in, asked without any company; None where the answer leaves it open."""
        question = calls.USER_FORMATTING
        try:
            exchange(self.gateway, sender=self.sender, authentication=NO_SESSION, calls=(question,))
        except Refused as refused:
            key = refused.diagnosis.key
            if refused.diagnosis.failure.level is Level.AUTHENTICATION:
                return True
            return False if key in {"gateway-refused", "sender-rejected"} else None
        return None

    def pages(
        self,
        subject: str,
        fields: Sequence[str],
        *,
        order: Order = BY_RECORDNO,
        after: Any = None,
        where: Node | None = None,
        page_size: int = calls.MOST_ROWS,
    ) -> Iterator[RowPage]:
        """Yield all rows of an object in ``order``, from ``after`` on; see ``paging.pages``."""
        return paging.pages(self, subject, fields, order=order, after=after, where=where, page_size=page_size)

    def signals(self) -> list[Signal]:
        """Hand out what was heard so far and is in no catalogue."""
        heard = list(self._signals)
        self._signals.clear()
        return heard

    def notices(self) -> list[str]:
        """Sentences for support staff about what this company's gateway does not answer."""
        known = list(self.refused_fields.items())
        return [f"{name}: left out {', '.join(sorted(gone))}" for name, gone in known if gone]

    def page(
        self,
        subject: str,
        fields: Sequence[str],
        *,
        keep: Sequence[str],
        where: Node | None,
        order: Sequence[str],
        page_size: int,
    ) -> Data:
        """Ask for one page without the fields that are refused; those in ``keep`` cannot be left out.

        Raises:
            Refused: too slow, and a smaller page may not be.
            ProviderError: all else.
        """
        while True:
            wanted = [name for name in dict.fromkeys((*keep, *fields)) if name not in self.refused_fields[subject]]
            question = calls.query(subject, wanted, where=where, order_by=order, page_size=page_size)
            try:
                return self.ask(question, is_patient=page_size <= SMALLEST_PAGE)
            except UnexpectedReply as error:
                gone = self._refused_of(subject, wanted, keep, error)
                if not gone:
                    raise
            self.refused_fields[subject] = self.refused_fields[subject] | gone
            logger.warning("gateway: %s answers without %s", subject, ", ".join(sorted(gone)))

    def _refused_of(self, subject: str, wanted: Sequence[str], keep: Sequence[str], error: UnexpectedReply) -> set[str]:
        """The fields that a refusal is about: those it names, else those that are refused when asked alone."""
        if error.verdict is None or error.verdict.key not in {"fields-refused", "query-failed", "unknown"}:
            return set()
        optional = [name for name in wanted if name not in keep]
        named = _fields_named(error.verdict.raw.get("number", ""), error.verdict.raw.get("text", ""), optional)
        if named or error.verdict.key == "unknown":
            return named
        alone = [calls.query(subject, (*keep, name), page_size=1) for name in optional]
        answers = self.call(*alone)
        gone = {name for name, answer in zip(optional, answers, strict=True) if not answer.is_success}
        return gone if len(gone) < len(optional) else set()

    def _current(self) -> Session:
        with self._entrance:
            if self._is_closed:
                raise Closed
            session = self.session
            return self.open() if session is None or session.is_ending() else session

    def _send(self, questions: Sequence[Call], *, is_patient: bool = True) -> Reply:
        for is_repeated in (False, True):
            session = self._current()
            try:
                reply = self._insist(session.endpoint, session.element, questions, is_patient=is_patient)
            except Refused as lapsed:
                if lapsed.diagnosis.retry is not Retry.SIGN_IN_AGAIN:
                    raise
                if is_repeated:
                    raise lapsed.diagnosis.error from None
                self._replace(session, None)
                continue
            self._replace(session, session.slid(reply.authentication))
            return reply
        raise AssertionError("unreachable")

    def _replace(self, session: Session, later: Session | None) -> None:
        """Put a later state of a session in its place, unless another thread has opened a new one since."""
        with self._entrance:
            if self.session is not None and self.session.session_id == session.session_id:
                self.session = later

    def _insist(self, url: str, authentication: Node, questions: Sequence[Call], *, is_patient: bool = True) -> Reply:
        """Exchange, and try again what passes by itself.

        Raises:
            Refused: the session ended, or an impatient question was too slow.
            ProviderError: all else.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return self._exchange(url, authentication, questions)
            except Refused as refused:
                retry = self._heard(refused.diagnosis).retry
                is_too_slow = retry is Retry.SMALLER_PAGE
                if retry is Retry.SIGN_IN_AGAIN or (is_too_slow and not is_patient):
                    raise
                if attempt == TRIES or not (retry is Retry.LATER or is_too_slow):
                    raise refused.diagnosis.error from None
            backoff.pause(attempt)
        raise AssertionError("unreachable")

    def _exchange(self, url: str, authentication: Node, questions: Sequence[Call]) -> Reply:
        """Exchange when it is our turn."""
        if self._is_closed:
            raise Closed
        try:
            return exchange(
                url,
                sender=self.sender,
                authentication=authentication,
                calls=questions,
                turn=self._turn,
                meter=self.meter,
            )
        except NoSlot as error:
            failure = Failure(level=Level.GATEWAY, number="NoSlot", text=str(error), status=0)
            raise Refused(diagnose(failure)) from None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for our own turn among the threads of this conversation, then for one among all of the company's."""
        name = f"intacct:{self.login.company_id.lower()}"
        with self._turns, slot(self.slots, name, self.at_once, patience=PATIENCE):
            yield

    def _heard(self, diagnosis: Diagnosis) -> Diagnosis:
        if diagnosis.signal is not None:
            self._signals[diagnosis.signal] = None
        return diagnosis

    def _enter(self, question: Call, url: str, authentication: Node) -> Session:
        try:
            reply = self._insist(url, authentication, (question,))
        except Refused as refused:
            raise refused.diagnosis.error from None
        result = reply.results[0]
        if not result.is_success:
            raise self._heard(refusal(question, result, Level.AUTHENTICATION)).error
        api = result.data.single
        if not api.get("sessionid"):
            raise nonsense("getAPISession", "no session in the answer")
        self.session = Session.opened(
            session_id=api["sessionid"],
            endpoint=safe_endpoint(api.get("endpoint", ""), self.gateway),
            location_id=api.get("locationid", ""),
            expires_at=reply.authentication.expires_at if reply.authentication else None,
        )
        return self.session


def _fields_named(number: str, text: str, fields: Iterable[str]) -> set[str]:
    """The fields that a refusal lists, after a semicolon or a colon where there is one.

    Reference: the hotglue tap parses the same lists; ten grant fields of PROJECT are refused although ``lookup`` has
    them.
    """
    said = f"{number} {text}"
    head, mark, listed = said.partition(";") if ";" in said else said.partition(":")
    words = set(re.findall(r"[A-Z][A-Z0-9_.]*[A-Z0-9]", listed if mark else head))
    return words & set(fields)
