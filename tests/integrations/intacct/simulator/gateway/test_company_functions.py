"""What the gateway tells about a company."""

DATES = (
    "<startdate><year>2026</year><month>{}</month><day>1</day></startdate>",
    "<enddate><year>2026</year><month>{}</month><day>28</day></enddate>",
)


def test_financial_set_up_says_whether_there_are_entities(asker):
    single = asker.ask("<getFinancialSetup/>").find(".//financialSetup")
    multi = asker.ask("<getFinancialSetup/>", company="Multi").find(".//financialSetup")
    assert (single.findtext("multiEntityShared"), single.findtext("baseCurrency")) == ("false", "USD")
    assert (multi.findtext("multiEntityShared"), multi.findtext("baseCurrency")) == ("true", "")
    assert multi.findtext("multiBaseCurrency") == "true"


def test_entities_are_listed_with_their_currency(asker):
    entities = asker.ask("<readEntityDetails/>", company="Multi").findall(".//data/entity")
    assert [(entity.findtext("id"), entity.findtext("currency")) for entity in entities] == [
        ("US", "USD"),
        ("UK", "GBP"),
    ]
    assert asker.ask("<readEntityDetails/>").findall(".//data/entity") == []


def test_formats_are_those_of_the_company(asker):
    asker.company("Single").date_format = ".dmY"
    block = asker.ask("<readUserFormatting><userId>reader</userId></readUserFormatting>").find(".//userformatting")
    assert (block.findtext("locale"), block.findtext("dateformat"), block.findtext("clock")) == ("en_US", ".dmY", "24")


def test_applications_are_those_subscribed(asker):
    asker.company("Single").subscriptions.remove("Cash Management")
    codes = [cell.text for cell in asker.ask("<get_applications/>").iter("application")]
    assert "GL" in codes
    assert "CM" not in codes


def test_the_trial_balance_balances_and_goes_on_where_it_ended(asker):
    def balance(first, last):
        root = asker.ask(f"<get_trialbalance>{''.join(DATES).format(first, last)}</get_trialbalance>")
        return {row.findtext("glaccountno"): row for row in root.iter("trialbalance")}

    january, both = balance(1, 1), balance(1, 2)
    for rows in (january, both):
        assert abs(sum(float(row.findtext("endbalance")) for row in rows.values())) < 0.005
        assert abs(sum(float(row.findtext("startbalance")) for row in rows.values())) < 0.005
    assert january["4000"].findtext("startbalance") == "0"


def test_old_lists_page_by_start_and_maxitems(asker):
    root = asker.ask(
        '<get_list object="vendor" start="10" maxitems="5"><fields><field>vendorid</field></fields></get_list>'
    )
    listtype = root.find(".//listtype")
    assert (listtype.text, dict(listtype.attrib)) == ("vendor", {"start": "10", "end": "14", "total": "40"})
    assert len(root.findall(".//data/vendor/vendorid")) == 5
