"""What few clients ask for: dimensions, attachments, objects that nobody there uses, rows in no order."""

import pytest

PAGE = "<pagesize>20</pagesize><offset>{}</offset>"
ATTACHMENTS = '<get_list object="supdoc" maxitems="10"/>'


def numbers(asker, query):
    pages = (asker.rows(query("CUSTOMER", "RECORDNO", PAGE.format(start))) for start in (0, 20, 40))
    return [row["RECORDNO"] for rows in pages for row in rows]


def test_lists_the_dimensions_of_the_ledger_and_the_companys_own(asker):
    asker.company("Single").dimensions = ["REGION"]
    found = {
        dimension.findtext("objectName"): dimension.findtext("userDefinedDimension")
        for dimension in asker.ask("<getDimensions/>").iterfind(".//data/dimensions/dimension")
    }
    assert found["DEPARTMENT"] == found["CUSTOMER"] == "false"
    assert found["region"] == "true"


@pytest.mark.parametrize("name", ["supdoc", "supdocfolder"])
def test_has_no_attachments(asker, name):
    result = asker.ask(f'<get_list object="{name}"/>').find(".//result")
    assert (result.findtext("status"), result.findtext("listtype")) == ("success", name)
    assert (result.find("listtype").get("total"), len(result.find("data"))) == ("0", 0)


def test_guards_attachments(asker):
    asker.company("Single").roles[0].rights["Company"].pop("Attachments")
    assert asker.ask(ATTACHMENTS).findtext(".//errorno") == "PL04000005"


@pytest.mark.parametrize("name", ["CONTRACT", "TASK", "EEXPENSES", "REVRECSCHEDULE", "ALLOCATIONENTRY", "APDETAIL"])
def test_knows_objects_that_nobody_has_used(asker, query, name):
    assert asker.rows(query(name, "RECORDNO WHENMODIFIED")) == []
    lookup = asker.ask(f"<lookup><object>{name}</object></lookup>")
    assert "RECORDNO" in [field.text for field in lookup.iter("ID")]


def test_gives_rows_without_an_order_in_a_steady_one_where_that_is_the_habit(asker, query):
    asker.company("Single").habits.shuffles = False
    seen = numbers(asker, query)
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, key=int)


def test_shuffles_rows_without_an_order_everywhere_else(asker, query):
    seen = numbers(asker, query)
    assert len(set(seen)) < len(seen) == 60


@pytest.mark.parametrize(
    ("function", "subject"),
    [('<delete_customer customerid="C-10001"/>', "CUSTOMER"), ('<delete_department departmentid="{}"/>', "DEPARTMENT")],
)
def test_deletes_by_name_as_the_old_functions_do(asker, query, function, subject):
    natural = f"{subject}ID"
    before = [row[natural] for row in asker.rows(query(subject, natural))]
    name = before[0] if "{}" in function else "C-10001"
    assert asker.ask(function.format(name)).findtext(".//result/key") == name
    after = [row[natural] for row in asker.rows(query(subject, natural))]
    assert sorted(after) == sorted(set(before) - {name})


def test_says_what_is_not_there_to_delete(asker):
    result = asker.ask('<delete_vendor vendorid="V-NOBODY"/>').find(".//result")
    assert result.findtext("status") == "failure"
    assert "V-NOBODY" in result.findtext(".//description2")
