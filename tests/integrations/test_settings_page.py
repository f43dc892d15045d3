import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.urls import reverse

from companies.models import Connection
from integrations.actions import grant_partner_credential, withdraw_partner_credential
from integrations.models import Integration
from portal.audit.models import AuditEvent
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, MembershipFactory, PartnerCredentialFactory

ADDRESS = "/o/acorn/settings/integrations/sage-intacct/"
SECRET = "a sender password nobody may see"


@pytest.fixture
def admin(signed_in, ada):
    return signed_in(ada)


def save(browser, **values):
    own = {"source": "own", "sync_mode": "continuous", "sender_id": "AcornLending", "sender_password": SECRET}
    return browser.post(ADDRESS, own | values)


def stored():
    return Integration.objects.get(organisation__slug="acorn")


def test_keeps_sender_and_password(admin):
    assert save(admin)["Location"] == ADDRESS
    assert stored().settings == {"sender_id": "AcornLending", "sender_password": SECRET}
    assert stored().has_credentials


def test_does_not_switch_on_by_itself_and_says_so(admin):
    save(admin)
    assert not stored().is_enabled
    assert b"is not offered to customers yet" in admin.get(ADDRESS).content


def test_never_shows_the_password(admin):
    save(admin)
    page = admin.get(ADDRESS).content.decode()
    assert "AcornLending" in page
    assert SECRET not in page
    assert "Set. Last changed:" in page


def test_never_shows_a_password_that_was_refused_with_its_form(admin):
    page = save(admin, sender_id="acorn lending").content.decode()
    assert "Error:" in page and "The settings were not saved" in page
    assert SECRET not in page
    assert not Integration.objects.exists()


def test_keeps_the_password_that_is_left_empty(admin):
    save(admin)
    changed = stored().settings_changed_at
    save(admin, sender_password="", sync_mode="one_time")
    assert stored().settings["sender_password"] == SECRET
    assert stored().sync_mode == Integration.SyncMode.ONE_TIME
    assert stored().settings_changed_at == changed


def test_wants_the_password_of_a_new_sender(admin):
    save(admin)
    page = save(admin, sender_id="AcornTwo", sender_password="").content.decode()
    assert "Enter the password of the new sender ID." in page
    assert stored().settings["sender_id"] == "AcornLending"


def test_wants_a_password_at_first(admin):
    page = save(admin, sender_password="").content.decode()
    assert "None is stored yet" in page
    assert not Integration.objects.exists()


def test_says_how_many_companies_a_new_sender_stops(admin, acorn, intacct):
    company = CompanyFactory(organisation=acorn)
    ConnectionFactory(company=company, integration=intacct, status=Connection.Status.LINKED)
    assert b"1 company would be affected" in admin.get(ADDRESS).content
    save(admin, sender_id="AcornTwo")
    assert b"1 linked company must authorise the new credentials" in admin.get(ADDRESS).content


def test_says_what_pasting_brought_along(admin):
    save(admin, sender_id=" AcornLending\u200b")
    assert stored().settings["sender_id"] == "AcornLending"
    assert b"were taken out" in admin.get(ADDRESS).content


def test_offers_partner_credentials_only_where_lent(admin, acorn, ada):
    assert b"Partner credentials" not in admin.get(ADDRESS).content
    page = admin.post(ADDRESS, {"source": "partner", "sync_mode": "continuous"}).content.decode()
    assert "The settings were not saved" in page
    assert not Integration.objects.exists()
    grant_partner_credential(
        organisation=acorn, partner_credential=PartnerCredentialFactory(label="Our desk"), actor=ada
    )
    page = admin.get(ADDRESS).content.decode()
    assert "Provided by Our desk" in page
    assert "partner-sender-secret" not in page and "LedgerbridgePartner" not in page


def test_uses_partner_credentials_and_keeps_ones_own(admin, acorn, ada):
    save(admin)
    grant_partner_credential(organisation=acorn, partner_credential=PartnerCredentialFactory(), actor=ada)
    admin.post(ADDRESS, {"source": "partner", "sync_mode": "continuous", "sender_id": "", "sender_password": ""})
    assert stored().effective_settings["sender_id"] == "LedgerbridgePartner"
    assert stored().settings["sender_password"] == SECRET
    withdraw_partner_credential(integration=stored(), actor=ada)
    assert stored().effective_settings["sender_id"] == "AcornLending"


def test_is_written_down_without_the_secret(admin):
    save(admin)
    event = AuditEvent.objects.get(verb="integration.saved")
    assert event.actor_label == "ada@acorn.example"
    assert SECRET not in str(event.data)


def test_knows_no_other_provider(admin):
    assert admin.get("/o/acorn/settings/integrations/moon-books/").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_is_for_looking_only_to_other_roles(signed_in, acorn, ada, intacct, role):
    browser = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    page = browser.get(ADDRESS).content.decode()
    assert page.count("<fieldset") == page.count(" disabled><legend") == 3
    assert "ada@acorn.example" in page
    assert ">Save<" not in page
    assert save(browser, sender_id="Stolen").status_code == 403
    assert stored().settings["sender_id"] == "AcornLending"


def test_may_be_changed_by_developers(signed_in, acorn):
    save(signed_in(MembershipFactory(organisation=acorn, role=Role.DEVELOPER).user))
    assert stored().has_credentials


def test_of_others_are_not_found(signed_in, intacct, cleo):
    browser = signed_in(cleo)
    assert browser.get(ADDRESS).status_code == 404
    assert save(browser, sender_id="Stolen").status_code == 404
    assert stored().settings["sender_id"] == "AcornLending"


def test_address_is_the_one_in_the_list(admin):
    assert reverse("integrations:settings", args=["acorn", "sage-intacct"]) == ADDRESS


def test_several_entities_are_allowed_by_a_tick_and_never_by_default(admin):
    save(admin)
    assert not stored().allows_several_entities
    page = admin.get(ADDRESS).content.decode()
    assert "Customers may choose several entities" in page
    assert "about twice the transactions" in page
    save(admin, allows_several_entities="on", sender_password="")
    assert stored().allows_several_entities
    assert 'id="id_allows_several_entities" checked' in admin.get(ADDRESS).content.decode()
    assert AuditEvent.objects.filter(verb="integration.saved", data__several_entities=True).exists()
    save(admin, sender_password="")
    assert not stored().allows_several_entities


def test_counts_a_company_once_that_has_several_entities(admin, acorn, intacct):
    lead = ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct, status="linked")
    ConnectionFactory(company=lead.company, integration=intacct, status="linked", lead=lead, entity_id="200")
    assert stored().linked_count == 1


def lose_the_key_of(row):
    """Encrypt the settings of a row with a key that this installation does not have."""
    token = Fernet(Fernet.generate_key()).encrypt(b"{}")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET settings = %s WHERE id = %s", [token, row.pk])


def test_that_cannot_be_read_any_more_are_entered_anew(admin, acorn, intacct):
    ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct, status="linked")
    lose_the_key_of(intacct)
    page = admin.get(ADDRESS).content.decode()
    assert "The stored credentials cannot be read any more." in page
    assert "Not readable." in page and "AcornLending" not in page
    assert "None is stored yet" in save(admin, sender_password="").content.decode()
    assert save(admin)["Location"] == ADDRESS
    assert stored().settings == {"sender_id": "AcornLending", "sender_password": SECRET}
    assert stored().settings_changed_at > intacct.settings_changed_at
    assert "cannot be read any more" not in admin.get(ADDRESS).content.decode()


def test_that_cannot_be_read_any_more_hinder_no_other_choice(admin, acorn, ada, intacct):
    grant_partner_credential(organisation=acorn, partner_credential=PartnerCredentialFactory(), actor=ada)
    lose_the_key_of(intacct)
    assert admin.post(ADDRESS, {"source": "partner", "sync_mode": "one_time"})["Location"] == ADDRESS
    assert stored().effective_settings["sender_id"] == "LedgerbridgePartner"


def test_of_a_partner_that_cannot_be_read_any_more_are_left_for_ones_own(admin, acorn, ada):
    lent = PartnerCredentialFactory()
    grant_partner_credential(organisation=acorn, partner_credential=lent, actor=ada)
    lose_the_key_of(lent)
    assert admin.get(ADDRESS).status_code == 200
    assert save(admin)["Location"] == ADDRESS
    assert stored().effective_settings["sender_id"] == "AcornLending"
