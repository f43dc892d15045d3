"""Trouble that belongs to a company, and what people do there while somebody reads."""

from integrations.intacct.simulator.faults import Fault


def statuses(asker, query, count, **options):
    return [asker.send(query("VENDOR", "RECORDNO"), **options).status for _ in range(count)]


def test_is_counted_where_it_stands(asker, query):
    asker.company("Single").faults = [Fault("busy", after=1, times=2, function="query")]
    asker.send("<getAPISession/>")
    assert statuses(asker, query, 4) == [200, 429, 429, 200]
    (plan,) = asker.company("Single").faults
    assert (plan.passed, plan.met, plan.is_over) == (1, 2, True)


def test_never_ends_without_a_number_of_times(asker, query):
    asker.company("Single").faults = [Fault("busy", times=0)]
    assert statuses(asker, query, 3) == [429] * 3
    assert statuses(asker, query, 1, company="Multi") == [200]


def test_lasts_by_the_clock(asker, query):
    asker.company("Single").faults = [Fault("slots taken", lasts=600)]
    assert statuses(asker, query, 3) == [429] * 3
    asker.clock.pass_hours(1)
    assert statuses(asker, query, 1) == [200]


def test_new_password_ends_the_sessions_and_locks_out_the_old_one(asker, query):
    session = asker.session()
    asker.company("Single").faults = [Fault("password changed", after=1, function="query")]
    assert asker.ask(query("VENDOR", "RECORDNO"), session=session).findtext("operation/result/status") == "success"
    said = asker.ask(query("VENDOR", "RECORDNO"), session=session)
    assert said.findtext(".//description2").startswith("Invalid session")
    assert asker.ask("<getAPISession/>").findtext(".//description2").startswith("Sign-in information is incorrect")


def test_reduced_role_loses_payables_only(asker, query):
    asker.company("Single").faults = [Fault("role reduced", after=1, function="query")]
    assert asker.ask(query("VENDOR", "RECORDNO")).findtext(".//result/status") == "success"
    root = asker.ask(query("VENDOR", "RECORDNO"), query("CUSTOMER", "RECORDNO"))
    assert [cell.text for cell in root.findall(".//result/status")] == ["failure", "success"]
    assert root.findtext(".//errorno") == "PL04000005"
