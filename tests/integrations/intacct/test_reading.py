from integrations.intacct import reading
from integrations.intacct.reading import KINDS
from integrations.intacct.sources import SOURCES
from integrations.records import KINDS as RECORDS
from tests.integrations.intacct.conftest import reply
from tests.integrations.intacct.test_client import rows
from tests.integrations.intacct.test_sign_in import FORMATTING, result_of

VENDOR = "<VENDORID>V-{n}</VENDORID><NAME>Vendor</NAME><STATUS>active</STATUS>"


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
    first, last = reading.read(northwind, "suppliers", {})
    assert first.cursor == {"after": 5, "read": 2} and first.total == 3 and not first.is_last
    assert last.cursor == {"after": 9, "read": 3, "is_complete": True} and last.total == 3 and last.is_last
    script.says(looks(), rows(9, extra=row))
    (again,) = reading.read(northwind, "suppliers", first.cursor)
    assert again.records == last.records and again.cursor == last.cursor


def test_starts_over_from_the_cursor_of_a_complete_reading(northwind, script):
    script.says("session", looks(), rows(3, extra=VENDOR.format(n=1)))
    (page,) = reading.read(northwind, "suppliers", {"after": 9, "read": 3, "is_complete": True})
    assert "<greaterthan>" not in script.bodies[2]
    assert page.cursor["read"] == 1


def test_goes_on_after_a_row_that_cannot_be_read(northwind, script):
    good, bad = "<VENDORID>V-1</VENDORID>", "<VENDORID></VENDORID>"
    page = rows(3, extra=good).replace(
        b"</VENDOR></data>", f"</VENDOR><VENDOR><RECORDNO>4</RECORDNO>{bad}</VENDOR></data>".encode()
    )
    script.says("session", looks(), page)
    (found,) = reading.read(northwind, "suppliers", {})
    assert [record.id for record in found.records] == ["V-1"]
    (unreadable,) = found.unreadable
    assert (unreadable.source_id, unreadable.reason) == ("4", "VENDORID is empty")


def test_says_which_fields_a_company_does_not_have(northwind, script):
    named = reply("fields-refused").replace(b"CFDA, FUNDEDNAME", b"TAXID")
    script.says("session", looks(), named, rows(3, extra=VENDOR.format(n=1)))
    (page,) = reading.read(northwind, "suppliers", {})
    assert page.notices == ["VENDOR: left out TAXID"]


def test_describes_the_company(northwind, script):
    script.says("session", "setup", "entities")
    northwind.entity = "200-DE"
    (page,) = reading.read(northwind, "company", {})
    (record,) = page.records
    assert (record.company_name, record.base_currency, record.financial_year_start_date.month) == ("München", "EUR", 1)
    assert page.is_last
