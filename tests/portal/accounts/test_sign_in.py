from django.urls import reverse

from tests.factories import PASSWORD, UserFactory


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_leads_to_ones_organisation(client, ada):
    answer = sign_in(client, "ada@acorn.example")
    assert answer.status_code == 302
    home = client.get(answer["Location"])
    assert home["Location"] == reverse("companies:companies", args=["acorn"])


def test_leads_back_to_the_page_that_was_asked_for(client, ada):
    asked = reverse("companies:new_company", args=["acorn"])
    answer = client.get(asked)
    assert answer["Location"] == f"{reverse('account_login')}?next={asked}"
    page = client.get(answer["Location"])
    assert f'value="{asked}"' in page.content.decode()
    assert sign_in(client, "ada@acorn.example", next=asked)["Location"] == asked


def test_never_leads_to_another_host(client, ada):
    assert sign_in(client, "ada@acorn.example", next="https://evil.example/")["Location"] == "/"


def test_does_not_care_for_capitals_and_blanks(client, ada):
    assert sign_in(client, "  ADA@Acorn.Example ").status_code == 302


def test_users_are_kept_in_lower_case(db):
    assert UserFactory(email=" Ben@Acorn.EXAMPLE").email == "ben@acorn.example"


def test_says_the_same_for_a_wrong_password_and_an_unknown_address(client, ada):
    wrong = sign_in(client, "ada@acorn.example", "not the password").content.decode()
    unknown = sign_in(client, "nobody@acorn.example", "not the password").content.decode()
    assert "E-mail and password do not belong together." in wrong
    assert "E-mail and password do not belong together." in unknown
    assert "not the password" not in wrong + unknown


def test_is_forgotten_with_the_browser_unless_asked(client, ada):
    sign_in(client, "ada@acorn.example")
    assert client.session.get_expire_at_browser_close()
    client.logout()
    sign_in(client, "ada@acorn.example", remember="on")
    assert client.session.get_expiry_age() == 60 * 60 * 24 * 14


def test_ends_only_after_a_question(signed_in, ada):
    browser = signed_in(ada)
    assert b"Sign out?" in browser.get(reverse("account_logout")).content
    assert "_auth_user_id" in browser.session
    assert browser.post(reverse("account_logout"))["Location"] == "/"
    assert "_auth_user_id" not in browser.session
