"""What customers' browsers fetch: logo and stylesheet, without a sign-in, under names that are digests."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from portal.lib.pictures import redrawn
from portal.organisations import accents
from portal.organisations.actions import save_logo
from portal.organisations.models import Face, Organisation
from tests.pictures import upload


@pytest.fixture
def face(acorn, ada):
    save_logo(organisation=acorn, actor=ada, picture=redrawn(upload().read()))
    return Face.objects.get()


def test_a_logo_needs_no_sign_in_and_is_kept_for_ever(client, face):
    answer = client.get(face.logo_url)
    assert answer.status_code == 200
    assert answer.content == bytes(face.logo)
    assert hashlib.sha256(answer.content).hexdigest() == face.logo_digest
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.cookies


def test_a_logo_is_found_by_its_whole_digest_only(client, face):
    for name in [face.logo_digest[:-1], face.logo_digest[:16], "0" * 64, "acorn", str(face.pk)]:
        assert client.get(f"/face/{name}.png").status_code == 404


def test_a_logo_that_was_removed_or_never_was_is_not_found(client, face, acorn, ada):
    address = face.logo_url
    save_logo(organisation=acorn, actor=ada, picture=None)
    assert client.get(address).status_code == 404


def test_one_picture_of_two_organisations_is_there_until_both_remove_it(client, face, acorn, ada, birch, cleo):
    save_logo(organisation=birch, actor=cleo, picture=redrawn(upload().read()))
    save_logo(organisation=acorn, actor=ada, picture=None)
    assert client.get(face.logo_url).status_code == 200


def test_fetching_begins_no_transaction(client, face, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(face.logo_url)
    with django_assert_num_queries(0):
        client.get(reverse("organisations:accent", args=[accents.name_of("#ff0000")]))


def test_nothing_is_written_there(client, face):
    assert client.post(face.logo_url).status_code == 405
    assert client.post(f"/face/{accents.name_of('#ff0000')}.css").status_code == 405


def test_a_page_does_not_load_the_picture_that_it_only_names(face, django_assert_num_queries):
    acorn = Organisation.objects.get()
    with django_assert_num_queries(1) as queries:
        assert acorn.face.logo_url
    assert '"logo",' not in queries[0]["sql"]


def test_a_stylesheet_is_kept_for_ever(client, db):
    answer = client.get(f"/face/{accents.name_of('#ff0000')}.css")
    assert answer.content.decode() == accents.stylesheet("#ff0000")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["ff0000", "ff0000-0123456789abcdef", "red-0123456789abcdef", "-", "FF0000"])
def test_a_stylesheet_has_one_name(client, db, name):
    assert client.get(f"/face/{name}.css").status_code == 404
    upper = accents.name_of("#ff0000").upper()
    assert client.get(f"/face/{upper}.css").status_code == 404
