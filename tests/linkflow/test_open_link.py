from datetime import timedelta
from functools import partial

import pytest
from django.utils.timezone import now

from companies.actions import delete_company, issue_link, revoke_link
from integrations.actions import disable
from linkflow.models import LinkSession
from portal.audit.models import AuditEvent
from portal.mails.models import Mail


def test_begins_with_the_consent(customer):
    assert customer.open().url == customer.address("welcome")


def test_counts_every_opening(customer):
    customer.open()
    customer.open()
    customer.link.refresh_from_db()
    assert customer.link.open_count == 2
    assert customer.link.last_opened_at is not None


def test_tells_the_organisation_of_the_first_opening_only(customer):
    customer.open()
    customer.open()
    assert AuditEvent.objects.filter(verb="link.opened").count() == 1


LOOKS = [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch;prerender"}), ("GET", {"Purpose": "prefetch"})]


@pytest.mark.parametrize(("method", "headers"), LOOKS)
def test_nobody_has_opened_it_who_only_looks(customer, method, headers):
    look = partial(customer.client.generic, method, headers=headers)
    answer = look(customer.address())
    assert (answer.status_code, answer.url) == (302, customer.address("welcome"))
    assert look(answer.url).status_code == 200
    customer.link.refresh_from_db()
    assert (customer.link.open_count, customer.link.last_opened_at) == (0, None)
    assert not LinkSession.objects.exists()
    assert not AuditEvent.objects.exists()
    customer.open()
    assert AuditEvent.objects.filter(verb="link.opened").count() == 1


@pytest.mark.parametrize(("method", "headers"), LOOKS)
def test_who_only_looks_does_not_move_the_customer(customer, intacct, ada, method, headers):
    customer.choose_software()
    customer.see("tasks")
    seen = customer.session.last_seen_at
    customer.client.generic(method, customer.address("company-id"), headers=headers)
    customer.client.generic(method, customer.address("permissions", "progress"), headers={"HX-Request": "1", **headers})
    assert (customer.session.last_step, customer.session.last_seen_at) == ("tasks", seen)
    disable(integration=intacct, actor=ada)
    assert customer.client.generic(method, customer.address("tasks"), headers=headers).status_code == 409
    assert not Mail.objects.exists()


def test_what_a_form_says_is_kept_whatever_it_is_fetched_for(customer):
    customer.choose_software()
    customer.client.post(customer.address("before-you-start"), {"do": "done"}, headers={"Purpose": "prefetch"})
    assert customer.session.done == ["before-you-start"]


def test_returns_to_the_hub_after_an_interruption(customer):
    customer.choose_software()
    assert customer.open().url == customer.address("tasks")


def test_goes_on_with_a_new_link_where_the_old_one_stopped(customer, ada):
    customer.choose_software()
    customer.send("before-you-start", do="done")
    customer.link = issue_link(company=customer.company, actor=ada)
    assert customer.open().url == customer.address("tasks")
    assert "1 of 7 done" in customer.see("tasks").content.decode()


def test_goes_on_for_another_person_on_another_device(customer):
    customer.choose_software()
    customer.client.cookies.clear()
    assert customer.open().url == customer.address("tasks")


@pytest.mark.parametrize("spoil", [lambda t: "nonsense", lambda t: t[:-2] + "xx", lambda t: "A" + t[1:]])
def test_knows_no_token_that_was_not_signed(customer, spoil):
    response = customer.client.get(f"/link/{spoil(customer.token)}/")
    assert response.status_code == 404
    assert "leads nowhere" in response.content.decode()
    assert "Acorn" not in response.content.decode()
    assert not LinkSession.objects.exists()


def test_says_what_to_do_when_it_was_revoked(customer, ada):
    revoke_link(link=customer.link, actor=ada)
    response = customer.open()
    assert response.status_code == 410
    assert "support@acorn.example" in response.content.decode()
    assert not LinkSession.objects.exists()


def test_says_what_to_do_when_it_has_run_out(customer):
    customer.link.expires_at = now() - timedelta(minutes=1)
    customer.link.save()
    response = customer.open()
    assert response.status_code == 410
    assert "has run out" in response.content.decode()


def test_changes_nothing_when_it_is_revoked_while_a_page_is_open(customer, ada):
    customer.choose_software()
    revoke_link(link=customer.link, actor=ada)
    response = customer.send("before-you-start", do="done")
    assert response.status_code == 410
    assert customer.session.done == []


def test_leads_nowhere_once_the_company_was_deleted(customer, ada):
    customer.choose_software()
    token = customer.token
    delete_company(company=customer.company, actor=ada)
    assert customer.client.post(f"/link/{token}/before-you-start/", {"do": "done"}).status_code == 404
    assert customer.client.get(f"/link/{token}/").status_code == 404


def test_has_a_watched_page_load_itself_anew_when_the_link_ends(customer, ada):
    customer.do_tasks()
    revoke_link(link=customer.link, actor=ada)
    response = customer.watch("credentials")
    assert response.status_code == 410
    assert response["HX-Refresh"] == "true"


@pytest.mark.parametrize("slug", ["welcome", "welcome/help", "leave", "data"])
def test_tells_nobody_the_address(customer, slug):
    response = customer.client.get(f"/link/{customer.token}/{slug}/")
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
