"""The gateway: one request in, one reply out, checks in the order in which Sage Intacct makes them.

XML and schema → sender → company → Web Services and the sender's authorisation → sign-in → for each function: object
known → application subscribed → permission → fields → filter → rows.

Reference: developer.intacct.com, *Requests*, *Responses*, *Error handling*.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from integrations.intacct.simulator.admission import Limiter
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.growth import tick
from integrations.intacct.simulator.calls import Call, Desk
from integrations.intacct.simulator.clock import Clock
from integrations.intacct.simulator.failures import (
    AuthenticationFailure,
    ControlFailure,
    FunctionFailure,
    GatewayRefusal,
    already_processed,
    expired_company,
    invalid_request,
    invalid_session,
    needs_login,
    no_web_services,
    rolled_back,
    sender_not_authorized,
    unknown_policy,
    wrong_sender,
)
from integrations.intacct.simulator.faults import (
    AFTER,
    BEFORE,
    ENDS_SESSIONS,
    EVENTS,
    SESSION_DROPPED,
    SLOW,
    Fault,
    Faults,
    wait,
)
from integrations.intacct.simulator.functions.registry import FUNCTIONS
from integrations.intacct.simulator.journal import CallLog, LoggedCall, stamp
from integrations.intacct.simulator.plans import Limits
from integrations.intacct.simulator.selecting import Memory
from integrations.intacct.simulator.sessions import Session, Sessions, placed, sign_in
from integrations.intacct.simulator.wire import (
    Authenticated,
    Control,
    Function,
    Reply,
    Request,
    Result,
    parse,
    read_control,
    read_request,
    reply,
    short_form,
    unexpected,
    write_authentication_failure,
    write_control_failure,
    write_response,
)
from integrations.intacct.simulator.world import Login, SimulatedCompany, World
from integrations.intacct.simulator.written import Written

ENDPOINT = "http://127.0.0.1:8001/ia/xml/xmlgw.phtml"
MOST_REMEMBERED = 100_000


@dataclass(frozen=True)
class Caller:
    """Who is signed in, where, and until when."""

    company: SimulatedCompany
    login: Login
    location_id: str
    session: Session | None
    who: Authenticated


class SimulatedGateway:
    """Sage Intacct's XML gateway over a ``World``; safe to use from many threads.

    ``endpoint`` is what ``getAPISession`` returns. ``desk.shuffles`` may be switched off to give rows without an order
    a stable one; ``faults`` orders trouble, ``log`` tells what was asked, ``now`` may be
    set to another clock; the usual one can be turned by ``now.turn(days=1)``.
    """

    def __init__(self, world: World, *, endpoint: str = ENDPOINT, now: Callable[[], datetime] | None = None) -> None:
        self.world = world
        self.now = now or Clock(world)
        self.desk = Desk(Sessions(), Memory(), endpoint)
        self.faults, self.log, self.limiter = Faults(), CallLog(), Limiter()
        self.lock = threading.Lock()
        self._books: dict[str, tuple[Any, int, CompanyBooks]] = {}
        self._written: dict[str, Written] = {}
        self._processed: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def handle(self, body: bytes, content_type: str = "application/xml", accept_encoding: str = "") -> Reply:
        """Answer one request, and log it."""
        call, begun = LoggedCall(bytes_in=len(body)), time.perf_counter()
        answer = self._handle(body, content_type, accept_encoding, call)
        now = self.now()
        call.at, call.status, call.bytes_out = stamp(now), answer.status, len(answer.body)
        call.seconds = round(time.perf_counter() - begun, 6)
        company = self.world.company(call.company_id)
        if company is not None and call.transactions:
            with self.world.lock:
                company.limits.count(f"{now:%Y-%m}", call.sender_id, call.transactions)
        self.log.add(call)
        return answer

    def _handle(self, body: bytes, content_type: str, accept_encoding: str, call: LoggedCall) -> Reply:
        control = Control()
        try:
            root = parse(body, content_type)
            control = read_control(root)
            request = read_request(root, control)
            plans = [self._plan(function) for function in request.functions]
            company = self._note(request, plans, call)
            fault = self._fault(request)
            call.fault = fault.kind if fault else ""
            if fault is not None and fault.kind in BEFORE:
                return BEFORE[fault.kind]()
            if fault is not None and fault.kind == SLOW:
                wait(fault)
            if company is not None and not company.habits.compresses:
                accept_encoding = ""
            if company is not None and company.habits.first_byte_seconds:
                time.sleep(company.habits.first_byte_seconds)
            limits = company.limits if company is not None else Limits()
            with self.limiter.slot(call.company_id, control.sender_id, limits):
                answer = self._answer(request, plans, accept_encoding if fault is None else "", fault, call)
        except ControlFailure as refusal:
            answer = reply(write_control_failure(control, refusal.errors), accept_encoding=accept_encoding)
            fault = None
        except GatewayRefusal as refusal:
            return reply(short_form(refusal.errors[0]), status=refusal.status)
        return AFTER[fault.kind](answer) if fault is not None and fault.kind in AFTER else answer

    def books_of(self, company: SimulatedCompany) -> CompanyBooks:
        """Return a company's books as they are by now, made again when what they are made from changes.

        The day they were set up is fixed when they are first read, and kept with the company.
        """
        if not company.books.as_of:
            with self.world.change():
                company.books.as_of = company.books.as_of or self.now().date().isoformat()
        with self.lock:
            now = tick(self.now() - timedelta(hours=company.habits.lag_hours))
            as_of = date.fromisoformat(company.books.as_of)
            places = tuple(map(repr, company.entities))
            shape = (company.title, company.base_currency, repr(company.books), places)
            held = self._books.get(company.company_id)
            if held is None or held[0] != shape or (held[1] != now and held[2].growth.changes(now)):
                held = (shape, now, CompanyBooks(company, as_of, now))
            elif held[1] != now:
                held = (shape, now, held[2])
            self._books[company.company_id] = held
            return held[2]

    def written_of(self, company: SimulatedCompany) -> Written:
        with self.lock:
            return self._written.setdefault(company.company_id, Written())

    def _plan(self, function: Function) -> Any:
        handler = FUNCTIONS.get(function.name)
        if handler is None:
            raise unexpected(function.element)
        return handler.read(function.element)

    def _company_of(self, request: Request) -> str:
        if request.sign_in.company_id:
            return request.sign_in.company_id
        held = self.desk.sessions.peek(request.sign_in.session_id)
        return held.company_id if held else ""

    def _note(self, request: Request, plans: Sequence[Any], call: LoggedCall) -> SimulatedCompany | None:
        """Log what is asked; return the company that is asked, whoever asks."""
        call.company_id, call.sender_id = self._company_of(request), request.control.sender_id
        call.functions = [function.name for function in request.functions]
        call.objects = [name for plan in plans if (name := getattr(plan, "object_name", ""))]
        company = self.world.company(call.company_id)
        call.company_id = company.company_id if company is not None else call.company_id
        return company

    def _fault(self, request: Request) -> Fault | None:
        """Return the trouble that meets a request; where it is an event, it has happened."""
        company_id = self._company_of(request)
        company = self.world.company(company_id)
        names = [function.name for function in request.functions]
        fault = self.faults.take(company_id, names, company.faults if company else (), self.now().timestamp())
        if fault is not None and fault.kind in EVENTS and company is not None:
            with self.world.change():
                EVENTS[fault.kind](company)
            if fault.kind in ENDS_SESSIONS:
                self.desk.sessions.drop(company_id)
        return fault

    def _answer(
        self, request: Request, plans: Sequence[Any], accept_encoding: str, fault: Fault | None, call: LoggedCall
    ) -> Reply:
        control = request.control
        try:
            self._check_sender(control)
            if fault is not None and fault.kind == SESSION_DROPPED:
                raise invalid_session(request.sign_in.session_id)
            caller = self._authenticate(request)
        except AuthenticationFailure as refusal:
            user, company = request.sign_in.user_id, request.sign_in.company_id
            return reply(
                write_authentication_failure(control, user, company, refusal.errors), accept_encoding=accept_encoding
            )
        if control.policy_id:
            raise unknown_policy(control.policy_id)
        results = self._results(request, plans, caller)
        for result in results:
            call.count(result.function, rows=result.rows, written=result.written)
            call.failed += result.status != "success"
        alone = results[0].document if len(results) == 1 else None
        if alone is not None:
            return reply(alone[1], content_type=alone[0], accept_encoding=accept_encoding)
        return reply(write_response(control, caller.who, results), accept_encoding=accept_encoding)

    def _check_sender(self, control: Control) -> None:
        """Refuse an unknown sender or a wrong password; an inactive sender is refused by the gateway itself."""
        with self.world.lock:
            sender = self.world.senders.get(control.sender_id)
            if sender is None or not secrets.compare_digest(sender.password.encode(), control.password.encode()):
                raise wrong_sender()
            if not sender.is_active:
                raise invalid_request(request_id())
            if sender.needs_login:
                raise needs_login(sender.sender_id)

    def _check_company(self, company_id: str, sender_id: str) -> SimulatedCompany:
        company = self.world.company(company_id)
        if company is None or not company.is_active:
            raise invalid_request(request_id())
        if company.kind == "expired":
            raise expired_company()
        if not company.has_web_services or company.kind == "trial":
            raise no_web_services()
        row = company.authorization(sender_id)
        if row is None or not row.is_active:
            raise sender_not_authorized(sender_id, company.company_id)
        return company

    def _authenticate(self, request: Request) -> Caller:
        asked, sender_id, now = request.sign_in, request.control.sender_id, self.now()
        with self.world.lock:
            if asked.session_id or not asked.user_id and not asked.company_id:
                session = self.desk.sessions.use(asked.session_id, sender_id=sender_id, now=now)
                company = self._check_company(session.company_id, sender_id)
                login = company.login(session.user_id)
                if login is None or login.status != "active":
                    raise invalid_session(session.session_id)
                self.desk.sessions.slide(session, company.session_hours, now)
                return self._caller(company, login, session.location_id, session, session.started, now)
            company = self._check_company(asked.company_id, sender_id)
            login = sign_in(self.world, company, asked.user_id, asked.password)
            return self._caller(company, login, placed(company, login, asked.location_id), None, now, now)

    def _caller(
        self, company: SimulatedCompany, login: Login, location_id: str, session: Session | None, started: datetime,
        now: datetime,
    ) -> Caller:  # fmt: skip
        ends = now.timestamp() + company.session_hours * 3600
        who = Authenticated(login.user_id, company.company_id, location_id, _iso(started), _iso_at(ends))
        return Caller(company, login, location_id, session, who)

    def _results(self, request: Request, plans: Sequence[Any], caller: Caller) -> list[Result]:
        company, now = caller.company, self.now()
        books, written = self.books_of(company), self.written_of(company)
        with self.world.lock:
            rights = company.rights_of(caller.login)
        before = written.snapshot() if request.is_transaction else None
        results: list[Result] = []
        failed = -1
        for position, (function, plan) in enumerate(zip(request.functions, plans, strict=True)):
            call = Call(
                self.desk, company, caller.login, rights, request.control.sender_id, caller.location_id, caller.session,
                books, written, request.control.has_whitespace, now, function,
            )  # fmt: skip
            result = self._run(call, plan, request)
            results.append(result)
            if result.status == "failure" and request.is_transaction:
                failed = position
                break
        if failed >= 0 and before is not None:
            written.restore(before)
            return [
                results[failed] if position == failed
                else Result("aborted", function.name, function.control_id, errors=(rolled_back(),))
                for position, function in enumerate(request.functions)
            ]  # fmt: skip
        return results

    def _run(self, call: Call, plan: Any, request: Request) -> Result:
        name, control_id = call.function.name, call.function.control_id
        try:
            if request.control.is_unique:
                self._remember(request.control.sender_id, call.company.company_id, control_id)
            answer = FUNCTIONS[name].run(call, plan)
        except FunctionFailure as refusal:
            return Result("failure", name, control_id, errors=refusal.errors)
        rows, written = answer.rows, answer.written
        return Result("success", name, control_id, answer.payload, (), answer.document, rows, written)

    def _remember(self, sender_id: str, company_id: str, control_id: str) -> None:
        """Refuse a function that ran before. Its scope, one sender in one company, is assumed."""
        key = (sender_id, company_id, control_id)
        with self.lock:
            if key in self._processed:
                raise already_processed(control_id)
            self._processed[key] = None
            while len(self._processed) > MOST_REMEMBERED:
                self._processed.popitem(last=False)


def request_id() -> str:
    """Return a request ID as the gateway writes it, like ``AC47C2BE:D9EE_63EBC07F.59``."""
    bits = secrets.token_hex(10).upper()
    return f"{bits[:8]}:{bits[8:12]}_{bits[12:]}.59"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _iso_at(moment: float) -> str:
    return _iso(datetime.fromtimestamp(moment, UTC))
