"""How rows are shown to support staff: read-only unless said otherwise, secrets never loaded, every act written down.

No column with a secret can be listed, searched, ordered or filtered by: what may be asked for in an address is named
(``list_filter``, ``date_hierarchy``, ``reachable_by``), everything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.lib.encrypted import Encrypted
from portal.lib.noting import note
from portal.lib.support.acts import Act, NotNow

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline

LOOKUPS = {"exact", "isnull", "in", "gte", "lt", "year", "month", "day", "id__exact"}
"""What Django's own filters and date hierarchy append to a name."""


def secret(changed_at: datetime | None) -> str:
    """All that is ever said about a secret: whether there is one, and since when."""
    if changed_at is None:
        return _("Not set")
    return _("Set, changed on %(when)s") % {"when": date_format(localtime(changed_at), "DATETIME_FORMAT")}


def secret_columns(model: type[Model], related: Iterable[str] = ()) -> list[str]:
    """The encrypted columns of a model, and those of what is fetched along with it."""
    found = [field.name for field in model._meta.concrete_fields if isinstance(field, Encrypted)]
    for route in related:
        current: Any = model
        steps: list[str] = []
        for part in route.split("__"):
            current = current._meta.get_field(part).related_model
            steps.append(part)
            found += ["__".join([*steps, name]) for name in secret_columns(current)]
    return list(dict.fromkeys(found))


class ReadOnly:
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SupportRows(ModelAdmin):
    """The pages of one model for support staff. Put ``ReadOnly`` before it unless something may be changed."""

    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    actions = None
    change_form_template = "admin/row.html"
    list_select_related: ClassVar[bool | list[str] | tuple[str, ...]] = ()
    public_ids: ClassVar[tuple[str, ...]] = ("public_id",)
    """Where a public id that is typed into the search may stand."""
    reachable_by: ClassVar[tuple[str, ...]] = ()
    """Exact lookups that links from other pages may carry."""
    acts: ClassVar[tuple[Act, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = self.list_select_related if isinstance(self.list_select_related, list | tuple) else ()
        rows = super().get_queryset(request).select_related(*related)
        return rows.defer(*secret_columns(self.model, related))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        compact = search_term.strip().replace("-", "").lower()
        if self.public_ids and re.fullmatch(r"[0-9a-f]{32}", compact):
            words = Q()
            for name in self.public_ids:
                words |= Q(**{name: UUID(compact)})
            return queryset.filter(words), False
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        if lookup in self.reachable_by:
            return True
        named = {self.date_hierarchy} if self.date_hierarchy else set()
        for item in self.list_filter:
            if isinstance(item, type):
                named.add(item.parameter_name)  # type: ignore[attr-defined]
            else:
                named.add(str(item[0] if isinstance(item, list | tuple) else item))
        return any(
            lookup == name or (lookup.startswith(f"{name}__") and lookup.removeprefix(f"{name}__") in LOOKUPS)
            for name in named
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Written down -----------------------------------------------------------

    def organisations_of(self, row: Any) -> Sequence[Any]:
        """In whose activity log an act on this row stands; ``None`` for the portal's own."""
        return [getattr(row, "organisation", None)]

    def note(self, request: HttpRequest, row: Any, verb: str, **facts: Any) -> None:
        """Write an act of support staff on a row down."""
        for organisation in self.organisations_of(row):
            note(
                organisation=organisation,
                actor=request.user,
                verb=verb,
                object_label=str(row),
                object_id=getattr(row, "public_id", None),
                **facts,
            )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.note(request, obj, f"{self.noun}.created", **_facts(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.note(request, obj, f"{self.noun}.changed", **_facts(message))
        return super().log_change(request, obj, message)

    @property
    def noun(self) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.model.__name__).lower()

    # Acts -------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        view = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/do/<slug:slug>/", view, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, slug: str) -> HttpResponse:
        """Say what an act will do, and do it when it is confirmed."""
        row = self.get_object(request, unquote(object_id))
        act = next((act for act in self.acts if act.slug == slug), None)
        if row is None or act is None:
            raise Http404("No such row or act.")
        if not self.may_act(request, row, act):
            raise PermissionDenied
        form = act.form(request.POST or None) if act.form else None
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                done = act.do(request, row, form.cleaned_data if form else {})
            except NotNow as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, str(done))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "act": act,
            "form": form,
            "back": back,
            "title": act.label,
        }
        return render(request, "admin/act.html", context)

    def may_act(self, request: HttpRequest, row: Any, act: Act) -> bool:
        user: Any = request.user
        return self.has_view_permission(request, row) and user.has_perm(act.permission) and act.is_offered(row)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if (row := context.get("original")) is not None:
            context["acts"] = [act for act in self.acts if self.may_act(request, row, act)]
        return super().render_change_form(request, context, *args, **kwargs)


class SupportInline(ReadOnly, TabularInline):
    """Rows that belong to another, below it: to look at."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*secret_columns(self.model))


def _facts(message: Any) -> dict[str, Any]:
    """Which fields were changed and which rows below were added or removed: names, never values."""
    facts: dict[str, Any] = {}
    for part in message if isinstance(message, list) else []:
        for verb, what in part.items():
            entry = f"{what['name']} {what['object']}" if "object" in what else ""
            fields = ", ".join(str(field) for field in what.get("fields", []))
            line = ": ".join(text for text in (entry, fields) if text)
            if line:
                facts.setdefault(verb, []).append(line)
    return facts
