"""``manage.py demo``: the whole portal on one machine, with a simulated Sage Intacct and people to sign in as."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from django.utils.translation import gettext as _

from portal.demo import welcome
from portal.demo.crew import Crew
from portal.demo.environment import SETTINGS, environment
from portal.demo.place import Place, Refused
from portal.demo.ports import choose
from portal.demo.programs import children, simulated_companies
from portal.demo.readiness import RoundTrip, answers, wait_for
from portal.demo.seeding import seed
from portal.lib.encrypted import UnreadableSecret

FAILED, REFUSED = 1, 2


class Command(BaseCommand):
    """Runs twice: first it prepares the folder and the environment, then it becomes itself with those settings."""

    help = "Run the portal, a worker and a simulated Sage Intacct on this machine, with sign-ins to try them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help=_("port of the portal (default: 8000)"))
        parser.add_argument("--data", type=Path, metavar="DIR", help=_("folder that keeps what is done in the demo"))
        parser.add_argument("--fresh", action="store_true", help=_("delete what earlier demos left in that folder"))
        parser.add_argument("--json", action="store_true", help=_("print one line of JSON when ready"))

    def handle(self, **options: Any) -> None:
        try:
            if settings.SETTINGS_MODULE == SETTINGS:
                self._run(is_json=options["json"])
            else:
                self._prepare(options["data"] or settings.BASE_DIR / ".data" / "demo", options)
        except Refused as error:
            self._say(str(error))
            raise SystemExit(REFUSED) from error

    def _prepare(self, folder: Path, options: dict[str, Any]) -> NoReturn:
        if options["fresh"] and os.environ.get("DATABASE_URL"):
            raise Refused("--fresh empties the data folder only. Empty the database in DATABASE_URL yourself.")
        portal_port, simulator_port = choose(options["port"])
        place = Place(folder)
        if options["fresh"]:
            place.empty()
        place.furnish()
        os.environ.update(environment(place, portal_port=portal_port, simulator_port=simulator_port))
        os.chdir(settings.BASE_DIR)
        again = [sys.executable, "manage.py", "demo", *(["--json"] if options["json"] else [])]
        os.execv(sys.executable, again)  # noqa: S606 (ourselves, no shell)

    def _run(self, *, is_json: bool) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        try:
            self._fill()
            self._serve(is_json=is_json)
        except KeyboardInterrupt:
            self._say(_("Ended."))

    def _fill(self) -> None:
        """Bring the database up to date and make the people of the demo."""
        self._say(_("Preparing the data in %(folder)s") % {"folder": settings.DATA_DIR})
        try:
            call_command("migrate", verbosity=0, interactive=False)
            seed()
        except UnreadableSecret as error:
            raise Refused("The secrets in this database were made with the keys of another data folder.") from error
        except OperationalError as error:
            raise Refused(f"The database does not answer: {str(error).splitlines()[0]}") from error
        finally:
            connections.close_all()

    def _serve(self, *, is_json: bool) -> None:
        web, simulator = urlsplit(settings.PUBLIC_URL), urlsplit(settings.INTACCT_GATEWAY_URL)
        programs = children(
            logs=settings.DATA_DIR / "logs", portal_port=web.port or 0, simulator_port=simulator.port or 0
        )
        self._say(_("Starting the simulator, the worker and the web server"))
        with Crew(programs, self._say) as crew:
            crew.start()
            awaited: dict[str, Callable[[], bool]] = {
                "simulator": lambda: answers(f"http://{simulator.netloc}/healthz"),
                "worker": RoundTrip(),
                "web server": lambda: answers(f"{settings.PUBLIC_URL}/readyz"),
            }
            wait_for(awaited, tend=crew.tend)
            told = welcome.facts(simulated_companies())
            self.stdout.write(json.dumps(told) if is_json else welcome.block(told))
            self.stdout.flush()
            while True:
                crew.tend()
                time.sleep(0.5)

    def _say(self, sentence: str) -> None:
        self.stderr.write(sentence, self.style.NOTICE)
        self.stderr.flush()
