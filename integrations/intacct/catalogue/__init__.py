"""Every way in which the gateway is known to refuse, in the customer's words.

An entry holds where a refusal stands, its numbers and its text, and what that means: cause, owner, cure. The order
matters, the first entry that fits wins. A number alone decides nothing: XL03000006 means at least five things.

Reference: developer.intacct.com, *Error handling*; the numbers were seen in the fixtures of public clients.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.errors import UnexpectedReply
from integrations.intacct.catalogue import answering, passing, signing_in
from integrations.intacct.refusals import Entry
from integrations.provider import Owner

UNKNOWN = Entry(
    key="unknown",
    cause=_("Sage Intacct gave an answer that we have not met before. Its own words are in the technical details."),
    owner=Owner.ORGANISATION,
    fix=(_("Show the technical details to the organisation that sent you this link. They can ask Sage with them."),),
    error=UnexpectedReply,
    is_guess=True,
)

ENTRIES: tuple[Entry, ...] = (*passing.PASSING, *signing_in.REFUSED, *answering.REFUSED)

BY_KEY = {entry.key: entry for entry in (*ENTRIES, *signing_in.TOLD_APART)}
"""Entries by their key; those that are told apart by a second look are found here only."""
