"""Pages leave the portal compressed, and plain to those who did not ask for it."""

import gzip

import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/link/no-such-link/"


def test_a_page_is_compressed(client):
    answer = client.get(ADDRESS, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<!doctype html>" in gzip.decompress(answer.content)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_page_is_plain_to_who_asks_for_that(client):
    assert "Content-Encoding" not in client.get(ADDRESS).headers
