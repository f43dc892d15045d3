"""Times are shown in the browser's zone, named in a cookie that anybody can set to anything."""

import zoneinfo
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.utils import timezone

from portal.lib.zones import COOKIE, TimeZoneMiddleware

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def shown(rf, cookie):
    request = rf.get("/")
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    middleware = TimeZoneMiddleware(lambda request: HttpResponse(f"{timezone.localtime(NOON):%H:%M}"))
    return middleware(request).content.decode()


def test_follows_the_cookie(rf):
    assert shown(rf, "Asia/Kolkata") == "17:30"


@pytest.mark.parametrize("cookie", [None, "", "Nowhere/Land", "../../etc/passwd", "x" * 5000])
def test_falls_back_to_utc(rf, cookie):
    assert shown(rf, cookie) == "12:00"


def test_ends_with_the_request(rf):
    shown(rf, "Asia/Kolkata")
    assert f"{timezone.localtime(NOON):%H:%M}" == "12:00"


def test_looks_for_the_names_of_zones_once(rf, monkeypatch):
    shown(rf, "Asia/Kolkata")
    monkeypatch.setattr(zoneinfo, "available_timezones", lambda: pytest.fail("The zones were looked for again."))
    assert shown(rf, "America/New_York") == "08:00"
    assert shown(rf, "Nowhere/Land") == "12:00"
