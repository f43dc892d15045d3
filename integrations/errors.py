"""What can go wrong between us and a provider, as a tree.

    ProviderError
    ├── CredentialsRejected    somebody must act: the sender, the company, the user or the password is refused
    ├── PermissionMissing      the user signs in, but may not read what was asked for
    ├── ProviderUnavailable    nobody's fault for now: worth trying again later
    └── UnexpectedReply        the provider said something that we do not understand

``user_message`` is a sentence for the customer; ``str(error)`` is for staff and logs. Neither ever holds a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from integrations.provider import Text, Verdict


class ProviderError(Exception):
    """A conversation with a provider failed.

    ``verdict`` carries cause, owner and cure where the provider could tell them.
    """

    user_message: Text = _("The accounting software did not answer as expected.")

    def __init__(self, message: str, *, verdict: Verdict | None = None) -> None:
        super().__init__(message)
        self.verdict = verdict
        if verdict is not None:
            self.user_message = verdict.cause


class CredentialsRejected(ProviderError):
    """The provider refused the sign-in. Never retried by ourselves: providers lock users."""

    user_message = _("The accounting software did not accept these credentials.")


class PermissionMissing(ProviderError):
    """The user is known, but may not read this."""

    user_message = _("The user may not read this data.")


class ProviderUnavailable(ProviderError):
    """Down, busy or out of reach for now. The only error that a task may retry."""

    user_message = _("The accounting software cannot be reached at the moment. We keep trying.")


class UnexpectedReply(ProviderError):
    """A reply that cannot be read, or an error that the catalogue does not know."""

    user_message = _("The accounting software gave an answer that we could not read. Our support staff can see it.")
