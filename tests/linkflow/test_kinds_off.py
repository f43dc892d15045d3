"""What the plan leaves out is not mentioned to customers: in consent, guide, checks and first reading."""

import pytest

from companies.datasets.models import Dataset, Rule, Sync
from companies.models import Connection
from linkflow.consent import consent_text

BOOKS = {"company", "chartOfAccounts", "journals", "journalEntries"}


@pytest.fixture
def books_only(acorn, intacct):
    """Acorn wants the ledger and nothing else."""
    for kind in intacct.provider_class.kinds:
        if kind not in BOOKS:
            Rule.objects.create(organisation=acorn, kind=kind, is_read_on_link=False, frequency=Rule.Frequency.OFF)


def test_consent_names_what_is_read_and_nothing_else(books_only, customer):
    text = str(consent_text(customer.company))
    assert "Journal entries" in text
    assert "Invoices" not in text


def test_guide_asks_for_no_permission_that_is_not_needed(books_only, customer):
    customer.do_tasks()
    kinds = {line.kind for step in customer.session.guide for line in step.permissions}
    assert "journalEntries" in kinds
    assert not kinds & {"invoices", "bills", "customers", "suppliers"}


def test_neither_checks_nor_reads_it(books_only, customer, gateway):
    customer.arrive()
    assert customer.connection.status == Connection.Status.LINKED
    assert {check.kind for check in customer.connection.probes.first().checks.all()} & set(
        Dataset.objects.values_list("kind", flat=True)
    ) <= BOOKS
    assert set(Sync.objects.get().kinds) == BOOKS
    assert set(Dataset.objects.values_list("kind", flat=True)) == BOOKS


def test_links_without_a_right_that_only_what_is_off_needs(books_only, customer):
    customer.arrive("demo-list-without-view")
    assert customer.connection.status == Connection.Status.LINKED


def test_a_kind_that_is_not_read_on_link_is_checked_and_read_later(acorn, intacct, customer):
    Rule.objects.create(organisation=acorn, kind="invoices", is_read_on_link=False, frequency=Rule.Frequency.DAILY)
    customer.arrive()
    assert "Invoices" in str(consent_text(customer.company))
    assert "invoices" in {check.kind for check in customer.connection.probes.first().checks.all()}
    assert "invoices" not in Sync.objects.get().kinds
    assert Dataset.objects.get(kind="invoices").due_at is not None


def test_a_companys_own_plan_outranks_the_organisations(acorn, books_only, customer):
    Rule.objects.create(organisation=acorn, company=customer.company, kind="invoices")
    assert "Invoices" in str(consent_text(customer.company))


@pytest.mark.parametrize(
    ("frequency", "words"),
    [("hourly", "Once an hour"), ("weekly", "Once a day"), ("off", "Once a day")],
)
def test_consent_says_how_often_the_most_frequent_is_read(acorn, intacct, customer, frequency, words):
    Rule.objects.create(organisation=acorn, kind="invoices", frequency=frequency)
    assert words in str(consent_text(customer.company))


def test_consent_says_when_nothing_is_read_by_itself(acorn, intacct, customer):
    for kind in intacct.provider_class.kinds:
        Rule.objects.create(organisation=acorn, kind=kind, frequency=Rule.Frequency.OFF)
    assert "again when Acorn Lending asks for it" in str(consent_text(customer.company))
