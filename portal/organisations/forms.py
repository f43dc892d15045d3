"""What members type about their organisation."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from portal.lib.colours import parsed
from portal.lib.pictures import HEAVIEST_FILE, Picture, PictureRefused, redrawn
from portal.organisations import embedding
from portal.organisations.accents import OURS
from portal.organisations.models import ApiKey, Membership, Organisation
from portal.organisations.redirects import MOST_HOSTS, fault_of, fault_of_host
from portal.organisations.roles import MATRIX, Role
from portal.organisations.wording import (
    CLAUSE_LENGTH,
    HEADING_LENGTH,
    MOST_CLAUSES,
    PURPOSE_LENGTH,
    OwnClause,
    Words,
)

MOST_DAYS = 90
"""For which members may let a link be valid. Support staff may let it be for a year."""


def roles_within(role: str) -> list[Role]:
    """The roles that allow nothing that ``role`` does not: what a member may hand on to a program."""
    held = MATRIX.get(role, frozenset())
    return [candidate for candidate in Role if MATRIX[candidate] <= held]


class ApiKeyForm(forms.Form):
    """A new key: its name, and what it may do, which is never more than its maker may."""

    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("Which program uses it, so that you know later what a revoked key stops."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name for the key.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("What it may do, as for people. To read books, choose Analyst."),
        error_messages={"required": _("Choose what the key may do.")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = membership.organisation
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(one.value, one.label) for one in roles_within(membership.role)]
        self.initial.setdefault("role", Role.ANALYST.value)

    def clean_name(self) -> str:
        """A name is taken once among the keys that work; so a form that is sent twice makes one key."""
        name = str(self.cleaned_data["name"]).strip()
        if self.organisation.api_keys.filter(name__iexact=name, revoked_at__isnull=True).exists():
            raise forms.ValidationError(ApiKey.NAME_TAKEN, code="taken")
        return name


class Paragraphs(forms.CharField):
    """Plain text over several lines, its ends of lines in one way, so that they count once."""

    def to_python(self, value: Any) -> str:
        return "\n".join(str(super().to_python(value) or "").splitlines())


class Line(forms.CharField):
    """Plain text on one line, every blank one space."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


class Lines(forms.CharField):
    """Plain text of which each line is a paragraph; empty lines and blanks at the ends are left out."""

    def to_python(self, value: Any) -> str:
        lines = (" ".join(line.split()) for line in str(super().to_python(value) or "").splitlines())
        return "\n".join(filter(None, lines))


class FaceForm(forms.Form):
    """How customers see the organisation. What is hard to read or not allowed is said here, before it is kept."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 1 MB. It stands on white, in the dark scheme too, up to 40 pixels high."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    accent = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=7,
        help_text=_("Of buttons and links. Pick one, or type six digits such as #0c5364. Empty for ours."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-mirrors": "id_accent_picked"}
        ),
    )
    accent_picked = forms.CharField(
        label=_("Pick a colour"), required=False, widget=forms.ColorInput(attrs={"data-mirrors": "id_accent"})
    )
    support_email = forms.EmailField(
        label=_("Support e-mail"),
        required=False,
        help_text=_("Stands at the foot of each page, for questions."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    welcome = Paragraphs(
        label=_("Welcome text"),
        required=False,
        max_length=1000,
        help_text=_("Plain text above the consent, up to 1,000 characters. An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    link_lifetime_days = forms.IntegerField(
        label=_("Days for which a link is valid"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Enter for how many days links are valid."),
            "invalid": _("Enter whole days, such as 30."),
            "min_value": _("Enter at least one day."),
            "max_value": _("Enter up to %(limit_value)s days."),
        },
    )
    return_url = forms.CharField(
        label=_("Address at the end"),
        required=False,
        max_length=500,
        help_text=_(
            "Where a button leads your customers when they have finished; names in braces are filled in. Empty for no"
            " button."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    hosts = forms.CharField(
        label=_("Allowed hosts"),
        required=False,
        max_length=2000,
        help_text=_("One to a line, such as app.example.com. The address at the end must be at one of them."),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, files: Any, *, organisation: Organisation) -> None:
        face = organisation.shown_face
        initial = {
            "support_email": organisation.support_email,
            "accent": face.accent,
            "accent_picked": face.accent or OURS,
            "welcome": face.welcome,
            "link_lifetime_days": organisation.link_lifetime_days,
            "return_url": face.return_url,
            "hosts": "\n".join(face.hosts),
        }
        super().__init__(data, files, initial=initial)
        self._limit_days(most=max(MOST_DAYS, organisation.link_lifetime_days))

    def _limit_days(self, *, most: int) -> None:
        """Support staff may have allowed more than members can; saving the rest must not ask them to take it back."""
        field = self.fields["link_lifetime_days"]
        field.validators.append(MaxValueValidator(most))
        field.widget.attrs["max"] = most
        field.help_text = _(
            "Whole days, from 1 to %(most)s. It holds for links that are issued from now on; a link that was sent keeps"
            " the day on which it runs out."
        ) % {"most": most}

    def clean_logo(self) -> Picture | None:
        """The picture, drawn anew."""
        file = self.cleaned_data["logo"]
        if not file:
            return None
        if file.size > HEAVIEST_FILE:
            raise forms.ValidationError(
                _("The file has %(size)s. Up to 1 MB is looked at: save a smaller picture, then choose that one."),
                params={"size": filesizeformat(file.size)},
                code="too_heavy",
            )
        try:
            return redrawn(file.read())
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal), code="refused") from refusal

    def clean_accent(self) -> str:
        return self._colour("accent")

    def clean_accent_picked(self) -> str:
        return self._colour("accent_picked")

    def _colour(self, name: str) -> str:
        typed = str(self.cleaned_data[name])
        try:
            return parsed(typed) if typed else ""
        except ValueError as fault:
            raise forms.ValidationError(
                _("Enter # and six digits from 0 to f, such as #0c5364."), code="no_colour"
            ) from fault

    def clean_hosts(self) -> list[str]:
        """The hosts in one way of writing, each once."""
        hosts = list(dict.fromkeys(re.split(r"[\s,;]+", str(self.cleaned_data["hosts"]).strip().lower())))
        found = [host for host in hosts if host]
        if len(found) > MOST_HOSTS:
            raise forms.ValidationError(_("Enter up to %(most)s hosts."), params={"most": MOST_HOSTS}, code="too_many")
        faults = [fault for host in found if (fault := fault_of_host(host))]
        if faults:
            raise forms.ValidationError([forms.ValidationError(fault, code="no_host") for fault in faults])
        return found

    def clean(self) -> dict[str, Any]:
        """Of two ways to say the colour the one that was used holds; the address is looked for among the hosts."""
        cleaned = super().clean() or {}
        if "accent_picked" in self.changed_data and "accent" not in self.changed_data and cleaned.get("accent_picked"):
            cleaned["accent"] = cleaned["accent_picked"]
        if cleaned.get("return_url") and "hosts" in cleaned:
            fault = fault_of(cleaned["return_url"], cleaned["hosts"])
            if fault:
                self.add_error("return_url", forms.ValidationError(fault, code="not_allowed"))
        return cleaned


class WordsForm(forms.Form):
    """What an organisation says in the consent in one language. Of the clauses those count that are filled in."""

    purpose = Line(
        label=_("What you need the books for"),
        required=False,
        max_length=PURPOSE_LENGTH,
        help_text=_(
            "One or two sentences, up to 300 characters. They stand at the head of the consent, and in mails that ask"
            " for the books."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_main = forms.BooleanField(label=_("This is the main language"), required=False)

    def __init__(self, data: Any = None, *, words: Words, is_main: bool) -> None:
        initial: dict[str, Any] = {"purpose": words.purpose, "is_main": is_main}
        for number, clause in enumerate(words.clauses, start=1):
            initial |= {f"heading_{number}": clause.heading, f"text_{number}": clause.text}
        super().__init__(data, initial=initial)
        self.language, self.was_main, self.filled = words.language, is_main, len(words.clauses)
        self.fields["purpose"].widget.attrs["lang"] = words.language
        for number in range(1, MOST_CLAUSES + 1):
            self.fields[f"heading_{number}"] = Line(
                label=_("Heading of clause %(number)s") % {"number": number},
                required=False,
                max_length=HEADING_LENGTH,
                widget=forms.TextInput(attrs={"autocomplete": "off", "lang": words.language}),
            )
            self.fields[f"text_{number}"] = Lines(
                label=_("Text of clause %(number)s") % {"number": number},
                required=False,
                max_length=CLAUSE_LENGTH,
                widget=forms.Textarea(attrs={"rows": 4, "lang": words.language}),
            )

    @property
    def clauses(self) -> list[dict[str, Any]]:
        """The pairs of fields to show; ``is_spare`` are the empty ones behind the first empty one."""
        return [
            {
                "number": number,
                "heading": self[f"heading_{number}"],
                "text": self[f"text_{number}"],
                "is_spare": number > self.filled + 1
                and not any(self[f"{name}_{number}"].value() for name in ("heading", "text")),
            }
            for number in range(1, MOST_CLAUSES + 1)
        ]

    @property
    def words(self) -> Words:
        """What was entered."""
        pairs = (
            (self.cleaned_data[f"heading_{n}"], self.cleaned_data[f"text_{n}"]) for n in range(1, MOST_CLAUSES + 1)
        )
        clauses = tuple(OwnClause(heading, text) for heading, text in pairs if heading)
        return Words(self.language, self.cleaned_data["purpose"], clauses)

    def clean(self) -> dict[str, Any]:
        """A clause has both heading and text, and its heading is its own."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, MOST_CLAUSES + 1):
            heading, text = cleaned.get(f"heading_{number}", ""), cleaned.get(f"text_{number}", "")
            if text and not heading and f"heading_{number}" not in self.errors:
                self.add_error(f"heading_{number}", _("Give the clause a heading, or take its text out."))
            if heading and not text and f"text_{number}" not in self.errors:
                self.add_error(f"text_{number}", _("Write what stands below the heading, or take the heading out."))
            if heading and heading.casefold() in seen:
                self.add_error(f"heading_{number}", _("Another clause has this heading. Choose another one."))
            seen.add(heading.casefold())
        return cleaned


class PublishForm(forms.Form):
    """Whether those who agreed before are asked for the new words. Nothing is chosen beforehand."""

    KEEP, ASK = "keep", "ask"
    customers = forms.ChoiceField(
        label=_("Customers who have agreed already"),
        choices=[
            (KEEP, _("Keep them as they are")),
            (ASK, _("Ask them again when they next open their link")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of customers who have agreed already.")},
    )

    def __init__(self, data: Any = None, *, has_customers: bool) -> None:
        super().__init__(data)
        if not has_customers:
            del self.fields["customers"]

    @property
    def asks_again(self) -> bool:
        return self.cleaned_data.get("customers") == self.ASK


class OwnSiteForm(forms.Form):
    """The sites of the organisation that may open the wizard within their own pages."""

    origins = forms.CharField(
        label=_("Your sites"),
        required=False,
        max_length=2000,
        help_text=_("One to a line, with https:// and nothing behind the host, such as https://app.example.com."),
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, *, organisation: Organisation) -> None:
        super().__init__(data, initial={"origins": "\n".join(organisation.shown_face.origins)})

    def clean_origins(self) -> list[str]:
        """The origins in one way of writing, each once."""
        typed = re.split(r"[\s,;]+", str(self.cleaned_data["origins"]).strip())
        found = list(dict.fromkeys(embedding.origin_of(origin) for origin in typed if origin))
        if len(found) > embedding.MOST_ORIGINS:
            raise forms.ValidationError(
                _("Enter up to %(most)s sites."), params={"most": embedding.MOST_ORIGINS}, code="too_many"
            )
        faults = [fault for origin in found if (fault := embedding.fault_of(origin))]
        if faults:
            raise forms.ValidationError(faults)
        return found
