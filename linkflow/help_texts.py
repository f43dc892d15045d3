"""Help for each step: the questions that people ask there, answered. Provider words come from the guide."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linkflow.models import LinkSession

Question = tuple[str, str]


def questions(slug: str, session: LinkSession, *, is_guide: bool) -> Sequence[Question]:
    """Questions and answers for one step, then those that fit everywhere."""
    names = {"organisation": session.organisation.name, "provider": session.provider_name or _("your software")}
    own = _guide() if is_guide else _own().get(slug, ())
    if slug == "entity" and session.may_choose_several:
        own = (*_several(), *own[1:])
    return [(question % names, answer % names) for question, answer in (*own, *_everywhere())]


def _own() -> dict[str, tuple[Question, ...]]:
    return {
        "welcome": (
            (
                _("Is this genuine?"),
                _(
                    "Ask the person at %(organisation)s who sent you the address, over a telephone number that you "
                    "know. Nothing is connected before you agree and enter a sign-in."
                ),
            ),
            (
                _("Who may agree?"),
                _("Whoever may give the books to a third party in your company: an owner, a director, a controller."),
            ),
            (
                _("Can it be taken back?"),
                _("At any time. Open the same address and choose “Disconnect”. Reading stops at once."),
            ),
        ),
        "select": (
            (
                _("My software is not listed"),
                _("%(organisation)s does not offer it here. Ask them how else they take your books."),
            ),
            (
                _("I chose the wrong one"),
                _("Choose “Back” until this page appears, and choose again. Nothing has been connected yet."),
            ),
        ),
        "tasks": (
            (
                _("In which order?"),
                _(
                    "The tasks inside %(provider)s in any order, also by several people. Signing in comes last, "
                    "because it needs all of them."
                ),
            ),
            (
                _("I am not an administrator"),
                _("Choose “Send to a colleague” and mail the address to somebody who is."),
            ),
            (
                _("A task says “Needs attention”"),
                _("We tried to sign in, and %(provider)s said that this task is not complete. Open it: it says what."),
            ),
        ),
        "credentials": (
            (
                _("Which user is meant?"),
                _("The one made for this connection, not your own. Its password came by e-mail from %(provider)s."),
            ),
            (
                _("The password was refused"),
                _(
                    "Enter it once more, best by copying it. Each password is tried once only, because %(provider)s "
                    "locks a user after several refused ones."
                ),
            ),
            (
                _("Is it safe to enter a password here?"),
                _(
                    "It is encrypted before it is stored and used to read only. Nobody can look at it, and it never "
                    "appears on a page again."
                ),
            ),
        ),
        "entity": (
            (
                _("Which one do I choose?"),
                _("The one whose books %(organisation)s asked for. The top level holds all entities together."),
            ),
            (
                _("An entity is missing"),
                _("The user may not open it. An administrator of %(provider)s can add it; then sign in anew."),
            ),
        ),
        "permissions": (
            (
                _("What is checked?"),
                _("We ask %(provider)s for one record of each kind, as the user that you made. Nothing is kept."),
            ),
            (
                _("I granted it, and it is still missing"),
                _(
                    "Look whether both windows were saved, and whether it was granted to this very user. A new right "
                    "can take a minute."
                ),
            ),
            (
                _("I do not want to grant one of them"),
                _("Optional ones may stay off. For a required one, talk to %(organisation)s: they decide."),
            ),
        ),
        "done": (
            (
                _("May I close the page?"),
                _("Yes. Reading goes on by itself."),
            ),
            (
                _("How do I disconnect?"),
                _("Open the same address again and choose “Disconnect”, or switch the user off in %(provider)s."),
            ),
        ),
    }


def _several() -> tuple[Question, ...]:
    """About choosing several entities, in place of choosing one."""
    return (
        (
            _("Which ones do I tick?"),
            _("Those whose books %(organisation)s may read. Each is read on its own, with the same user."),
        ),
        (
            _("Why not the top level together with entities?"),
            _("It holds all entities. Their books would be read twice."),
        ),
        (
            _("Can I change it later?"),
            _("Disconnect with this same address, connect again, and tick others. What was read before stays apart."),
        ),
    )


def _guide() -> tuple[Question, ...]:
    return (
        (
            _("My screen looks different"),
            _(
                "The drawings show where things are, not how they look. Names in bold are those that %(provider)s "
                "shows. If a menu is missing, your sign-in may not do this: send the task to a colleague who may."
            ),
        ),
        (
            _("I was interrupted"),
            _("Nothing is lost. Open the address again; the task waits where it was."),
        ),
        (
            _("I marked it as done by mistake"),
            _("Open the task and choose “Not done after all”."),
        ),
    )


def _everywhere() -> tuple[Question, ...]:
    return (
        (
            _("Does this change anything in our books?"),
            _("No. %(organisation)s reads. Nothing is created, changed or deleted in your books."),
        ),
    )
