"""The face every provider shows.

A provider *class* describes: its name, its forms, its guide, the kinds of data it can read. An *instance* is an open
conversation with one customer's books, used as a context manager:

    with IntacctProvider(settings=…, credentials=…, entity="") as provider:
        for page in provider.read("customers", cursor={}):
            …

A provider returns plain data and has never heard of a database. It raises only ``integrations.errors``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import TracebackType
from typing import Any, ClassVar, Self

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.pages import Balance, Cursor, Holdings, Page, Stopped, Tally, Usage, Wanted, nothing_held
from portal.lib.spoken import Text as Text  # what a provider says is read in every language

USER_CHECK = "user"
"""Name of the sign-in check for user and password. When it fails, the credentials are never tried again."""

ENTITY_CHECK = "entity:"
"""How the names of checks begin that say whether an entity can be opened; the entity's id follows."""

FORECAST = "forecast"
"""Kind of the checks that foresee trouble: never required, they warn of what works today and may not tomorrow."""

LONGEST_ACCOUNT = 100
"""Characters that ``account_id`` may have: its columns hold no more, so a form that asks for it takes no more."""


class Owner(TextChoices):
    """Who must act on a failed check."""

    CUSTOMER = "customer", _("You")
    ADMINISTRATOR = "administrator", _("Your administrator in the accounting software")
    ORGANISATION = "organisation", _("The organisation that sent you this link")
    VENDOR = "vendor", _("The maker of the accounting software")
    NOBODY = "nobody", _("Nobody: wait")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixBranch:
    """The cure for one of several ways in which the provider can be set up; ``key`` is that of the guide's branch."""

    key: str
    label: Text
    fix: tuple[Text, ...]
    menu_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why a check failed, in the customer's words: cause, owner, cure, and what the provider literally said.

    ``raw`` keeps the provider's number, text and support id for support staff; it never holds a secret.
    """

    key: str
    cause: Text
    owner: Owner
    fix: tuple[Text, ...] = ()
    menu_path: tuple[str, ...] = ()
    is_retried: bool = False
    is_told: bool = False
    """The organisation is told of it, although another must act."""
    raw: Mapping[str, str] = field(default_factory=dict)
    branches: tuple[FixBranch, ...] = ()
    """Where the cure depends on the customer's set-up: one for each, and ``fix`` holds what is common to all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked. ``verdict`` says why it failed; ``None`` when it passed or could not run yet."""

    name: str
    label: Text
    kind: str = ""
    outcome: str = "passed"  # passed, failed, or waiting (could not run yet)
    is_required: bool = True
    verdict: Verdict | None = None


Tell = Callable[[Sequence[Check]], None]
"""Told of all checks of a run whenever more is known of them; those without an answer so far are ``waiting``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something the provider said that our catalogue does not know. It holds no secret.

    Support staff collect them, so that the catalogue can grow.
    """

    level: str
    status: int = 200
    number: str = ""
    text: str = ""
    function: str = ""
    subject: str = ""
    support_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A part of the company that the signed-in user may open. ``id`` is empty for the top level."""

    id: str
    name: str
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What signing in showed: every check in order, and when all passed the entities and facts of the company.

    Checks of the kind ``FORECAST`` stand behind the others; one that failed is a warning with its verdict.
    """

    checks: Sequence[Check]
    entities: Sequence[Entity] = ()
    is_multi_entity: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        return all(check.outcome == "passed" for check in self.checks if check.is_required)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasteValue:
    """A value that the customer copies into the provider's form."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchLine:
    """One field of a drawn form. ``is_here`` marks the one to fill or click."""

    label: str
    value: str = ""
    is_here: bool = False
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A drawing of the provider's menu path and form; never a picture of the real page."""

    path: tuple[str, ...] = ()
    lines: tuple[SketchLine, ...] = ()
    caption: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One numbered action. ``text`` may carry the provider's own words in ``**bold**``."""

    text: Text
    paste: tuple[PasteValue, ...] = ()
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One of several ways to do a step; the customer says which screen they see."""

    key: str
    label: Text
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionLine:
    """One row of the provider's permission window: which boxes, what for, and whether we can do without."""

    kind: str
    kind_label: Text
    application: str
    row: str
    boxes: tuple[str, ...]
    menu_path: tuple[str, ...]
    is_required: bool = True
    other_paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where it is in set-ups that ``menu_path`` does not fit, by the key of the guide's branch."""

    def path_in(self, branch: str) -> tuple[str, ...]:
        return self.other_paths.get(branch, self.menu_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One kind of data that can be read: from where, with which rights, and how sure we are of that."""

    kind: str
    label: Text
    objects: tuple[str, ...]
    permissions: tuple[PermissionLine, ...]
    is_required: bool
    certainty: Text
    checked_on: date
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One task of the wizard's hub that is done inside the provider's own product."""

    slug: str
    title: Text
    summary: Text
    who: Text
    minutes: int
    intro: tuple[Text, ...] = ()
    question: Text = ""
    instructions: tuple[Instruction, ...] = ()
    branches: tuple[Branch, ...] = ()
    permissions: tuple[PermissionLine, ...] = ()
    notes: tuple[Text, ...] = ()
    form: type[forms.Form] | None = None
    """A form whose values the wizard remembers (the company ID); None for a step that is only confirmed."""
    cures: frozenset[str] = frozenset()
    """Keys of the verdicts whose cure is this step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideContext:
    """What a guide may know: who asks, with which sender, for which kinds of data."""

    organisation: str
    settings: Mapping[str, Any]
    kinds: tuple[str, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)


class Provider(ABC):
    """One third party whose books we can read."""

    do_not_call_in_templates: ClassVar[bool] = True
    """Templates ask the class for its name and mark; they must not open a conversation on the way."""

    key: ClassVar[str]
    name: ClassVar[str]
    mark: ClassVar[str]
    tagline: ClassVar[Text]
    kinds: ClassVar[tuple[str, ...]]
    settings_form: ClassVar[type[forms.Form]]
    credentials_form: ClassVar[type[forms.Form]]
    credentials_title: ClassVar[Text]
    """What the wizard asks for with it, as a heading: its fields are named in it."""
    sign_in_checks: ClassVar[tuple[Text, ...]] = ()
    """What signing in checks, in order, for a page that shows it before anything is known."""
    transactions_a_month: ClassVar[int] = 0
    """How many transactions a month the provider's smallest plan holds; 0 where nobody counts."""
    transactions_note: ClassVar[Text] = ""
    """What of that is worth knowing, such as whose transactions are not counted."""
    rows_a_page: ClassVar[int] = 2000
    """How many rows one transaction brings at most."""
    has_entities: ClassVar[bool] = False
    """Whether a company may consist of entities, of which its books are read one by one."""
    public_settings: ClassVar[tuple[str, ...]] = ()
    """Names in ``settings`` that may be shown on a page; everything else is a secret."""

    def __init__(self, *, settings: Mapping[str, Any], credentials: Mapping[str, Any], entity: str = "") -> None:
        self.settings = settings
        self.credentials = credentials
        self.entity = entity

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the conversation holds; a provider that holds something overrides this."""
        return None

    @classmethod
    @abstractmethod
    def guide(cls, context: GuideContext) -> Sequence[GuideStep]:
        """The steps that a customer does inside the provider's product, in order."""

    @classmethod
    def capabilities(cls) -> Sequence[Capability]:
        """What can be read, for a public page; a provider that publishes it overrides this."""
        return ()

    def signals(self) -> Sequence[Signal]:
        """Hand out, once, what the provider said so far that nobody knows the meaning of."""
        return ()

    @classmethod
    @abstractmethod
    def account_id(cls, credentials: Mapping[str, Any]) -> str:
        """The name of the customer's account at the provider, to show beside a connection: never a secret.

        At most ``LONGEST_ACCOUNT`` characters of whatever ``credentials_form`` lets pass.
        """

    @abstractmethod
    def sign_in(self, tell: Tell | None = None) -> SignIn:
        """Sign in and look around; ``tell`` hears what is known so far, for a page that watches.

        A refusal is a failed check with its verdict, not an exception.

        Raises:
            ProviderUnavailable: the provider is out of reach; nothing is known about the credentials.
        """

    @abstractmethod
    def probe(self, kinds: Sequence[str], only: Sequence[str] = (), tell: Tell | None = None) -> Sequence[Check]:
        """Check every right that ``kinds`` need, in one request; ``only`` limits it to checks of these names.

        With ``tell`` it may take some requests more, so that a page that watches sees the answers come.

        Raises:
            ProviderUnavailable: nothing could be checked.
            CredentialsRejected: the sign-in stopped working.
        """

    def enter(self, entities: Sequence[Entity]) -> Sequence[Check]:
        """Open each of these entities in turn: one required check each, named ``ENTITY_CHECK`` and the entity's id.

        The conversation is in one of them afterwards. A provider whose companies have entities overrides this.

        Raises:
            ProviderUnavailable: nothing is known of those that were not opened yet.
            CredentialsRejected: the sign-in stopped working.
        """
        return ()

    @abstractmethod
    def read(self, kind: str, cursor: Cursor) -> Iterator[Page]:
        """Yield pages of records of ``kind`` from ``cursor`` on; the last page has ``is_last``.

        Raises:
            ProviderUnavailable, CredentialsRejected, PermissionMissing, UnexpectedReply
        """

    def stream(self, wanted: Sequence[Wanted], holdings: Holdings = nothing_held) -> Iterator[Page | Stopped]:
        """Yield pages of all the kinds in ``wanted``, in the order in which they are useful, until each had its last.

        Fetches ahead while the caller keeps a page, as many at once as the provider allows. Pages of one kind come in
        the order in which their cursors must be kept. Closing the iterator ends the fetching.

        Raises:
            ProviderUnavailable, CredentialsRejected: the conversation as a whole; nothing that was yielded is void.
        """
        for one in wanted:
            try:
                for page in self.read(one.kind, one.cursor):
                    yield replace(page, kind=one.kind)
            except (PermissionMissing, UnexpectedReply) as error:
                yield Stopped(kind=one.kind, error=error)

    def wind_down(self) -> None:
        """Ask for nothing more: the stream ends after what was asked for already, so that no answer is wasted."""
        return None

    def usage(self) -> Usage:
        """Hand out, once, what the conversation has cost so far."""
        return Usage()

    def tally(self, wanted: Sequence[Wanted]) -> Sequence[Tally]:
        """Ask the source how much there is of these kinds, in one request; kinds it cannot count are left out.

        Raises:
            ProviderUnavailable, CredentialsRejected
        """
        return ()

    def trial_balance(self, first: date, last: date) -> Sequence[Balance]:
        """Ask for the source's own trial balance.

        Raises:
            ProviderUnavailable, CredentialsRejected, PermissionMissing, UnexpectedReply
        """
        return ()
