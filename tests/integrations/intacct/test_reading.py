from integrations.intacct.reading import KINDS, Reading
from integrations.intacct.sources import SOURCES
from integrations.pages import Span, Wanted, nothing_held
from integrations.records import KINDS as RECORDS
from tests.integrations.intacct.conftest import reply
from tests.integrations.intacct.test_client import rows
from tests.integrations.intacct.test_sign_in import FORMATTING, result_of

VENDOR = "<VENDORID>V-{n}</VENDORID><NAME>Vendor</NAME><STATUS>active</STATUS>"


def read(client, *wanted):
    return list(Reading(client, [Wanted(kind=kind, cursor=cursor) for kind, cursor in wanted], nothing_held).pages())


def looks():
    """The answer to what a reading asks once, made of recorded ones."""
    head, tail = reply("setup").decode().split("<result>")[0], "</operation></response>"
    return (head + result_of("setup") + FORMATTING + result_of("entities") + tail).encode()


def test_reads_only_kinds_that_have_a_record():
    assert set(KINDS) <= set(RECORDS)


def test_selects_no_field_that_xml_cannot_name():
    for source in (source for sources in SOURCES.values() for source in sources):
        for fields in (source.fields, source.lines.fields if source.lines else ()):
            assert not [name for name in fields if "#" in name]
            assert len(set(fields)) == len(fields)


def test_counts_and_resumes_exactly(northwind, script):
    row = VENDOR.format(n=1)
    script.says("session", looks(), rows(3, 5, remaining=1, extra=row), rows(9, extra=row))
    first, last = read(northwind, ("suppliers", {}))
    assert first.cursor["walks"] == [{"low": 5, "high": None, "read": 2, "sum": 8}]
    assert first.total == 3 and first.spans == (Span(upto=5),) and not first.is_last
    assert last.cursor["read"] == 3 and "walks" not in last.cursor
    assert last.total == 3 and last.spans == (Span(after=5),) and last.is_last
    script.says(rows(9, extra=row))
    (again,) = read(northwind, ("suppliers", first.cursor))
    assert again.records == last.records and again.spans == last.spans and again.cursor["read"] == 3
    assert again.cursor["began"] == first.cursor["began"]


def test_goes_on_after_a_row_that_cannot_be_read(northwind, script):
    good, bad = "<VENDORID>V-1</VENDORID>", "<VENDORID></VENDORID>"
    page = rows(3, extra=good).replace(
        b"</VENDOR></data>", f"</VENDOR><VENDOR><RECORDNO>4</RECORDNO>{bad}</VENDOR></data>".encode()
    )
    script.says("session", looks(), page)
    (found,) = read(northwind, ("suppliers", {}))
    assert [record.id for record in found.records] == ["V-1"]
    (unreadable,) = found.unreadable
    assert (unreadable.source_id, unreadable.reason) == ("4", "VENDORID is empty")


def test_says_which_fields_a_company_does_not_have(northwind, script):
    named = reply("fields-refused").replace(b"CFDA, FUNDEDNAME", b"TAXID")
    script.says("session", looks(), named, rows(3, extra=VENDOR.format(n=1)))
    (page,) = read(northwind, ("suppliers", {}))
    assert page.notices == ["VENDOR: left out TAXID"]


def test_describes_the_company(northwind, script):
    script.says("session", looks())
    northwind.entity = "200-DE"
    (page,) = read(northwind, ("company", {}))
    (record,) = page.records
    assert (record.company_name, record.base_currency, record.financial_year_start_date.month) == ("München", "EUR", 1)
    assert page.is_last
