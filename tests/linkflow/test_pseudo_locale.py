"""A language nobody speaks: each text of ours stands in ⟦brackets⟧; what stands outside was never translated."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from lxml import html

from companies.letters import TO_CUSTOMER
from companies.mailing import Occasion
from companies.models import Connection
from integrations.errors import CredentialsRejected
from integrations.intacct import permissions
from integrations.intacct.grants import USER_BASED
from integrations.records import Kind
from portal.mails.models import Mail
from portal.mails.writing import message_of
from tests.factories import ConnectionFactory
from tests.linkflow.test_catalogues import LANGUAGES, folder
from tests.linkflow.walk import every_page

PSEUDO = "nl"
"""Django knows it and we do not speak it: its catalogue is ours alone."""
KEPT = re.compile(r"(%\(\w+\)[sd]|%s|%%|\{\w*\}|\*\*.+?\*\*|\n)")
ACCENTS = str.maketrans("aeiouycnAEIOUYCN", "áéíóúýçñÁÉÍÓÚÝÇÑ")
SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-say", "data-copied")
DRAWN_OR_COPIED = "//script | //style | //title | //svg | //textarea | //figure | //code | //time | //*[@class='path']"
IN_ANOTHER_LANGUAGE = "//body//*[@lang] | //*[@translate='no'] | //option"
"""Names of languages and of entities, and what the provider said."""
INTACCTS = {
    word
    for line in permissions.lines(Kind.values)
    for word in (line.application, line.row, *line.boxes, *line.menu_path, *line.path_in(USER_BASED))
}
AS_IT_STANDS = {
    Occasion.CONNECTED: Connection.Status.LINKED,
    Occasion.DISCONNECTED: Connection.Status.UNLINKED,
    Occasion.NEEDS_ATTENTION: Connection.Status.DEAUTHORISED,
}
"""Of the connection, when a mail is written."""
DATA = re.compile(
    "|".join(
        [
            *map(re.escape, sorted(INTACCTS, key=len, reverse=True)),
            r"Acorn Lending|Hartwell Joinery|Sage Intacct|Ledgerbridge|\bSI\b|\bAL\b|demo-healthy|ws_reader|Status 404",
            r"Top level|Sender ID|Description|User ID|User name|Contact name|\bName\b|AcornLendingWS|\S+@\S+|https?://\S+",
        ]
    )
)


def pseudo(text: str) -> str:
    """The text a third longer, accented, between brackets; names and Intacct's words stay."""
    parts = [part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in KEPT.split(text)]
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    sentences = "".join(parts).strip().split(". ")  # a verdict's first sentence is shown as its heading
    return lead + ". ".join(f"⟦{each}{' ~~~~' * (len(each) // 15)}⟧" for each in sentences) + trail


def write_catalogue(place: Path) -> None:
    """Compile every text of ours and of Django's as pseudo."""
    catalogue = Catalog(locale=PSEUDO)
    djangos = Path(django.__file__).parent / "conf" / "locale" / "de" / "LC_MESSAGES" / "django.po"
    for path in (djangos, folder(LANGUAGES[0]) / "django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    ids = (message.id,) if isinstance(message.id, str) else message.id
                    words = tuple(map(pseudo, ids))
                    catalogue.add(message.id, words if len(words) > 1 else words[0], context=message.context)
    place.mkdir(parents=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


@pytest.fixture
def pseudo_locale(tmp_path, settings, client):
    write_catalogue(tmp_path / PSEUDO / "LC_MESSAGES")
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO, "Pseudo")]
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = PSEUDO
    with translation.override(PSEUDO):
        yield


def left_over(page: str) -> set[str]:
    """What a page says outside brackets, besides data."""
    document = html.fromstring(page)
    for each in document.xpath(f"{DRAWN_OR_COPIED} | {IN_ANOTHER_LANGUAGE}"):
        each.drop_tree()
    body = document.find("body")
    for each in body.iter():
        each.tail = f"{each.tail or ''} "
    said = [body.text_content(), *(each.get(name) for name in SPOKEN for each in body.iterfind(f".//*[@{name}]"))]
    return {word for text in said for word in re.findall(r"[^\W\d_]{2,}", DATA.sub(" ", without_brackets(text)))}


def without_brackets(text: str) -> str:
    """Take out what stands in brackets, inner ones first."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return text


def test_no_page_says_anything_that_is_not_translated(pseudo_locale, customer, ada, world):
    found = []
    for name, answer in every_page(customer, ada, world):
        page = answer.content.decode()
        assert "⟦" in page, name
        if left := left_over(page):
            found.append(f"{name}: {', '.join(sorted(left))}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", TO_CUSTOMER)
def test_no_mail_says_anything_that_is_not_translated(pseudo_locale, customer, intacct, kind):
    status = AS_IT_STANDS.get(kind, Connection.Status.PENDING)
    ConnectionFactory(
        company=customer.company, integration=intacct, status=status, status_reason=CredentialsRejected.user_message
    )
    mail = Mail(organisation=customer.company.organisation, kind=kind, about=customer.company.public_id)
    mail.recipient, mail.recipient_name = "clerk@hartwell.example", "Acorn Lending"
    mail.is_to_customer, mail.language = True, PSEUDO
    message = message_of(mail)
    [(page, _kind)] = message.alternatives
    lines = "".join(f"<p>{escape(line)}</p>" for line in (message.subject, message.from_email))
    assert "⟦" in page
    assert left_over(f"<html><body>{lines}{page}</body></html>") == set()


def test_a_text_that_is_not_translated_would_be_found():
    assert left_over(
        "<html><body><p>⟦Ópéñ <b>⟦íññér⟧</b>⟧ Forgotten</p><a title='Also this'>⟦x⟧</a></body></html>"
    ) == {
        "Forgotten",
        "Also",
        "this",
    }


def test_every_language_is_spoken_by_the_machine_that_reads_it():
    assert {code for code, _name in settings.LANGUAGES} == {"en", *LANGUAGES}
