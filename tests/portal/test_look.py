"""The small words of our templates say times and figures as people do, and escape what is not ours."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone

from portal.icons import ICONS
from portal.templatetags import look


def rendered(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("1234567.8"), "1,234,567.80"),
        (Decimal("-12.345"), "(12.34)"),
        (Decimal("0"), "0.00"),
        ("1000", "1,000.00"),
        ("98765432109876543210.12", "98,765,432,109,876,543,210.12"),
        (None, ""),
        ("", ""),
        ("none", "none"),
    ],
)
def test_money_is_grouped_and_negative_in_brackets(value, said):
    assert look.money(value) == said


def test_money_that_is_no_figure_is_escaped():
    assert rendered("{{ value|money }}", value="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(("value", "said"), [(None, ""), (0, "0"), (12345, "12,345")])
def test_counts_are_grouped(value, said):
    assert look.count(value) == said


def test_near_times_are_said_by_day():
    clock = timezone.localtime().replace(hour=12, minute=30)
    assert "Today, 12:30" in look.when(clock)
    assert "Yesterday, 12:30" in look.when(clock - timedelta(days=1))
    assert "Tomorrow, 12:30" in look.when(clock + timedelta(days=1))


def test_older_times_are_whole_and_machine_readable():
    text = look.when(datetime(2025, 3, 4, 15, 6, tzinfo=UTC))
    assert 'datetime="2025-03-04T15:06:00+00:00"' in text
    assert "2025" in text
    assert "UTC" in text


def test_a_date_has_no_clock():
    assert look.when(date(2025, 3, 4)).startswith('<time datetime="2025-03-04">')
    assert look.when(None) == ""


def test_bold_marks_words_and_escapes_the_rest():
    assert look.bold("Open **Web Services** <now>") == "Open <strong>Web Services</strong> &lt;now&gt;"
    assert look.bold("**<script>**") == "<strong>&lt;script&gt;</strong>"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_hidden_from_screen_readers(name):
    drawn = rendered("{% icon name %}", name=name)
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn


def test_query_changes_parts_and_keeps_the_rest(rf):
    request = rf.get("/", {"search": "a&b", "page": "3"})
    source = "{% query page=4 %} {% query search=None %} {% query search='' page=None %}"
    said = rendered(source, request=request)
    assert said == "?search=a%26b&amp;page=4 ?page=3 ?"


def test_key_looks_up_what_a_variable_names():
    assert rendered("{{ numbers|key:name }}", numbers={"two": 2}, name="two") == "2"
    assert rendered("{{ numbers|key:name }}", numbers={}, name="two") == ""
