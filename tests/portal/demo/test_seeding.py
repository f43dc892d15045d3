"""A demo begins with two organisations and people in every role, and never undoes what people changed."""

import pytest

from companies.models import Company
from integrations.intacct.simulator.blueprint import SENDER_PASSWORDS
from integrations.models import Integration
from portal.accounts.models import User
from portal.demo.cast import ACORN, BIRCH, CONSULTANT, OWN_SENDER, PARTNER_SENDER, STAFF, TENANTS
from portal.demo.place import Refused
from portal.demo.seeding import seed
from portal.organisations.models import Membership, Organisation
from portal.organisations.roles import Role
from tests.factories import OrganisationFactory


@pytest.fixture
def seeded(db):
    seed()


def organisation(tenant):
    return Organisation.objects.get(slug=tenant.slug)


@pytest.mark.parametrize("tenant", TENANTS, ids=lambda tenant: tenant.slug)
@pytest.mark.parametrize("role", Role)
def test_everybody_can_sign_in_with_what_is_printed(seeded, client, tenant, role):
    sign_in = tenant.people[role]
    answer = client.post("/accounts/login/", {"login": sign_in.email, "password": sign_in.password})
    assert answer.status_code == 302, answer.content.decode()
    assert Membership.objects.get(user__email=sign_in.email).role == role
    assert client.session["_auth_user_id"] == str(User.objects.get(email=sign_in.email).pk)


def test_one_person_belongs_to_both(seeded):
    user = User.objects.get(email=CONSULTANT.email)
    assert user.check_password(CONSULTANT.password)
    assert {membership.organisation.slug for membership in user.memberships.all()} == {ACORN.slug, BIRCH.slug}


def test_support_staff_opens_the_admin_and_is_no_member(seeded, client):
    user = User.objects.get(email=STAFF.email)
    assert user.check_password(STAFF.password)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/admin/").status_code == 200
    assert not user.memberships.exists()


def test_nothing_is_set_up_at_acorn(seeded):
    assert not Integration.objects.filter(organisation=organisation(ACORN)).exists()
    assert not organisation(ACORN).companies.exists()


def test_birch_was_lent_the_partners_sender_and_offers_it(seeded):
    integration = Integration.objects.get(organisation=organisation(BIRCH))
    assert integration.is_offered
    assert integration.effective_settings == PARTNER_SENDER
    assert organisation(BIRCH).companies.count() == len(BIRCH.companies)
    assert all(company.links.usable().exists() for company in organisation(BIRCH).companies.all())


def test_the_simulator_knows_both_senders():
    """The demo cannot import the simulator; that both name the same senders is seen here."""
    for sender in (PARTNER_SENDER, OWN_SENDER):
        assert SENDER_PASSWORDS[sender["sender_id"]] == sender["sender_password"]


def test_a_second_start_changes_nothing(seeded):
    organisation(BIRCH).companies.first().delete()
    Integration.objects.update(is_enabled=False)
    user = User.objects.get(email=ACORN.people[Role.ANALYST].email)
    user.set_password("changed by hand")
    user.save()
    counts = {model: model.objects.count() for model in (User, Organisation, Membership, Company, Integration)}
    seed()
    assert {model: model.objects.count() for model in counts} == counts
    assert not Integration.objects.get().is_enabled
    user.refresh_from_db()
    assert user.check_password("changed by hand")


def test_a_database_of_somebody_else_is_refused_and_left_alone(db):
    OrganisationFactory(name="Somebody Else", slug="somebody-else")
    with pytest.raises(Refused, match="other organisations"):
        seed()
    assert Organisation.objects.count() == 1
    assert not User.objects.exists()
