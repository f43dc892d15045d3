"""Whose books: one of the parts of the company that the user may open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from integrations.provider import Entity, Text
from linkflow import actions
from linkflow.models import LinkSession
from linkflow.steps.base import Answer, Step
from linkflow.visitors import Visitor

MARK = "entity:"
"""Stands before an entity's id in the form, so that the top level, whose id is empty, is a choice of its own."""


class EntityForm(forms.Form):
    """One of the entities that the sign-in showed."""

    entity = forms.ChoiceField(widget=forms.Select)

    def __init__(self, *args: Any, entities: list[Entity], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["entity"]
        field.label = _("Entity")
        field.help_text = _("Everything that this user may open. The choice decides whose books are read.")
        field.error_messages |= {
            "required": _("Choose an entity."),
            "invalid_choice": _("This entity is not in the list any more. Choose another."),
        }
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose an entity")), *((MARK + each.id, entity_name(each)) for each in entities)]


class SelectEntity(Step):
    """Left out, and said so, where there is nothing to choose."""

    slug = "entity"
    template_name = "linkflow/entity.html"
    minutes = 1

    def title(self, session: LinkSession) -> Text:
        return _("Select your %(provider)s entity") % {"provider": session.provider_name}

    def note(self, session: LinkSession) -> Text:
        connection = session.connection
        if connection is None:
            return ""
        if len(connection.entities) == 1:
            return _("One entity, chosen by itself: %(entity)s") % {"entity": connection.entity_name}
        return connection.entity_name if session.has_entity else ""

    def is_applicable(self, session: LinkSession) -> bool:
        return session.connection is not None and len(session.connection.entities) > 1

    def is_complete(self, session: LinkSession) -> bool:
        return session.has_entity

    def needs(self, earlier: Step) -> bool:
        return True

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form:
        connection = session.connection
        entities = connection.entity_choices if connection else []
        chosen = connection.entity_id if connection else None
        return EntityForm(data, entities=entities, initial={} if chosen is None else {"entity": MARK + chosen})

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        return {"is_checked": bool(session.permission_probes)}

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        form = self.form(session, data)
        if not form.is_valid():
            return Answer(form=form)
        actions.choose_entity(session=session, entity_id=form.cleaned_data["entity"].removeprefix(MARK))
        return Answer(to="permissions")


def entity_name(entity: Entity) -> str:
    """An entity as people find it again: ID, name, currency."""
    if not entity.id:
        return _("Top level (all entities)")
    return " · ".join(filter(None, (entity.id, entity.name, entity.currency)))
