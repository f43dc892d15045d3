"""Contrast as WCAG computes it, and the nearest shade that reaches what is asked for."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.colours import contrast, darkened, lightened, luminance, mixed, parsed

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes, the dividing line that everybody quotes
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_what_other_tools_say(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_luminance_weighs_green_most():
    assert luminance("#00ff00") == pytest.approx(0.7152)
    assert luminance("#ff0000") == pytest.approx(0.2126)
    assert luminance("#0000ff") == pytest.approx(0.0722)


@pytest.mark.parametrize("typed", ["#0c5364", "0C5364", " #0C5364 "])
def test_a_colour_is_written_in_one_way(typed):
    assert parsed(typed) == "#0c5364"


def test_three_digits_are_six():
    assert parsed("#0cf") == "#00ccff"


@pytest.mark.parametrize("typed", ["", "#", "red", "#12345", "#1234567", "#12345g", "rgb(1,2,3)", "#0c5364;}"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(ValueError, match="digits"):
        parsed(typed)


def test_mixing_is_by_share():
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert mixed("#ff0000", "#ffffff", 0) == "#ffffff"
    assert mixed("#ff0000", "#ffffff", 1) == "#ff0000"


def test_what_is_liked_already_stays():
    assert darkened("#123456", lambda shade: True) == "#123456"
    assert lightened("#123456", lambda shade: True) == "#123456"


@given(COLOURS)
def test_darkening_goes_just_far_enough_and_keeps_the_hue(colour):
    shade = darkened(colour, lambda each: contrast(each, "#ffffff") >= 4.5)
    assert contrast(shade, "#ffffff") >= 4.5
    if shade != colour:
        assert contrast(shade, "#ffffff") < 5.1
        assert _hue(shade) == pytest.approx(_hue(colour), abs=0.02) or _is_grey(colour)


@given(COLOURS)
def test_lightening_goes_just_far_enough(colour):
    shade = lightened(colour, lambda each: contrast(each, "#151e1d") >= 4.5)
    assert contrast(shade, "#151e1d") >= 4.5
    if shade != colour:
        assert contrast(shade, "#151e1d") < 5.1


def test_what_nothing_satisfies_ends_in_black_or_white():
    assert darkened("#336699", lambda shade: False) == "#000000"
    assert lightened("#336699", lambda shade: False) == "#ffffff"


def _hue(colour):
    return colorsys.rgb_to_hls(*(channel / 255 for channel in bytes.fromhex(colour[1:])))[0]


def _is_grey(colour):
    """Near grey a rounded shade has hardly a hue of its own; and red stands at both ends of the circle."""
    channels = bytes.fromhex(colour[1:])
    return max(channels) - min(channels) < 40 or _hue(colour) < 0.03 or _hue(colour) > 0.97
