"""What is read, and how often, as people set it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from companies.datasets.models import Dataset, Rule
from integrations import registry
from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory


def filled_in(page):
    """What a browser would send back of a page as it is shown."""
    data = {"zone": page.context["form"].zone["zone"].value() or ""}
    for row in page.context["rows"]:
        for field in row.form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else str(value)[:5] if isinstance(value, time) else value
    return data


@pytest.fixture
def of_all(linked):
    return reverse("datasets:data_types", args=["acorn"])


@pytest.fixture
def of_company(linked):
    return reverse("datasets:company_plan", args=["acorn", linked.company.public_id])


@pytest.fixture
def save(signed_in, ada):
    """Open a page, change some boxes, save."""

    def save(address, user=ada, **changes):
        browser = signed_in(user)
        data = filled_in(browser.get(address))
        for name, value in changes.items():
            data[name.replace("__", "-")] = value
        return browser.post(address, {name: value for name, value in data.items() if value is not None}, follow=True)

    return save


def test_shows_every_kind_with_its_default(signed_in, ada, of_all):
    page = signed_in(ada).get(of_all)
    offered = {kind for provider in registry.all_providers().values() for kind in provider.kinds}
    assert {row.form.kind for row in page.context["rows"]} == offered
    assert {row.form["frequency"].value() for row in page.context["rows"]} == {"daily"}
    assert "These are the defaults" in page.content.decode()


def test_saves_all_at_once_and_keeps_only_what_differs(save, of_all, ada):
    answer = save(
        of_all, invoices__frequency="hourly", bills__at="02:30", bills__history_months="24", zone="europe/london"
    )
    assert "Saved." in answer.content.decode()
    rules = {rule.kind: rule for rule in Rule.objects.all()}
    assert set(rules) == {"invoices", "bills"}
    assert (rules["invoices"].frequency, rules["invoices"].at) == ("hourly", None)
    bills = rules["bills"]
    assert (bills.at, bills.zone, bills.history_months, bills.updated_by) == (time(2, 30), "Europe/London", 24, ada)
    assert AuditEvent.objects.get(verb="rules.saved").data["outcome"] == "Invoices and Bills"


def test_a_rule_set_back_by_hand_is_not_kept(save, of_all):
    save(of_all, invoices__frequency="hourly")
    save(of_all, invoices__frequency="daily")
    assert not Rule.objects.exists()


def test_saving_without_a_change_is_no_event(save, of_all):
    assert "Nothing was changed." in save(of_all).content.decode()
    assert not AuditEvent.objects.filter(verb="rules.saved").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("zone", "Mars/Olympus", "no such time zone"),
        ("invoices__at", "25:99", "Write a time as 02:30."),
        ("invoices__history_months", "0", "At least 1 month"),
        ("invoices__history_months", "601", "At most 600 months"),
        ("invoices__history_months", "two", "whole number of months"),
        ("invoices__frequency", "yearly", "Choose one of the list."),
    ],
)
def test_says_beside_the_field_what_is_wrong_and_saves_nothing(save, of_all, name, value, words):
    answer = save(of_all, **{"bills__frequency": "weekly", name: value})
    page = answer.content.decode()
    assert words in page and "<title>Error:" in page
    assert page.count(words) == 2, "above the form and beside the field"
    assert f'href="#id_{name.replace("__", "-")}"' in page
    assert 'aria-invalid="true"' in page
    assert not Rule.objects.exists()


def test_goes_back_to_the_defaults_after_asking(save, signed_in, ada, of_all):
    save(of_all, invoices__frequency="hourly")
    reset = reverse("datasets:reset_data_types", args=["acorn"])
    assert "Invoices" in signed_in(ada).get(reset).content.decode()
    assert Rule.objects.exists()
    signed_in(ada).post(reset)
    assert not Rule.objects.exists()
    assert AuditEvent.objects.get(verb="rules.reset").data["outcome"] == "Invoices"


def test_those_who_may_not_change_it_see_it(save, signed_in, ben, of_all):
    page = signed_in(ben).get(of_all).content.decode()
    assert "You can look, not change." in page and "<fieldset" in page and "disabled" in page
    assert save(of_all, user=ben, invoices__frequency="hourly").status_code == 403
    assert not Rule.objects.exists()


def test_a_company_has_rules_of_its_own(save, of_all, of_company, linked, acorn):
    other = CompanyFactory(organisation=acorn)
    save(of_all, invoices__frequency="weekly")
    page = save(of_company, customers__frequency="hourly")
    own = {row.form.kind: row.is_own for row in page.context["rows"]}
    assert own == {"customers": True, "invoices": False}
    rules = Rule.objects.of(linked.company)
    assert (rules["customers"].frequency, rules["invoices"].frequency) == ("hourly", "weekly")
    assert "customers" not in Rule.objects.of(other)


def test_a_company_follows_again_after_asking(save, signed_in, ada, of_all, of_company, linked):
    save(of_company, invoices__frequency="hourly")
    save(of_all, customers__frequency="weekly")
    reset = reverse("datasets:reset_company_plan", args=["acorn", linked.company.public_id])
    assert "Invoices" in signed_in(ada).get(reset).content.decode()
    signed_in(ada).post(reset)
    assert [rule.kind for rule in Rule.objects.all()] == ["customers"]


def test_changing_a_rule_moves_what_is_due(save, read, linked, of_all):
    sync = read(linked)
    save(of_all, invoices__frequency="weekly", customers__frequency="off")
    due = dict(Dataset.objects.values_list("kind", "due_at"))
    assert due == {"invoices": sync.started_at + timedelta(days=7), "customers": None}


def test_a_longer_history_is_read_from_its_beginning(save, read, linked, of_all):
    save(of_all, invoices__history_months="12")
    read(linked)
    save(of_all, invoices__history_months="6")
    assert Dataset.objects.get(kind="invoices").cursor
    save(of_all, invoices__history_months="24")
    assert not Dataset.objects.get(kind="invoices").cursor
    assert Dataset.objects.get(kind="customers").cursor


def test_warns_that_connected_customers_are_not_asked_again(save, linked, of_all):
    save(of_all, invoices__frequency="off", invoices__is_read_on_link=None)
    assert Rule.objects.get().is_off
    page = save(of_all, invoices__frequency="daily").content.decode()
    assert "1 linked company agreed to a list without it" in page


def test_what_is_switched_off_is_shown_only_if_it_holds_something(save, signed_in, ada, read, shelf, linked, of_all):
    data = reverse("datasets:data", args=["acorn", linked.company.public_id])
    read(linked)
    Dataset.objects.filter(kind="customers").update(last_read_at=None)
    for kind in ("customers", "invoices"):
        save(of_all, **{f"{kind}__frequency": "off", f"{kind}__is_read_on_link": None})
    page = signed_in(ada).get(data)
    assert [(row.kind, row.is_off) for row in page.context["datasets"]] == [("invoices", True)]
    assert "Switched off" in page.content.decode()
    assert Dataset.objects.get(kind="invoices").due_at is None


def test_says_what_it_costs_at_most(save, of_company):
    page = save(of_company, invoices__frequency="hourly", customers__frequency="weekly")
    # 744 hours and 5 weeks, each with its question for what was deleted
    assert page.context["planned"].transactions == 2 * 744 + 2 * 5
