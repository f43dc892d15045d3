import pytest


def read(name, query="", fields="RECORDNO", size=100):
    return (
        f"<readByQuery><object>{name}</object><fields>{fields}</fields><query>{query}</query>"
        f"<pagesize>{size}</pagesize></readByQuery>"
    )


def test_writes_records_in_lower_case(asker):
    data = asker.ask(read("APBILL", size=3)).find(".//data")
    assert data.get("listtype") == "apbill"
    assert [row.tag for row in data] == ["apbill"] * 3


def test_reads_everything_once_with_read_more_and_not_by_key(asker):
    data = asker.ask(read("APBILL", size=70)).find(".//data")
    seen = [row.findtext("RECORDNO") for row in data]
    for _ in range(5):
        if data.get("numremaining") == "0":
            break
        more = f"<readMore><resultId>{data.get('resultId')}</resultId></readMore>"
        data = asker.ask(more).find(".//data")
        seen += [row.findtext("RECORDNO") for row in data]
    assert len(seen) == len(set(seen)) == 180
    assert seen != sorted(seen, key=int)


def test_answers_nothing_with_an_empty_result_id(asker):
    data = asker.ask(read("VENDOR", "VENDORID = 'nobody'")).find(".//data")
    assert (data.get("count"), data.get("resultId"), len(data)) == ("0", "", 0)


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        ("ACCOUNTNO = '1200'", 1),
        ("ACCOUNTNO in ('1200', '2000')", 2),
        ("ACCOUNTNO like '12%' AND NOT ACCOUNTNO = '1200'", 2),
        ("(ACCOUNTNO &lt; '1010' OR ACCOUNTNO &gt;= '8000') AND TITLE IS NOT NULL", 2),
        ("STATUS = 'F'", 1),
        ("STATUS = 'inactive'", 0),
    ],
)
def test_understands_the_sql_of_intacct_and_its_codes(asker, sql, count):
    assert asker.ask(read("GLACCOUNT", sql)).find(".//data").get("totalcount") == str(count)


@pytest.mark.parametrize(
    "sql", ["ACCOUNTNO = '1' ORDER BY ACCOUNTNO", "NOPE = 1", "ACCOUNTNO", "(((", "a = 'b", "A ; B"]
)
def test_refuses_other_sql(asker, sql):
    assert asker.ask(read("GLACCOUNT", sql)).findtext(".//errorno") == "DL02000001"


def test_names_the_operation_and_the_object_as_asked(asker):
    asker.company("Single").roles[0].rights = {}
    text = asker.ask(read("arinvoice")).findtext(".//description2")
    assert "API operation READ_BY_QUERY on objects of type arinvoice" in text


def test_gives_contacts_as_nested_elements(asker):
    root = asker.ask(read("CUSTOMER", fields="*", size=1))
    assert root.findtext(".//customer/DISPLAYCONTACT/EMAIL1").endswith(".example")


def test_reads_by_key_with_the_lines_inside(asker):
    root = asker.ask("<read><object>ARINVOICE</object><keys></keys><fields>*</fields></read>")
    assert root.find(".//data").get("count") == "100"
    for invoice in root.iter("ARINVOICE"):
        lines = invoice.findall("ARINVOICEITEMS/ARINVOICEITEM")
        total = sum(round(float(line.findtext("AMOUNT")) * 100) for line in lines)
        assert total == round(float(invoice.findtext("TOTALENTERED")) * 100)


def test_reads_by_name(asker):
    body = "<readByName><object>GLACCOUNT</object><keys>1200,2000</keys><fields>ACCOUNTNO</fields></readByName>"
    assert {cell.text for cell in asker.ask(body).iter("ACCOUNTNO")} == {"1200", "2000"}


def test_names_a_bad_field_where_a_number_is_expected(asker):
    body = "<read><object>VENDOR</object><keys>1</keys><fields>NOPE</fields></read>"
    assert asker.ask(body).findtext(".//errorno") == "Invalid fields list NOPE"
