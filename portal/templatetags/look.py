"""The small words of our templates: icons, times, figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.icons import ICONS
from portal.lib import spoken

register = template.Library()


@register.simple_tag
def icon(name: str, style: str = "") -> SafeString:
    """Draw an icon inline; it is always beside a word, so it is hidden from screen readers."""
    turning = "turn " if name in ("left", "right") else ""  # where reading begins on the right
    return format_html(
        '<svg class="i {}{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        turning,
        style,
        mark_safe(ICONS[name]),  # noqa: S308 (our own drawings)
    )


@register.filter
def when(moment: datetime | date | None) -> SafeString | str:
    """Say a time as people do: near ones by day and hour, older ones whole, always as ``<time datetime>``."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.date_format(moment))
    local = timezone.localtime(moment)
    today = timezone.localdate()
    clock = formats.time_format(local)
    if local.date() == today:
        text = _("Today, %(clock)s") % {"clock": clock}
    elif local.date() == today - timedelta(days=1):
        text = _("Yesterday, %(clock)s") % {"clock": clock}
    elif local.date() == today + timedelta(days=1):
        text = _("Tomorrow, %(clock)s") % {"clock": clock}
    else:
        text = formats.date_format(local)
    whole = formats.date_format(local, "DATETIME_FORMAT") + f" {local.tzname()}"
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), whole, text)


@register.filter
def soon(moment: datetime | None) -> SafeString | str:
    """Say when something is due; what is due already happens any minute."""
    return _("Within a minute") if moment is not None and moment <= timezone.now() else when(moment)


@register.filter
def size(count: int | None) -> str:
    """An amount of data in the unit that fits."""
    amount = float(count or 0)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{formats.number_format(amount, 0 if unit == 'B' else 1)} {unit}"
        amount /= 1000
    return f"{formats.number_format(amount, 1)} GB"


@register.filter
def seconds(number: float | None) -> timedelta:
    """A number of seconds as a span, to be told by ``duration``."""
    return timedelta(seconds=number or 0)


@register.filter
def exactly(moment: datetime) -> SafeString:
    """Say a time whole, day and hour, where the order of events matters."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        local.tzname(),
        formats.date_format(local, "DATETIME_FORMAT"),
    )


@register.filter
def money(value: Any, places: int = 2) -> str:
    """A figure of a column: two decimals, thousands grouped, negative amounts in brackets."""
    if value in (None, ""):
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    text = formats.number_format(abs(amount).quantize(Decimal(1).scaleb(-places)), places, force_grouping=True)
    return f"({text})" if amount < 0 else text


@register.filter
def count(value: int | None) -> str:
    """A whole number, thousands grouped."""
    return "" if value is None else formats.number_format(value, 0, force_grouping=True)


@register.filter
def duration(span: timedelta | None) -> str:
    """How long something took, in the two largest units."""
    if span is None:
        return ""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return _("under 1 s")
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    if seconds < 3600:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    if seconds < 172800:
        return _("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
    return _("%(days)s d %(hours)s h") % {"days": seconds // 86400, "hours": seconds % 86400 // 3600}


@register.filter
def bold(text: Any) -> SafeString:
    """Turn ``**Web Services**`` into ``<strong>``, in the reader's language; everything else is escaped."""
    parts = str(conditional_escape(told(text))).split("**")
    marked = [f"<strong>{part}</strong>" if position % 2 else part for position, part in enumerate(parts)]
    return mark_safe("".join(marked))  # noqa: S308 (escaped above)


@register.filter
def told(text: Any) -> Any:
    """Say a text that a worker kept in the reader's language."""
    return spoken.told(text)


@register.filter
def styled(field: BoundField) -> SafeString:
    """Draw a form field's control in our style; what the widget already says about itself stays."""
    kind = getattr(field.field.widget, "input_type", "")
    own = field.field.widget.attrs.get("class", "")
    style = own if kind in ("checkbox", "radio") else f"input {own}".strip()
    return field.as_widget(attrs={"class": style} if style else None)


@register.filter
def key(mapping: dict[str, Any], name: str) -> Any:
    """Look a name up that stands in a variable."""
    return mapping.get(name, "") if hasattr(mapping, "get") else ""


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The current query string with some parts changed; ``None`` takes a part out."""
    current = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            current.pop(name, None)
        else:
            current[name] = str(value)
    return f"?{current.urlencode()}" if current else "?"
