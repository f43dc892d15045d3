import re

from django.urls import reverse

from tests.factories import PASSWORD

NEW = "another long passphrase"


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_in(mail):
    return re.search(r"https://portal\.ledgerbridge\.example(/\S+)", mail.body)[1]


def test_sends_a_link_under_our_own_host(client, ada, mailoutbox):
    answer = client.post(
        reverse("account_reset_password"), {"email": "ada@acorn.example"}, headers={"host": "testserver"}
    )
    assert answer["Location"] == reverse("account_reset_password_done")
    [mail] = mailoutbox
    assert mail.to == ["ada@acorn.example"]
    assert mail.subject == "Set a new password for Ledgerbridge"
    assert link_in(mail)
    assert "testserver" not in mail.body


def test_tells_a_stranger_nothing(client, db, mailoutbox):
    answer = ask(client, "nobody@acorn.example")
    assert answer["Location"] == reverse("account_reset_password_done")
    assert mailoutbox == []


def test_replaces_the_password(client, ada, mailoutbox):
    ask(client, " ADA@acorn.example ")
    form = client.get(link_in(mailoutbox[0]), follow=True)
    where = form.request["PATH_INFO"]
    answer = client.post(where, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert mailoutbox[1].subject == "Your Ledgerbridge password was changed"
    assert NEW not in mailoutbox[1].body


def test_works_once(client, ada, mailoutbox):
    ask(client, "ada@acorn.example")
    link = link_in(mailoutbox[0])
    where = client.get(link, follow=True).request["PATH_INFO"]
    client.post(where, {"password1": NEW, "password2": NEW})
    client.session.flush()
    assert b"This link does not work any more" in client.get(link, follow=True).content


def test_refuses_a_short_password_and_keeps_the_old_one(client, ada, mailoutbox):
    ask(client, "ada@acorn.example")
    where = client.get(link_in(mailoutbox[0]), follow=True).request["PATH_INFO"]
    page = client.post(where, {"password1": "short", "password2": "short"}).content.decode()
    assert "12 characters" in page
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
