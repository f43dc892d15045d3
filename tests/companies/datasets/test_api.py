"""What was read, for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from companies.datasets.models import Dataset, Reading, Record, Sync
from integrations.records import KINDS
from integrations.records.parts import CustomerRef, LineItem
from integrations.records.receivables import Invoice, InvoiceStatus
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory

INVOICE = Invoice(
    id="INV/7",
    invoice_number="INV/7",
    customer_ref=CustomerRef(id="C-1", company_name="Acme 12.50"),
    issue_date=date(2026, 11, 1),
    sub_total=Decimal("1000000.10"),
    total_tax_amount=Decimal("0.00"),
    total_amount=Decimal("12345678901234567.123456"),
    amount_due=Decimal("-5"),
    status=InvoiceStatus.SUBMITTED,
    line_items=(LineItem(unit_amount=Decimal("0.10"), quantity=Decimal("3")),),
)


@pytest.fixture
def call(client, acorn, ada):
    _, key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)

    def get(path, **query):
        return client.get(f"/api{path}", query, headers={"Authorization": f"Bearer {key}"})

    return get


@pytest.fixture
def company(acorn, intacct):
    made = CompanyFactory(organisation=acorn)
    ConnectionFactory(company=made, integration=intacct)
    return made


def read(company, kind, *bodies, state=Dataset.State.READ, at=None):
    dataset = Dataset.objects.create(
        organisation=company.organisation,
        company=company,
        connection=company.connections.get(),
        kind=kind,
        state=state,
        last_read_at=at or now(),
    )
    for body in bodies:
        Record.objects.create(
            organisation=company.organisation, dataset=dataset, source_id=body["id"], data=body, digest="x"
        )
    return dataset


def test_amounts_are_numbers_with_their_own_digits(call, company):
    read(company, "invoices", INVOICE.to_json())
    answer = call(f"/companies/{company.public_id}/data/invoices")
    (invoice,) = json.loads(answer.content, parse_float=str, parse_int=str)["results"]
    assert invoice["totalAmount"] == "12345678901234567.123456"
    assert invoice["subTotal"] == "1000000.10"
    assert invoice["amountDue"] == "-5"
    assert invoice["lineItems"][0] == {"unitAmount": "0.10", "quantity": "3", "trackingCategoryRefs": []}
    assert b'"totalTaxAmount":0.00' in answer.content
    assert invoice["customerRef"]["companyName"] == "Acme 12.50"
    assert invoice["metadata"] == {"isDeleted": False}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_its_address(kind, call, company):
    path = {"company": "info", "chartOfAccounts": "accounts"}.get(kind, kind)
    read(company, kind, {"id": "1"})
    body = call(f"/companies/{company.public_id}/data/{path}").json()
    assert (body["id"] if kind == "company" else body["results"][0]["id"]) == "1"


def test_one_record_is_found_by_the_id_it_has_at_the_source(call, company):
    read(company, "invoices", INVOICE.to_json())
    assert call(f"/companies/{company.public_id}/data/invoices/INV/7").json()["invoiceNumber"] == "INV/7"
    assert call(f"/companies/{company.public_id}/data/invoices/INV/8").status_code == 404


def test_no_id_holds_a_nul(call, company):
    read(company, "customers", {"id": "C001"})
    assert call(f"/companies/{company.public_id}/data/customers/C%00001").status_code == 404


def test_a_nul_in_a_query_is_not_there(call, company):
    read(company, "invoices", INVOICE.to_json())
    answer = call(f"/companies/{company.public_id}/data/invoices", query="\0", pageSize="\x002")
    assert (answer.status_code, answer.json()["pageSize"]) == (200, 2)


def test_records_of_another_kind_or_company_are_not_mixed_in(call, company, acorn, intacct):
    read(company, "customers", {"id": "C-1"})
    read(company, "suppliers", {"id": "V-1"})
    other = CompanyFactory(organisation=acorn)
    ConnectionFactory(company=other, integration=intacct)
    read(other, "customers", {"id": "C-2"})
    body = call(f"/companies/{company.public_id}/data/customers").json()
    assert [record["id"] for record in body["results"]] == ["C-1"]


def test_deleted_records_are_told_when_asked_for(call, company):
    dataset = read(company, "customers", {"id": "C-1"}, {"id": "C-2"})
    dataset.records.filter(source_id="C-2").update(is_deleted=True)
    path = f"/companies/{company.public_id}/data/customers"
    assert call(path).json()["totalResults"] == 1
    gone = call(path, includeDeleted="true").json()["results"][1]
    assert gone["metadata"] == {"isDeleted": True}


def test_changes_since_a_time_are_told(call, company):
    dataset = read(company, "customers", {"id": "C-1"}, {"id": "C-2"})
    dataset.records.filter(source_id="C-1").update(modified_at=now() - timedelta(days=3))
    since = (now() - timedelta(days=1)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    body = call(f"/companies/{company.public_id}/data/customers", modifiedSince=since, pageSize=1).json()
    assert [record["id"] for record in body["results"]] == ["C-2"]


def test_pages_keep_the_filter(call, company):
    read(company, "customers", *({"id": f"C-{number}"} for number in range(3)))
    path = f"/companies/{company.public_id}/data/customers"
    body = call(path, pageSize=2, includeDeleted="true").json()
    assert "includeDeleted=true" in body["_links"]["next"]["href"]
    assert len(body["results"]) == 2


def test_an_empty_dataset_is_an_empty_list(call, company):
    read(company, "customers")
    body = call(f"/companies/{company.public_id}/data/customers").json()
    assert (body["results"], body["totalResults"]) == ([], 0)


def test_a_kind_without_permission_says_so(call, company):
    dataset = read(company, "bills", state=Dataset.State.NO_PERMISSION)
    Dataset.objects.filter(pk=dataset.pk).update(last_read_at=None)
    answer = call(f"/companies/{company.public_id}/data/bills")
    assert answer.status_code == 409
    assert answer.json()["canBeRetried"] == "False"


def test_status_and_history_speak_of_the_same_operations(call, company, acorn):
    dataset = read(company, "customers")
    of = {"organisation": acorn, "dataset": dataset}
    for status in ["succeeded", "failed"]:
        sync = Sync.objects.create(
            organisation=acorn, company=company, connection=company.connections.get(), trigger="refresh", status=status
        )
        Reading.objects.create(
            **of, sync=sync, status=status, finished_at=now(), failure="" if status == "succeeded" else "Busy."
        )
    status = call(f"/companies/{company.public_id}/dataStatus").json()
    assert set(status) == set(KINDS)
    assert status["invoices"] == {"dataType": "invoices", "currentStatus": "Initial"}
    newest, oldest = call(f"/companies/{company.public_id}/data/history").json()["results"]
    assert status["customers"]["currentStatus"] == "Complete"
    assert status["customers"]["latestSyncId"] == newest["id"]
    assert status["customers"]["latestSuccessfulSyncId"] == oldest["id"]
    assert (newest["status"], newest["isErrored"], newest["errorMessage"]) == ("FetchError", True, "Busy.")
    assert (oldest["status"], oldest["isCompleted"], oldest["progress"]) == ("Complete", True, 100)


def test_the_description_says_which_fields_are_numbers(client, db):
    schema = client.get("/api/openapi.json").json()
    path = schema["paths"]["/api/companies/{company_id}/data/invoices/{record_id}"]["get"]
    invoice = path["responses"]["200"]["content"]["application/json"]["schema"]
    assert invoice["properties"]["totalAmount"] == {"type": "number"}
    assert invoice["properties"]["lineItems"]["items"]["properties"]["quantity"] == {"type": "number"}
    assert invoice["properties"]["status"]["enum"] == [status.value for status in InvoiceStatus]
    assert "totalAmount" in invoice["required"] and "note" not in invoice["required"]
    assert path["security"]


def test_times_are_in_utc(call, company):
    read(company, "customers", {"id": "C-1"}, at=datetime(2026, 11, 1, 8, tzinfo=UTC))
    status = call(f"/companies/{company.public_id}/dataStatus").json()
    assert status["customers"]["lastSuccessfulSync"] == "2026-11-01T08:00:00Z"
