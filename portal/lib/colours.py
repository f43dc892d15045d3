"""Colours and whether they can be read: contrast as WCAG computes it, and the nearest shade that reaches it.

A colour is ``#rrggbb`` in small letters, everywhere.

Reference: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable

READABLE = 4.5
"""What text needs (WCAG 2.2, success criterion 1.4.3, level AA)."""
STEPS = 255

Channels = tuple[float, float, float]


def parsed(text: str) -> str:
    """A colour as people type it (``0C5364``, ``#0c5``), written in our one way.

    Raises:
        ValueError: it is no colour.
    """
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        raise ValueError("A colour has three or six digits from 0 to f.")
    return f"#{digits}"


def luminance(colour: str) -> float:
    """Relative luminance: 0 is black, 1 is white."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21; the order does not matter."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, into: str, share: float) -> str:
    """``into`` with a ``share`` of ``colour`` in it."""
    pairs = zip(_channels(colour), _channels(into), strict=True)
    red, green, blue = (one * share + other * (1 - share) for one, other in pairs)
    return _written((red, green, blue))


def darkened(colour: str, until: Callable[[str], bool]) -> str:
    """The colour itself if ``until`` likes it, else the first darker shade of the same hue that it likes, or black."""
    return _moved(colour, until, to=0.0)


def lightened(colour: str, until: Callable[[str], bool]) -> str:
    """The colour itself if ``until`` likes it, else the first lighter shade of the same hue that it likes, or white."""
    return _moved(colour, until, to=1.0)


def _moved(colour: str, until: Callable[[str], bool], *, to: float) -> str:
    if until(colour):
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(1, STEPS + 1):
        there = lightness + (to - lightness) * step / STEPS
        shade = _written(colorsys.hls_to_rgb(hue, there, saturation))
        if until(shade):
            return shade
    return _written((to, to, to))


def _channels(colour: str) -> Channels:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _written(channels: Channels) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
