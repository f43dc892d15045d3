"""Whose books: one of the parts of the company that the user may open, or several where the organisation allows it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.provider import Entity, Text
from linkflow import actions
from linkflow.models import LinkSession
from linkflow.steps.base import Answer, Step
from linkflow.visitors import Visitor

MARK = "entity:"
"""Stands before an entity's id in the form, so that the top level, whose id is empty, is a choice of its own."""


class ChoiceOfEntities(forms.Form):
    """A field ``entity``, to choose from those that the sign-in showed; ``entity_ids`` is the answer."""

    unset: tuple[tuple[str, Text], ...] = ()
    """What stands above the entities while none is chosen."""

    def __init__(self, *args: Any, entities: list[Entity], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["entity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (so do both of ours, which mypy cannot know)
        field.choices = [*self.unset, *choices_of(entities)]

    @property
    def entity_ids(self) -> list[str]:
        """The ids that were chosen, once the form is valid; the top level's is empty."""
        chosen = self.cleaned_data["entity"]
        return [value.removeprefix(MARK) for value in ([chosen] if isinstance(chosen, str) else chosen)]


class EntityForm(ChoiceOfEntities):
    """One of the entities."""

    unset = (("", gettext_lazy("Choose an entity")),)
    entity = forms.ChoiceField(
        label=gettext_lazy("Entity"),
        help_text=gettext_lazy("Everything that this user may open. The choice decides whose books are read."),
        error_messages={
            "required": gettext_lazy("Choose an entity."),
            "invalid_choice": gettext_lazy("This entity is not in the list any more. Choose another."),
        },
    )


class EntitiesForm(ChoiceOfEntities):
    """Any of the entities, or the top level alone."""

    entity = forms.MultipleChoiceField(
        label=gettext_lazy("Entities"),
        help_text=gettext_lazy("Everything that this user may open. Each entity that is ticked is read on its own."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one entity."),
            "invalid_choice": gettext_lazy(
                "One of these entities is not in the list any more. Look at the list again."
            ),
        },
    )

    def clean_entity(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["entity"]
        if MARK in chosen and len(chosen) > 1:
            raise forms.ValidationError(
                _("The top level holds all entities. Choose it alone, or take it out and keep the entities."),
                code="not_alone",
            )
        return chosen


class SelectEntity(Step):
    """Left out, and said so, where there is nothing to choose."""

    slug = "entity"
    template_name = "linkflow/entity.html"
    minutes = 1

    def title(self, session: LinkSession) -> Text:
        if session.may_choose_several:
            return _("Select your %(provider)s entities") % {"provider": session.provider_name}
        return _("Select your %(provider)s entity") % {"provider": session.provider_name}

    def note(self, session: LinkSession) -> Text:
        connection = session.connection
        if connection is None:
            return ""
        if len(connection.entities) == 1:
            return _("One entity, chosen by itself: %(entity)s") % {"entity": connection.entity_name}
        return connection.entity_names if session.has_entity else ""

    def is_applicable(self, session: LinkSession) -> bool:
        return session.connection is not None and len(session.connection.entities) > 1

    def is_complete(self, session: LinkSession) -> bool:
        return session.has_entity

    def needs(self, earlier: Step) -> bool:
        return True

    def form(self, session: LinkSession, data: QueryDict | None = None) -> ChoiceOfEntities:
        connection = session.connection
        entities = connection.entity_choices if connection else []
        chosen = connection.entity_ids if connection and session.has_entity else None
        if not session.may_choose_several:
            return EntityForm(data, entities=entities, initial={"entity": MARK + chosen[0]} if chosen else {})
        if chosen is None:
            chosen = [entity.id for entity in entities if entity.id]
        return EntitiesForm(data, entities=entities, initial={"entity": [MARK + one for one in chosen]})

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        entities = session.connection.entity_choices if session.connection else []
        return {
            "may_choose_several": session.may_choose_several,
            "has_top_level": any(not entity.id for entity in entities),
            "TOP_LEVEL": MARK,
        }

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        form = self.form(session, data)
        if not form.is_valid():
            return Answer(form=form)
        actions.choose_entities(session=session, entity_ids=form.entity_ids)
        return Answer(to="permissions")


def choices_of(entities: list[Entity]) -> list[tuple[str, str]]:
    return [(MARK + entity.id, entity_name(entity)) for entity in entities]


def entity_name(entity: Entity) -> str:
    """An entity as people find it again: ID, name, currency."""
    if not entity.id:
        return _("Top level (all entities)")
    return " · ".join(filter(None, (entity.id, entity.name, entity.currency)))
