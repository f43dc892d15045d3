"""Whatever colour an organisation chooses, its customers can read what is written in it."""

import re

import pytest
from django.conf import settings
from hypothesis import given

from portal.lib.colours import READABLE, contrast
from portal.organisations import accents
from tests.portal.lib.test_colours import COLOURS

LIGHT, DARK = accents.LIGHT_GROUNDS, accents.DARK_GROUNDS
OTHER_INKS = {"light": ("#13211f", "#4b5a57", "#a8221a"), "dark": ("#e6edeb", "#a6b4b1", "#ff9c92")}
"""``--ink``, ``--ink-2`` and ``--bad``, which lie on the ground of what is chosen as well."""


@given(COLOURS)
def test_every_shade_can_be_read_on_every_ground(colour):
    for shades, grounds, inks in [
        (accents.light(colour), LIGHT, OTHER_INKS["light"]),
        (accents.dark(colour), DARK, OTHER_INKS["dark"]),
    ]:
        for ground in (*grounds, shades.accent_soft):
            assert contrast(shades.accent, ground) >= READABLE
            assert contrast(shades.accent_2, ground) >= READABLE
        assert contrast(shades.on_accent, shades.accent) >= READABLE
        assert contrast(shades.on_accent, shades.accent_2) >= READABLE
        assert all(contrast(ink, shades.accent_soft) >= READABLE for ink in inks)


def test_a_colour_that_can_be_read_is_shown_as_chosen():
    assert accents.light("#0c5364").accent == "#0c5364"
    assert accents.dark("#7cc7d6").accent == "#7cc7d6"


@pytest.mark.parametrize("colour", ["#ffd800", "#ffffff", "#7cc7d6"])
def test_a_light_colour_is_darkened_on_light_pages_only(colour):
    told = accents.shown(colour)
    assert not told["light"].is_as_chosen
    assert told["light"].contrast >= 4.5 > told["light"].chosen_contrast
    assert told["dark"].is_as_chosen


@pytest.mark.parametrize("colour", ["#000000", "#000080", "#0c5364"])
def test_a_dark_colour_is_lightened_on_dark_pages_only(colour):
    told = accents.shown(colour)
    assert told["light"].is_as_chosen
    assert not told["dark"].is_as_chosen
    assert told["dark"].contrast >= 4.5 > told["dark"].chosen_contrast


def test_the_grounds_are_those_of_the_stylesheet():
    css = (settings.BASE_DIR / "portal/static/portal/app.css").read_text(encoding="utf-8")
    schemes = css.split("prefers-color-scheme: dark", 1)
    for scheme, grounds, inks in [(schemes[0], LIGHT, OTHER_INKS["light"]), (schemes[1], DARK, OTHER_INKS["dark"])]:
        found = [token(scheme, name) for name in ("sheet", "paper", "tint", "ink", "ink-2", "bad")]
        assert (*found,) == (*grounds, *inks)
    assert token(schemes[0], "accent") == accents.OURS


def token(css, name):
    value = re.search(rf"--{name}: (#[0-9a-f]+);", css)[1]
    return value if len(value) == 7 else f"#{''.join(digit * 2 for digit in value[1:])}"


def test_paper_keeps_its_ink_and_the_portal_its_colour():
    for line in accents.stylesheet("#ff0000").splitlines():
        assert re.fullmatch(r"@media screen( and \(prefers-color-scheme:dark\))?\{\.wizard\{[-a-z0-9:;#]+\}\}", line)


def test_another_content_has_another_name(monkeypatch):
    before = accents.name_of("#ff0000")
    assert before.startswith("ff0000-")
    monkeypatch.setattr(accents, "SOFT", 0.1)
    assert accents.name_of("#ff0000") != before
