"""An organisation's one colour, in shades that can be read on every ground of the customers' pages, light and dark.

Buttons, links and what is chosen take it. A shade that is hard to read is darkened (light scheme) or lightened (dark
scheme) by ourselves; nobody has to know the formula.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from portal.lib.colours import READABLE, contrast, darkened, lightened, mixed

OURS = "#0c5364"
"""``--accent`` of the stylesheet, as long as nobody chose another."""
LIGHT_GROUNDS = ("#ffffff", "#f2f5f4", "#e9eeec")
DARK_GROUNDS = ("#151e1d", "#0e1514", "#1f2a28")
"""``--sheet``, ``--paper`` and ``--tint`` of the stylesheet: what text of this colour lies on."""
SOFT = 0.12
"""How much of the colour the ground of what is chosen has."""


@dataclass(frozen=True, slots=True)
class Shades:
    """The four tokens of one scheme, by the names of the stylesheet."""

    accent: str
    accent_2: str
    on_accent: str
    accent_soft: str

    @property
    def css(self) -> str:
        return (
            f"--accent:{self.accent};--accent-2:{self.accent_2};"
            f"--on-accent:{self.on_accent};--accent-soft:{self.accent_soft}"
        )


def light(chosen: str) -> Shades:
    """The shades of a colour on white and near it."""
    accent = darkened(chosen, lambda shade: _is_readable(shade, LIGHT_GROUNDS))
    return Shades(accent, mixed("#000000", accent, 0.25), LIGHT_GROUNDS[0], mixed(accent, LIGHT_GROUNDS[0], SOFT))


def dark(chosen: str) -> Shades:
    """The shades of a colour on the dark sheet and near it."""
    accent = lightened(chosen, lambda shade: _is_readable(shade, DARK_GROUNDS))
    return Shades(accent, mixed("#ffffff", accent, 0.3), DARK_GROUNDS[1], mixed(accent, DARK_GROUNDS[0], SOFT))


def lowest_contrast(shade: str, grounds: tuple[str, ...]) -> float:
    """Its contrast where it is read worst, on the ground of what is chosen too."""
    return min(contrast(shade, ground) for ground in (*grounds, mixed(shade, grounds[0], SOFT)))


def _is_readable(shade: str, grounds: tuple[str, ...]) -> bool:
    return lowest_contrast(shade, grounds) >= READABLE


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a colour in one scheme, to be told to whoever chose it."""

    shade: str
    is_as_chosen: bool
    contrast: float
    """Where it is read worst, with one decimal, never rounded up."""
    chosen_contrast: float

    @classmethod
    def of(cls, chosen: str, shade: str, grounds: tuple[str, ...]) -> Shown:
        lowest = (math.floor(10 * lowest_contrast(colour, grounds)) / 10 for colour in (shade, chosen))
        return cls(shade, shade == chosen, *lowest)


def shown(chosen: str) -> dict[str, Shown]:
    """What became of a colour, by scheme."""
    return {
        "light": Shown.of(chosen, light(chosen).accent, LIGHT_GROUNDS),
        "dark": Shown.of(chosen, dark(chosen).accent, DARK_GROUNDS),
    }


def stylesheet(chosen: str) -> str:
    """The whole stylesheet of a colour; paper keeps its black ink."""
    return (
        f"@media screen{{.wizard{{{light(chosen).css}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{.wizard{{{dark(chosen).css}}}}}\n"
    )


def name_of(chosen: str) -> str:
    """The name of a colour's stylesheet: the colour, and a digest of what is in it, so that it may be kept for ever."""
    digest = hashlib.sha256(stylesheet(chosen).encode()).hexdigest()
    return f"{chosen.removeprefix('#')}-{digest[:16]}"
