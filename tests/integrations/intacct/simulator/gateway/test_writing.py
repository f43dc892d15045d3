NEW = "<create><VENDOR><VENDORID>{}</VENDORID><NAME>{}</NAME></VENDOR></create>"
BY_ID = "<filter><equalto><field>VENDORID</field><value>{}</value></equalto></filter>"


def test_creates_what_can_then_be_read(asker, query):
    root = asker.ask(NEW.format("V-1", "Lantern &amp; Sons"))
    assert root.find(".//data").get("listtype") == "objects"
    assert root.findtext(".//data/vendor/VENDORID") == "V-1"
    (row,) = asker.rows(query("VENDOR", "VENDORID NAME STATUS WHENMODIFIED", BY_ID.format("V-1")))
    assert row == {
        "VENDORID": "V-1", "NAME": "Lantern & Sons", "STATUS": "active", "WHENMODIFIED": "11/20/2026 09:00:00",
    }  # fmt: skip


def test_refuses_a_duplicate_with_two_errors(asker):
    asker.ask(NEW.format("V-1", "Lantern"))
    numbers = [cell.text for cell in asker.ask(NEW.format("V-1", "Lantern")).iter("errorno")]
    assert numbers == ["BL34000061", "BL01001973"]


def test_updates_over_what_is_computed(asker, query):
    asker.ask("<update><CUSTOMER><CUSTOMERID>C-10001</CUSTOMERID><NAME>Renamed</NAME></CUSTOMER></update>")
    rows = {row["CUSTOMERID"]: row["NAME"] for row in asker.rows(query("CUSTOMER", "CUSTOMERID NAME"))}
    assert rows["C-10001"] == "Renamed"
    assert len(rows) == 60


def test_deletes_what_then_is_gone(asker, query):
    first = asker.rows(query("VENDOR", "RECORDNO", "<pagesize>1</pagesize>"))[0]["RECORDNO"]
    assert asker.ask(f"<delete><object>VENDOR</object><keys>{first}</keys></delete>").find(".//result/data") is None
    left = [row["RECORDNO"] for row in asker.rows(query("VENDOR", "RECORDNO"))]
    assert len(left) == 39
    assert first not in left


def test_undoes_a_transaction_that_fails(asker, query):
    asker.ask(NEW.format("V-1", "One"), NEW.format("V-1", "Two"), transaction="true")
    assert asker.rows(query("VENDOR", "VENDORID", BY_ID.format("V-1"))) == []


def test_needs_the_box_of_its_own(asker, query):
    asker.company("Single").roles[0].rights = {"Accounts Payable": {"Vendors": ["List", "View"]}}
    text = asker.ask(NEW.format("V-1", "One")).findtext(".//description2")
    assert "You do not have permission for API operation CREATE" in text
    assert len(asker.rows(query("VENDOR", "VENDORID"))) == 40


def test_stays_in_its_own_company(asker, query):
    asker.ask(NEW.format("V-1", "One"))
    assert asker.rows(query("VENDOR", "VENDORID", BY_ID.format("V-1")), company="Multi") == []
