import re

import pytest

from tests.linkflow.conftest import GUIDE


def test_locks_signing_in_until_the_tasks_are_done_and_says_which(customer):
    customer.choose_software()
    page = customer.see("tasks").content.decode()
    assert "After 1 to 5" in page
    assert "Signing in needs all of the tasks above." in page


def test_accepts_tasks_in_any_order(customer):
    customer.choose_software()
    for slug in ("authorise-sender", "before-you-start"):
        customer.send(slug, do="done")
    assert "2 of 7 done" in customer.see("tasks").content.decode()


def test_goes_on_with_the_next_unfinished_task(customer):
    customer.choose_software()
    assert customer.send("before-you-start", do="done").url == customer.address("company-id")


@pytest.mark.parametrize("slug", ["credentials", "permissions", "done", "entity"])
def test_refuses_steps_out_of_order(customer, slug):
    customer.choose_software()
    customer.send(slug, company_id="demo-single", user_id="ws_reader", password="Reader-2026", do="start")
    assert not customer.connection.has_credentials
    assert not customer.connection.probes.exists()
    assert customer.see(slug).status_code == 302


def test_takes_a_mistaken_tick_back(customer):
    customer.do_tasks()
    customer.send("web-services", do="undo")
    assert "web-services" not in customer.session.done
    assert "After 3" in customer.see("tasks").content.decode()


def test_confirms_a_task_once_from_two_tabs(customer):
    customer.choose_software()
    customer.send("before-you-start", do="done")
    customer.send("before-you-start", do="done")
    assert customer.session.done == ["before-you-start"]


def test_trims_the_company_id_and_says_so(customer):
    customer.choose_software()
    customer.send("company-id", do="done", company_id=" demo-single ")
    assert customer.session.answers["company_id"] == "demo-single"
    assert "were taken out" in customer.see("web-services").content.decode()


def test_refuses_a_company_id_with_a_blank_inside(customer):
    customer.choose_software()
    response = customer.send("company-id", do="done", company_id="demo single")
    assert "Take out the blank" in response.content.decode()
    assert customer.session.done == []
    assert customer.session.answers == {}


def test_gives_the_organisations_own_sender_to_copy(customer):
    customer.choose_software()
    page = customer.see("authorise-sender").content.decode()
    assert 'value="AcornLending"' in page
    assert "acorn-sender-secret" not in page


def test_asks_for_the_form_before_it_shows_a_branch(customer):
    customer.choose_software()
    assert "Permissions to grant" not in customer.see("web-services-user").content.decode()
    customer.send("web-services-user", do="done")
    assert customer.session.done == []
    customer.send("web-services-user", do="branch", branch="user-based")
    assert "Permissions to grant" in customer.see("web-services-user").content.decode()


def test_remembers_the_branch_and_forgets_nonsense(customer):
    customer.choose_software()
    customer.send("web-services-user", do="branch", branch="user-based")
    customer.send("web-services-user", do="branch", branch="nonsense")
    assert customer.session.answers["web-services-user.branch"] == "user-based"


@pytest.mark.parametrize("answer", [{}, {"branch": ""}, {"branch": "nonsense"}])
def test_says_at_the_question_that_an_answer_is_missing(customer, answer):
    customer.choose_software()
    response = customer.send("web-services-user", do="branch", **answer)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.index("<title>Error:") < page.index("data-focus>") < page.index('<a href="#id_branch">Choose one of')
    assert '<fieldset class="stack stack-2" id="id_branch" tabindex="-1" aria-describedby="id_branch_error">' in page
    question = page[page.index("<fieldset") : page.index("</fieldset>")]
    assert re.search(r'id="id_branch_error">.*<span>Choose one of the answers.</span>', question)
    assert "Show the next steps" in page and "Permissions to grant" not in page
    assert customer.session.answers == {}


def test_keeps_the_answer_that_was_given_when_none_is_sent(customer):
    customer.choose_software()
    customer.send("web-services-user", do="branch", branch="user-based")
    page = customer.send("web-services-user", do="branch").content.decode()
    assert "id_branch_error" in page and "I have done this" in page
    assert customer.session.answers["web-services-user.branch"] == "user-based"


def test_keeps_ticks_of_rows_that_exist(customer):
    customer.choose_software()
    customer.send("web-services-user", do="branch", branch="role-based")
    customer.send("web-services-user", do="tick", ticked=["General Ledger/Accounts", "Payroll/Salaries"])
    assert customer.session.answers["web-services-user.ticked"] == ["General Ledger/Accounts"]
    page = customer.client.get(customer.address("web-services-user", "permission_list")).content.decode()
    assert page.count("☑") == 1


@pytest.mark.parametrize(("branch", "menu"), [("role-based", "Roles"), ("user-based", "Web Services users")])
def test_shows_where_each_application_is_in_the_set_up_that_was_named(customer, branch, menu):
    customer.choose_software()
    customer.send("web-services-user", do="branch", branch=branch)
    for response in (
        customer.see("web-services-user"),
        customer.client.get(customer.address("web-services-user", "permission_list")),
    ):
        paths = {path[2] for _application, path, _rows in response.context["applications"]}
        assert paths == {menu}
    assert f"Company › Admin › {menu} › Subscriptions › General Ledger" in response.content.decode()


def test_opens_a_task_for_a_colleague_by_its_address(customer):
    customer.choose_software()
    customer.client.cookies.clear()
    assert customer.see("authorise-sender").status_code == 200


@pytest.mark.parametrize("slug", [*GUIDE, "tasks"])
def test_writes_a_mail_to_a_colleague(customer, settings, slug):
    customer.choose_software()
    page = customer.client.get(customer.address(slug, "send")).content.decode()
    assert f"{settings.PUBLIC_URL}{customer.address(slug)}" in page
    assert "mailto:?subject=" in page


@pytest.mark.parametrize("slug", ["welcome", "select", "tasks", *GUIDE, "credentials", "entity", "permissions", "done"])
def test_has_help_for_every_step(customer, slug):
    customer.choose_software()
    page = customer.client.get(customer.address(slug, "help"))
    assert page.status_code == 200
    assert page.content.decode().count("<h3>") >= 2


def test_tells_how_to_come_back(customer, settings):
    page = customer.client.get(f"/link/{customer.token}/leave/").content.decode()
    assert f"{settings.PUBLIC_URL}{customer.address()}" in page


def test_notes_where_the_customer_is(customer):
    customer.choose_software()
    customer.see("authorise-sender")
    assert customer.session.last_step == "authorise-sender"
    assert customer.session.last_step_title == "Configure Web Services"


def test_knows_no_other_steps(customer):
    customer.choose_software()
    assert customer.see("nonsense").status_code == 404
