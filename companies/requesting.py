"""How a company is asked for its books: the Link URL, and a message to send along."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.models import Company, Link
from companies.tokens import token_of
from integrations.models import Integration
from portal.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What the dialog shows. ``url`` opens the customer's wizard: only for members who may issue links."""

    company: Company
    link: Link
    url: str
    subject: str
    message: str

    @property
    def mailto(self) -> str:
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.message)}"

    @property
    def text(self) -> str:
        return _("Subject: %(subject)s") % {"subject": self.subject} + f"\n\n{self.message}"


def url_of(link: Link) -> str:
    """The Link URL under the host that customers reach."""
    return str(settings.PUBLIC_URL) + reverse("linkflow:open_link", args=[token_of(link)])


def request_of(company: Company) -> DataRequest | None:
    """The company's working link with its message; ``None`` where no link works."""
    link = company.live_link
    if link is None or not link.is_usable:
        return None
    url = url_of(link)
    organisation = company.organisation
    context = {
        "company": company,
        "organisation": organisation,
        "link": link,
        "url": url,
        "offered": offered_by(organisation),
    }
    message = render_to_string("companies/message.txt", context).strip()
    return DataRequest(company, link, url, subject_of(company), message)


def subject_of(company: Company) -> str:
    return _("Connect the books of %(company)s to %(organisation)s") % {
        "company": company.name,
        "organisation": company.organisation.name,
    }


def offered_by(organisation: Organisation) -> list[str]:
    """The names of the software through which an organisation reads books now."""
    return [integration.name for integration in Integration.objects.filter(organisation=organisation).offered()]
