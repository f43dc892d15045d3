"""Pictures that people upload: looked at with suspicion, and drawn anew so that nothing of the file itself is kept.

What is kept is a PNG that we made: no metadata, no second frame, nothing behind the end of the picture. Only three
decoders are ever tried, the size is known before anything is decoded, and what a decoder throws is a refusal.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
HEAVIEST_FILE = 1_000_000
"""Bytes of a file that is looked at."""
SMALLEST, LARGEST = 16, 3_000
"""Pixels of a side, before it is drawn anew."""
LONGEST_SIDES = (400, 320, 240, 160)
"""Pixels of the long side of what is kept; smaller ones are tried only for what would weigh too much."""
HEAVIEST_PICTURE = 24_000
"""Bytes of what is kept: customers load it on each device, and a page of theirs weighs at most 60 kB in all."""

THROWN_BY_DECODERS = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class PictureRefused(Exception):
    """The file is not kept; ``str()`` is the reason and the cure, for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of ours, with its measures."""

    png: bytes
    width: int
    height: int


def redrawn(data: bytes) -> Picture:
    """Draw the picture in a PNG, JPEG or WebP file anew.

    Raises:
        PictureRefused: too heavy, too large, too small, or no such picture.
    """
    if len(data) > HEAVIEST_FILE:
        raise PictureRefused(_("The file is larger than 1 MB. Save a smaller picture, then choose that one."))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _measure(opened)
            image = _plain(opened)
    except THROWN_BY_DECODERS as fault:
        raise PictureRefused(
            _("This is not a PNG, JPEG or WebP picture, or it is damaged. Save it anew as PNG, then choose that file.")
        ) from fault
    return _light_enough(image)


def _measure(image: Image.Image) -> None:
    if max(image.size) > LARGEST or min(image.size) < SMALLEST:
        raise PictureRefused(
            _(
                "The picture has %(width)s × %(height)s pixels. Each side must have from %(smallest)s to %(largest)s: "
                "save it in another size."
            )
            % {"width": image.width, "height": image.height, "smallest": SMALLEST, "largest": LARGEST}
        )


def _plain(opened: Image.Image) -> Image.Image:
    """The first frame as its camera held it, in eight bits a channel, without what the file said about itself."""
    if opened.format == "JPEG":
        opened.draft("RGB", (2 * LONGEST_SIDES[0],) * 2)
    ImageOps.exif_transpose(opened, in_place=True)
    if opened.mode.startswith("I"):  # 16 bits of grey
        image = opened.convert("I").point(lambda value: value / 256).convert("L").convert("RGBA")
    else:
        image = opened.convert("RGBA")
    opacity = image.getchannel("A").getextrema()
    plain = image.convert("RGB") if opacity == (255, 255) else image
    plain.info.clear()
    return plain


def _light_enough(image: Image.Image) -> Picture:
    picture = Picture(b"", 0, 0)
    for picture in _tries(image):
        if len(picture.png) <= HEAVIEST_PICTURE:
            break
    return picture


def _tries(image: Image.Image) -> Iterator[Picture]:
    """From the best to the lightest: all colours first, then 256 of them, then fewer pixels."""
    for longest in LONGEST_SIDES:
        small = image.copy()
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        yield _encoded(small)
        yield _encoded(small.quantize(256, method=Image.Quantize.FASTOCTREE))


def _encoded(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.info.clear()
    image.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), image.width, image.height)
