from django.urls import reverse

from portal.organisations.actions import add_member
from portal.organisations.roles import Role
from tests.factories import UserFactory


def test_shows_a_visitor_the_way_in(client, db):
    page = client.get("/").content.decode()
    assert reverse("account_login") in page
    assert "it needs no sign-in" in page


def test_leads_members_to_their_companies(signed_in, ada):
    assert signed_in(ada).get("/")["Location"] == reverse("companies:companies", args=["acorn"])


def test_leads_to_the_first_of_several_organisations(signed_in, ada, birch):
    add_member(organisation=birch, user=ada, role=Role.ANALYST)
    browser = signed_in(ada)
    page = browser.get("/", follow=True).content.decode()
    assert 'aria-current="true">Acorn Lending' in page
    assert f'<a href="{birch.get_absolute_url()}">Birch Software' in page


def test_tells_who_belongs_nowhere(signed_in, db):
    page = signed_in(UserFactory()).get("/").content.decode()
    assert "No organisation yet" in page
    assert reverse("admin:index") not in page


def test_shows_support_staff_the_administration(signed_in, db):
    assert reverse("admin:index") in signed_in(UserFactory(is_staff=True)).get("/").content.decode()


def test_organisation_leads_to_its_companies(signed_in, ada):
    answer = signed_in(ada).get(reverse("dashboard:organisation", args=["acorn"]))
    assert answer["Location"] == reverse("companies:companies", args=["acorn"])
