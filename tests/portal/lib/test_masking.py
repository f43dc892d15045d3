"""Nothing that opens a Link stands in what a handler writes, whichever way it came into the record."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from decimal import Decimal
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory

from companies.tokens import token_of
from portal.lib.masking import LinksMasked, masked
from portal.people.tokens import url_of
from tests.factories import InvitationFactory, LinkFactory

TOKEN = f"{'aB3_-' * 4}xY.{'cD4-_' * 8}zZ9"
ADDRESS = f"/link/{TOKEN}/tasks/"
MASKED = "/link/…/tasks/"
OURS = ["django.request", "django.security.csrf", "django.server", "gunicorn.error", "celery.task", "portal.api", ""]
PROGRAM = f"""
import logging, django
from gunicorn.config import Config
from gunicorn.glogging import Logger
theirs = Logger(Config())
django.setup()
try:
    raise OSError("{ADDRESS}")
except OSError:
    theirs.exception("Error handling request %s", "{ADDRESS}")
for name in {OURS}:
    logging.getLogger(name).error("%s answers %s", name, "{ADDRESS}")
"""


class Shy:
    """An object that must not be asked for its words unless they are written."""

    def __str__(self):
        raise AssertionError

    __repr__ = __str__


@pytest.fixture
def logger():
    """A logger with one handler, behind the filter; what was written is at ``written``."""
    logger = logging.Logger("of a test")
    logger.written = io.StringIO()
    handler = logging.StreamHandler(logger.written)
    handler.addFilter(LinksMasked())
    handler.setFormatter(logging.Formatter("%(message)s %(request)s %(status)s", defaults={"request": "", "status": 0}))
    logger.addHandler(handler)
    return logger


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (ADDRESS, MASKED),
        (f"Not Found: {ADDRESS}", f"Not Found: {MASKED}"),
        (f"https://portal.example{ADDRESS}?said=x:y", f"https://portal.example{MASKED}?said=x:y"),
        (f'"GET {ADDRESS[:40]} HTTP/1.1"', '"GET /link/… HTTP/1.1"'),
        (f"/accounts/login/?next={quote(ADDRESS, safe='')}", "/accounts/login/?next=%2Flink%2F…%2Ftasks%2F"),
        (f"No match for 'step' with ('{TOKEN}', 'x')", "No match for 'step' with ('…', 'x')"),
        (f"{ADDRESS} and {ADDRESS}", f"{MASKED} and {MASKED}"),
    ],
)
def test_takes_out_the_token_and_leaves_the_rest(text, left):
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "/o/acorn/companies/5b1c6c52-7a2f-4b43-9a6f-0d6c52a2b43f/link/issue/",
        "/link/language/",
        "companies.tasks.run_probe[5b1c6c52-7a2f-4b43-9a6f-0d6c52a2b43f] received",
        "integrations.intacct.exchange gateway: 3 calls (readByQuery), HTTP 200, 12 ms",
    ],
)
def test_leaves_other_addresses_alone(text):
    assert masked(text) == text


def test_knows_the_tokens_that_we_sign(db):
    assert masked(token_of(LinkFactory())) == "…"
    assert masked(urlsplit(url_of(InvitationFactory())).path) == "/invitation/…/"


def test_masks_messages_whatever_they_are_made_of(logger):
    logger.warning(ADDRESS)
    logger.warning("%s: %d, %.2f, %r", ADDRESS, 404, Decimal("1.5"), {"path": ADDRESS})
    logger.warning("%(path)s %(number)d", {"path": ADDRESS, "number": 7})
    logger.warning(ValueError(ADDRESS))
    logger.warning("%s and %r", ValueError(ADDRESS), [ADDRESS])
    written = logger.written.getvalue()
    assert TOKEN not in written
    assert written.count(MASKED) == 7
    assert "404, 1.50, {'path'" in written and f"{MASKED} 7" in written


def test_masks_tracebacks_and_what_is_written_beside_the_message(logger):
    request = RequestFactory().get(ADDRESS)
    try:
        raise KeyError(TOKEN) from ValueError(ADDRESS)
    except KeyError:
        logger.exception("Internal Server Error: %s", ADDRESS, extra={"request": request, "status": 500})
    written = logger.written.getvalue()
    assert TOKEN not in written
    assert f"Internal Server Error: {MASKED} <WSGIRequest: GET '{MASKED}'> 500" in written
    assert "KeyError: '…'" in written and f"ValueError: {MASKED}" in written


def test_asks_no_object_for_its_words_before_they_are_written(logger):
    told = {"args": (Shy(),), "request": Shy()}
    assert LinksMasked().filter(logging.makeLogRecord({"msg": "%s", **told}))


def test_stands_before_all_that_our_programs_write():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=django_settings.BASE_DIR,
        env={"DEBUG": "yes", "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert TOKEN not in done.stdout + done.stderr
    assert done.stderr.count(MASKED) == len(OURS) + 2
    assert "Error handling request /link/…/tasks/" in done.stderr
