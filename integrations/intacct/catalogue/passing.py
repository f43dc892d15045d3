"""What passes by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.errors import ProviderUnavailable
from integrations.intacct.catalogue.paths import WE_TRY_AGAIN
from integrations.intacct.refusals import Entry, Retry, says
from integrations.provider import Owner

PASSING: tuple[Entry, ...] = (
    Entry(
        key="volume-used-up",
        cause=_(
            "Your company has used up the number of questions that Sage Intacct answers in a month. "
            "Other software that reads the same books counts as well."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Look at **Usage insights** which software asks most, or ask Sage for a higher performance tier."),
            _("If nothing is changed, reading goes on by itself when the next month begins."),
        ),
        menu_path=("Company", "Admin", "Usage insights"),
        error=ProviderUnavailable,
        retry=Retry.NEXT_RUN,
        pattern=says(
            r"(?:monthly|tier).{0,80}(?:exceeded|exhausted|reached|used up)",
            r"transaction (?:limit|volume|allowance).{0,40}(?:exceeded|exhausted|reached)",
        ),
    ),
    Entry(
        key="rate-limited",
        cause=_("Sage Intacct answers only a few questions at a time, and other software is asking as well."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"^(?:GW-0010|HTTP 429)\b", r"rate limit exceeded", r"too many (?:requests|operations)"),
    ),
    Entry(
        key="in-our-own-queue",
        cause=_("We are asking Sage Intacct about this company already, and keep to few questions at a time."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.NEXT_RUN,
        numbers=frozenset({"NoSlot"}),
    ),
    Entry(
        key="maintenance",
        cause=_("Sage Intacct is being maintained and is off-line for a while."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"temporarily off-?line", r"^HtmlPage\b.*\bmaintenance\b", r"^HTTP 50[23]\b.*\bmaintenance\b"),
    ),
    Entry(
        key="busy",
        cause=_("Sage Intacct is overloaded at the moment."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"try again later"),
    ),
    Entry(
        key="too-slow",
        cause=_("Sage Intacct did not finish its answer in time."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.SMALLER_PAGE,
        numbers=frozenset({"TimedOut", "HTTP 524"}),
    ),
    Entry(
        key="unreachable",
        cause=_("Sage Intacct cannot be reached at the moment."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        numbers=frozenset({"Unreachable"}),
    ),
    Entry(
        key="gateway-failure",
        cause=_("Sage Intacct had trouble on its own side and gave no proper answer."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        numbers=frozenset(
            {"GW-0001", "HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504", "HtmlPage", "NotXml", "EmptyBody", "TooLarge"}
        ),
    ),
)
