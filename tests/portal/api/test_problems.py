"""Every refusal of the API has one shape, whatever went wrong."""

from __future__ import annotations

import logging
import re

import pytest

from companies import api as companies_api
from tests.factories import CompanyFactory

SHAPE = {"statusCode", "service", "error", "correlationId", "validation", "canBeRetried", "detailedErrorCode"}


def assert_shape(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) == SHAPE
    assert body["statusCode"] == status
    assert body["service"] == "Ledgerbridge"
    assert re.fullmatch(r"[0-9a-f]{32}", body["correlationId"])
    assert body["canBeRetried"] in {"True", "False", "Unknown"}
    assert isinstance(body["detailedErrorCode"], int)
    return body


def test_no_key(client, db):
    body = assert_shape(client.get("/api/companies"), 401)
    assert body["validation"] is None


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/companies/", "/companies/not-a-uuid", "/v1/companies"])
def test_an_address_that_is_none(path, client, db):
    assert_shape(client.get(f"/api/{path.lstrip('/')}"), 404)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_method_that_is_not_possible(method, call, client):
    answer = client.generic(method.upper(), "/api/companies")
    body = assert_shape(answer, 405)
    assert answer["Allow"] == "GET"
    assert "Possible: GET." in body["error"]


def test_a_company_that_is_none(call):
    assert_shape(call("/companies/00000000-0000-4000-8000-000000000000"), 404)


@pytest.mark.parametrize(
    ("name", "value"), [("page", "0"), ("page", "x"), ("pageSize", "5001"), ("pageSize", "0"), ("query", "name=A")]
)
def test_a_parameter_that_does_not_fit_is_named(name, value, call):
    body = assert_shape(call("/companies", **{name: value}), 422)
    assert [entry["itemId"] for entry in body["validation"]["errors"]] == [name]
    assert body["validation"]["warnings"] == []
    assert name in body["error"]


def test_data_that_was_never_read_is_not_an_empty_list(call, acorn):
    company = CompanyFactory(organisation=acorn)
    body = assert_shape(call(f"/companies/{company.public_id}/data/customers"), 409)
    assert body["canBeRetried"] == "True"


def test_a_fault_of_ours_is_logged_under_its_correlation_id(call, acorn, caplog, monkeypatch):
    def break_down(*args):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(companies_api, "show_company", break_down)
    CompanyFactory(organisation=acorn)
    with caplog.at_level(logging.ERROR):
        body = assert_shape(call("/companies"), 500)
    assert "hunter2" not in body["error"]
    assert body["correlationId"] in caplog.text
