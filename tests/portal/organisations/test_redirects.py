"""Where customers may be sent, and what the address is told."""

import pytest

from portal.organisations.redirects import fault_of, fault_of_host, filled, kept, own_names

HOSTS = ["app.acorn.example", "app.acorn.example:8443", "localhost:3000"]


@pytest.mark.parametrize(
    "address",
    [
        "https://app.acorn.example",
        "https://app.acorn.example/connected?plan=a&x=1#/done",
        "https://APP.acorn.example/",
        "https://app.acorn.example:443/",
        "https://app.acorn.example:8443/",
        "https://app.acorn.example/{companyId}/{statusCode}?e={errorMessage}",
        "https://app.acorn.example/?n={data.company.companyName}&s={sourceId}&o={order_no-1.a}",
        f"https://app.acorn.example/{{{'x' * 50}}}",
    ],
)
def test_an_https_address_at_an_allowed_host_is_allowed(address):
    assert fault_of(address, HOSTS) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://app.acorn.example/", "https://"),
        ("//app.acorn.example/", "https://"),
        ("app.acorn.example/", "https://"),
        ("javascript:alert(1)", "https://"),
        ("data:text/html,app.acorn.example", "https://"),
        ("https://evil.example/", "not among the allowed hosts"),
        ("https://app.acorn.example.evil.example/", "not among the allowed hosts"),
        ("https://evil-app.acorn.example/", "not among the allowed hosts"),
        ("https://x.app.acorn.example/", "not among the allowed hosts"),
        ("https://app.acorn.example:9000/", "not among the allowed hosts"),
        ("https://app.acorn.example./", "not among the allowed hosts"),
        ("https:///app.acorn.example", "not among the allowed hosts"),
        ("https:app.acorn.example", "not among the allowed hosts"),
        ("https://{companyId}.acorn.example/", "not among the allowed hosts"),
        ("https://app.acorn.example@evil.example/", "user name"),
        ("https://evil.example@app.acorn.example/", "user name"),
        ("https://app.acorn.example\\@evil.example/", "Take out"),
        ("https://evil.example\\.app.acorn.example/", "Take out"),
        ("https://app.acorn.example/ x", "Take out"),
        ("https://app.acorn.example/\tx", "Take out"),
        ('https://app.acorn.example/"><script>', "Take out"),
        ("https://äpp.acorn.example/", "Take out"),
        ("https://[::1/", "not a whole address"),
        ("https://app.acorn.example:99999/", "not a whole address"),
        ("https://app.acorn.example/{}", "Between braces"),
        ("https://app.acorn.example/{a/b}", "Between braces"),
        (f"https://app.acorn.example/{{{'x' * 51}}}", "Between braces"),
        ("https://app.acorn.example/{companyId", "Between braces"),
        ("https://app.acorn.example/{{companyId}}", "Between braces"),
        ("https://app.acorn.example/{embed}", "“embed”"),
        ("https://app.acorn.example/{order}?{said}", "“said”"),
    ],
)
def test_every_other_address_is_refused_with_the_cure(address, said):
    assert said in fault_of(address, HOSTS)


def test_this_machine_is_allowed_while_one_builds_and_never_in_production(settings):
    assert fault_of("http://localhost:3000/back", HOSTS) == ""
    assert fault_of_host("localhost:3000") == ""
    settings.IN_PRODUCTION = True
    assert "https://" in fault_of("http://localhost:3000/back", HOSTS)
    assert fault_of_host("localhost:3000")


@pytest.mark.parametrize("host", ["app.acorn.example", "a.b", "app.acorn.example:8443", "xn--pp-wia.example"])
def test_a_host_is_a_name(host):
    assert fault_of_host(host) == ""


@pytest.mark.parametrize(
    "host",
    ["https://app.acorn.example", "*.acorn.example", "acorn", "a..b", "-a.b", "a.b/", "a b.c", "a.b:", "", ".", "ä.b"],
)
def test_what_is_no_host_is_refused(host):
    assert "is no host" in fault_of_host(host)


VALUES = {"statusCode": "200", "companyId": "c-1", "connectionId": "n-1", "platformName": "Sage Intacct"}


def test_an_address_without_names_gets_the_useful_ones():
    assert filled("https://a.example/x", VALUES) == "https://a.example/x?statusCode=200&companyId=c-1&connectionId=n-1"
    assert filled("https://a.example/?p=1#/y", {"statusCode": "403", "errorMessage": "User cancelled."}) == (
        "https://a.example/?p=1&statusCode=403&errorMessage=User+cancelled.#/y"
    )


def test_an_address_with_names_gets_those_and_no_others():
    assert filled("https://a.example/{companyId}?n={platformName}&e={errorMessage}", VALUES) == (
        "https://a.example/c-1?n=Sage%20Intacct&e="
    )


def test_a_value_cannot_become_another_part_of_the_address():
    assert filled("https://a.example/{companyId}", {"companyId": "../x?y=1&z#w"}) == (
        "https://a.example/..%2Fx%3Fy%3D1%26z%23w"
    )


def test_names_that_are_not_ours_are_the_organisations_own():
    assert own_names("https://a.example/{order}/{companyId}?o={order}&s={state}") == ["order", "state"]
    assert own_names("https://a.example/{data.company.companyName}") == []


def test_of_a_query_is_kept_what_fits():
    assert kept({"order": "17", "sales.person": "Zoë", "empty": ""}) == {
        "order": "17",
        "sales.person": "Zoë",
        "empty": "",
    }
    assert kept({"long": "x" * 200}) == {"long": "x" * 200}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order", "x" * 201),
        ("order", "two\nlines"),
        ("order", "nul\0"),
        ("order", "turned \u202e round"),
        ("", "17"),
        ("a b", "17"),
        ("ä", "17"),
        ("x" * 51, "17"),
        ("statusCode", "200"),
        ("data.company.companyName", "Birch"),
        ("embed", "https://app.acorn.example"),
        ("said", "x"),
    ],
)
def test_what_does_not_fit_is_left_out(name, value):
    assert kept({name: value}) == {}


def test_ten_names_are_kept_the_first_that_fit():
    query = {"said": "x"} | {f"n{number}": str(number) for number in range(20)}
    assert list(kept(query)) == [f"n{number}" for number in range(10)]
