import re


def error(root):
    return root.findtext(".//errormessage/error/errorno"), root.findtext(".//description2").partition(" [Support")[0]


def test_are_shaped_like_those_of_intacct(asker):
    assert re.fullmatch(r"[A-Za-z0-9_@-]{20,38}\.\.", asker.session())


def test_slide_with_every_use(asker, query):
    session = asker.session()
    for _ in range(3):
        asker.clock.pass_hours(5)
        assert asker.ask(query("VENDOR", "RECORDNO"), session=session).findtext(".//result/status") == "success"


def test_end_when_nobody_uses_them(asker, query):
    session = asker.session()
    asker.clock.pass_hours(6.1)
    root = asker.ask(query("VENDOR", "RECORDNO"), session=session)
    assert error(root) == ("XL03000006", f"Invalid session {session[0]}....")
    assert root.findtext("operation/authentication/userid") == ""
    assert root.findtext("operation/authentication/companyid") == ""


def test_serve_only_the_sender_that_opened_them(asker, query):
    asker.company("Single").authorizations.append(
        type(asker.company("Single").authorizations[0])(sender_id="birchSender")
    )
    root = asker.ask(query("VENDOR", "RECORDNO"), session=asker.session(), sender="birchSender", sender_password="b")
    assert error(root)[1].startswith("Invalid session")


def test_end_with_the_authorisation_of_their_sender(asker, query):
    session = asker.session()
    asker.company("Single").authorizations.clear()
    assert "not authorized" in error(asker.ask(query("VENDOR", "RECORDNO"), session=session))[1]


def test_return_the_endpoint_that_the_gateway_was_given(asker):
    assert asker.ask("<getAPISession/>").findtext(".//api/endpoint") == "https://gateway.example/xmlgw"


def test_open_an_entity_at_login(asker):
    root = asker.ask("<getAPISession/>", company="Multi", location="UK")
    assert root.findtext("operation/authentication/locationid") == "UK"
    assert root.findtext(".//api/locationid") == "UK"


def test_switch_to_an_entity_and_back_without_the_password(asker):
    top = asker.session(company="Multi")
    switch = "<getAPISession><locationid>US</locationid></getAPISession>"
    inside = asker.session(switch, session=top)
    assert asker.ask("<readEntityDetails/>", session=inside).findtext("operation/authentication/locationid") == "US"
    back = asker.ask("<getAPISession><locationid/></getAPISession>", session=inside)
    assert back.findtext(".//api/locationid") == ""


def test_refuse_an_entity_that_does_not_exist(asker):
    assert asker.ask("<getAPISession/>", company="Multi", location="FR").find(".//api") is None
    switch = "<getAPISession><locationid>FR</locationid></getAPISession>"
    assert error(asker.ask(switch, company="Multi"))[0] == "Get API Session Failed"


def test_refuse_entities_where_access_is_top_level_only(asker):
    asker.company("Multi").is_top_level_only = True
    assert asker.ask("<getAPISession/>", company="Multi", location="UK").find(".//api") is None
    assert asker.ask("<readEntityDetails/>", company="Multi").find(".//data/entity") is None


def test_land_a_restricted_user_in_the_only_entity(asker):
    login = asker.company("Multi").login("reader")
    login.entities, login.may_open_top_level = ["UK"], False
    assert asker.ask("<getAPISession/>", company="Multi", location="").findtext(".//api/locationid") == "UK"
    assert asker.ask("<getAPISession><locationid/></getAPISession>", company="Multi").find(".//api") is None
    entities = asker.ask("<readEntityDetails/>", company="Multi").findall(".//entity/id")
    assert [entity.text for entity in entities] == ["UK"]
