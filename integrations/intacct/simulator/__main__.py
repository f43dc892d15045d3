"""``python -m integrations.intacct.simulator``: run the simulator, or list what can be signed in to."""

from __future__ import annotations

import argparse
import errno
import json
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from integrations.intacct.simulator.faults import KINDS, Fault
from integrations.intacct.simulator.scenarios import build_world, fresh_company, listing
from integrations.intacct.simulator.server import GATEWAY_PATH, LOOPBACK, listen, make_app, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REFUSED = 2


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted; 2 when the port is taken or the state cannot be read."""
    chosen = _parser().parse_args(arguments)
    if chosen.list:
        sys.stdout.write(json.dumps(listing(), indent=1) + "\n" if chosen.json else _table(listing()))
        return 0
    try:
        build_world(chosen.state)
    except (OSError, ValueError, KeyError, TypeError):
        return _refuse(f"{chosen.state} holds no state of this simulator. Name another file with --state.")
    try:
        listener = listen(chosen.host, chosen.port)
    except OSError as error:
        return _refuse(_why_not(error, chosen.host, chosen.port))
    root = _root(chosen.host, listener.getsockname()[1])
    endpoint = chosen.endpoint or root + GATEWAY_PATH

    def make() -> WSGIApplication:
        is_local = chosen.host in LOOPBACK
        world = build_world(chosen.state)
        for fault in chosen.fault:
            company = world.company(fault.company_id)
            if company is not None:
                company.faults.append(fault)
        world.ahead += chosen.ahead * 86400
        return make_app(world, endpoint=endpoint, delay_ms=chosen.delay, is_local=is_local)

    serve(make, listener, ready=f"Simulator (not Sage Intacct) ready. Console {root}/console/ Gateway {endpoint}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m integrations.intacct.simulator",
        description="A simulated Sage Intacct for trying out: a gateway, companies in every state, a console.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument(
        "--port", type=_port, default=8001, help="port to listen on (default: 8001; 0 takes a free one)"
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep what was set up in the console in this file")
    parser.add_argument("--delay", type=_milliseconds, default=0, metavar="MS", help="wait before each gateway answer")
    parser.add_argument("--endpoint", metavar="URL", help="the endpoint that sessions name (default: this server)")
    parser.add_argument("--ahead", type=_days, default=0, metavar="DAYS", help="turn the clock ahead by so many days")
    parser.add_argument(
        "--fault", type=read_order, action="append", default=[], metavar="COMPANY:KIND[:WHEN=VALUE…]",
        help="order trouble, e.g. demo-single:busy:times=2:after=3:function=query",
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="list what to type for each scenario, and stop")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    return parser


def read_order(text: str) -> Fault:
    """Read a fault as it is typed; raise what argparse shows for anything that cannot be."""
    company_id, _, rest = text.partition(":")
    kind, *words = rest.split(":")
    fault = Fault(kind.strip(), company_id=company_id.strip())
    if fault.kind not in KINDS:
        raise argparse.ArgumentTypeError(f"{kind or text} is no kind of trouble: choose {', '.join(KINDS)}")
    if fresh_company(fault.company_id) is None:
        raise argparse.ArgumentTypeError(f"{company_id} is no company of a scenario")
    for word in words:
        name, _, value = word.partition("=")
        if name == "function":
            fault.function = value
        elif name in ("times", "after") and value.isdecimal():
            setattr(fault, name, int(value))
        elif name in ("seconds", "lasts") and value.replace(".", "", 1).isdecimal():
            setattr(fault, name, float(value))
        else:
            raise argparse.ArgumentTypeError(f"{word} says nothing: use times, after, function, seconds or lasts")
    return fault


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > 3660:
        raise argparse.ArgumentTypeError(f"{text} is no number of days: choose 0 to 3660")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: choose 0 to 65535")
    return int(text)


def _milliseconds(text: str) -> int:
    if not text.isdecimal() or int(text) > 60_000:
        raise argparse.ArgumentTypeError(f"{text} is no delay: choose 0 to 60000 milliseconds")
    return int(text)


def _root(host: str, port: int) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{named}:{port}"


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use already. Choose another one with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user. Choose one above 1023 with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}. Choose another one with --host."
    return f"Port {port} cannot be listened on: {error.strerror}."


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return REFUSED


def _table(rows: list[dict[str, str]]) -> str:
    """Lay out the listing for people: what to type, then what it is good for."""
    names = ("company_id", "user_id", "password", "sender")
    heads = dict(zip(names, ("Company ID", "User ID", "Password", "Sender"), strict=True))
    widths = {name: max(len(row[name]) for row in [*rows, heads]) for name in names}
    lines = ["  ".join(row[name].ljust(widths[name]) for name in names) for row in [heads, *rows]]
    said = ["Good for", *(row["summary"] for row in rows)]
    return "\n".join(f"{line}  {summary}" for line, summary in zip(lines, said, strict=True)) + "\n"


if __name__ == "__main__":
    sys.exit(main())
