"""The list of rights to tick: several people may tick it at once, with a script or without."""

from __future__ import annotations

import re

import pytest

SLUG = "web-services-user"
ACCOUNTS, JOURNALS, BILLS = "General Ledger/Accounts", "General Ledger/Journals", "Accounts Payable/Bills"


@pytest.fixture
def listed(customer):
    """A customer before the list."""
    customer.choose_software()
    customer.send(SLUG, do="branch", branch="role-based")
    return customer


def kept(customer):
    return set(customer.session.answers.get(f"{SLUG}.ticked", ()))


def form_with(customer, row):
    """What a browser sends of the form in which a row of the list stands, but for the button."""
    page = customer.see(SLUG).content.decode()
    (form,) = [form for form in re.findall("<form.*?</form>", page, re.DOTALL) if f'value="{row}"' in form]
    inputs = [tag for tag in re.findall("<input [^>]*>", form) if "checkbox" not in tag or " checked" in tag]
    sent = [re.search(r'name="(.*?)" value="(.*?)"', tag).groups() for tag in inputs]
    return form, {name: [value for other, value in sent if other == name] for name, _value in sent}


def send(customer, form, do, *more):
    return customer.send(SLUG, do=do, **{**form, "ticked": [*form.get("ticked", ()), *more]})


def test_two_people_keep_each_others_ticks(listed):
    _form, adas = form_with(listed, ACCOUNTS)
    _form, bens = form_with(listed, ACCOUNTS)
    send(listed, adas, "tick", ACCOUNTS)
    send(listed, bens, "tick", JOURNALS)
    assert kept(listed) == {ACCOUNTS, JOURNALS}


def test_one_changed_row_leaves_the_others_alone(listed):
    listed.send(SLUG, do="tick", ticked=[ACCOUNTS, JOURNALS])
    listed.send(SLUG, do="tick", ticked=[BILLS])
    listed.send(SLUG, do="tick", before=[JOURNALS])
    assert kept(listed) == {ACCOUNTS, BILLS}


def test_a_tick_is_taken_off_also_without_a_script(listed):
    listed.send(SLUG, do="tick", ticked=[ACCOUNTS, JOURNALS])
    _form, data = form_with(listed, ACCOUNTS)
    data["ticked"].remove(ACCOUNTS)
    assert send(listed, data, "tick").url.endswith("#permissions")
    assert kept(listed) == {JOURNALS}


def test_ticks_are_kept_by_the_button_that_says_that_it_is_done(listed):
    form, data = form_with(listed, ACCOUNTS)
    assert 'name="do" value="done"' in form
    send(listed, data, "done", ACCOUNTS)
    assert kept(listed) == {ACCOUNTS}
    assert SLUG in listed.session.done


def test_done_takes_no_tick_off_that_was_made_elsewhere_meanwhile(listed):
    _form, bens = form_with(listed, ACCOUNTS)
    listed.send(SLUG, do="tick", ticked=[ACCOUNTS])
    send(listed, bens, "done")
    assert kept(listed) == {ACCOUNTS}


def test_rows_that_there_are_not_are_no_ticks(listed):
    listed.send(SLUG, do="tick", ticked=["Payroll/Salaries"], before=["Payroll/Wages"])
    assert kept(listed) == set()
