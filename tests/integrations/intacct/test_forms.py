import pytest

from companies.models import Connection, Probe
from integrations.intacct.forms import CompanyIdForm, CredentialsForm, SettingsForm
from integrations.intacct.pasted import tidy
from integrations.intacct.provider import IntacctProvider

STORED = {"sender_id": "AcornLending", "sender_password": "kept-s3cret"}


@pytest.mark.parametrize(
    "raw", [" Acorn ", "Acorn\u00a0", "\u200bAcorn", "Ac\u200dorn", "\ufeffAcorn", "Acorn\t", "Ac\x00orn"]
)
def test_takes_out_what_nobody_can_see(raw):
    assert tidy(raw) == "Acorn"


def test_says_what_was_taken_out():
    form = CredentialsForm({"company_id": " NorthwindCo ", "user_id": "\u200bws_reader", "password": "pass word"})
    assert form.is_valid()
    assert form.cleaned_data == {"company_id": "NorthwindCo", "user_id": "ws_reader", "password": "pass word"}
    assert [notice.split(":")[0] for notice in form.notices] == ["Company ID", "User ID"]
    assert "beginning or end" in form.notices[0]
    assert "hidden characters" in form.notices[1]


def test_trims_a_password_and_says_so():
    form = CredentialsForm({"company_id": "N", "user_id": "u", "password": "secret "})
    assert form.is_valid() and form.cleaned_data["password"] == "secret"
    assert form.notices and "secret" not in form.notices[0]


def test_names_the_blank_inside_an_id():
    form = SettingsForm({"sender_id": "acorn lending", "sender_password": "x"})
    assert form.errors["sender_id"] == ["Take out the blank between “acorn” and “lending”."]


def test_keeps_the_stored_sender_password_when_none_is_typed():
    form = SettingsForm({"sender_id": "AcornLending", "sender_password": ""}, initial=STORED)
    assert form.is_valid()
    assert form.cleaned_data["sender_password"] == "kept-s3cret"


def test_replaces_the_sender_password_when_one_is_typed():
    form = SettingsForm({"sender_id": "AcornLending", "sender_password": "new-s3cret"}, initial=STORED)
    assert form.is_valid()
    assert form.cleaned_data["sender_password"] == "new-s3cret"


def test_wants_a_sender_password_when_none_is_stored():
    assert "sender_password" in SettingsForm({"sender_id": "AcornLending"}).errors


def test_wants_the_password_of_a_new_sender():
    form = SettingsForm({"sender_id": "Another", "sender_password": ""}, initial=STORED)
    assert "sender_password" in form.errors


@pytest.mark.parametrize(
    "form", [SettingsForm(initial=STORED), SettingsForm({"sender_password": "typed-s3cret"}, initial=STORED)]
)
def test_never_shows_the_sender_password(form):
    assert "s3cret" not in form.as_p()


def test_never_shows_a_typed_password_again():
    form = CredentialsForm({"company_id": "", "user_id": "ws_reader", "password": "hunter2"})
    assert not form.is_valid()
    assert "hunter2" not in form.as_p()


def test_brings_the_company_id_from_the_guide():
    assert 'value="NorthwindCo"' in str(CredentialsForm(initial={"company_id": "NorthwindCo"})["company_id"])


def test_lets_password_managers_in():
    page = CredentialsForm().as_p()
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page


@pytest.mark.parametrize("form_class", [CompanyIdForm, CredentialsForm])
@pytest.mark.parametrize("model", [Connection, Probe])
def test_takes_no_company_id_that_the_columns_do_not_hold(form_class, model):
    longest = model._meta.get_field("account_id").max_length
    typed = {"user_id": "ws_reader", "password": "hunter2"}
    form = form_class({**typed, "company_id": f" {'N' * longest} "})
    assert form.is_valid()
    assert IntacctProvider.account_id(form.cleaned_data) == "N" * longest
    form = form_class({**typed, "company_id": "N" * (longest + 1)})
    assert form.errors == {
        "company_id": [f"Ensure this value has at most {longest} characters (it has {longest + 1})."]
    }


def test_does_not_change_letter_case():
    form = CompanyIdForm({"company_id": "NorthWIND"})
    assert form.is_valid() and form.cleaned_data["company_id"] == "NorthWIND"
