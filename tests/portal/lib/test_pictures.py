"""What is uploaded is drawn anew: nothing of the file is kept, and what is no picture of ours is refused in words."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from portal.lib import pictures
from portal.lib.pictures import PictureRefused, redrawn
from tests.pictures import file_of


def drawn(width=60, height=30, mode="RGBA", colour=(200, 10, 10, 128)):
    return Image.new("RGBA", (width, height), colour).convert(mode)


def opened(picture):
    return Image.open(io.BytesIO(picture.png))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "1"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGBA"),
        ("WEBP", "RGB"),
    ],
)
def test_every_kind_becomes_a_png_of_the_same_shape(kind, mode):
    picture = redrawn(file_of(drawn(mode=mode), kind))
    assert opened(picture).format == "PNG"
    assert opened(picture).size == (picture.width, picture.height) == (60, 30)


def test_what_is_transparent_stays_so():
    assert opened(redrawn(file_of(drawn()))).getpixel((5, 5)) == (200, 10, 10, 128)


def test_sixteen_bits_of_grey_become_eight():
    grey = Image.new("I;16", (40, 20), 0x8000)
    assert opened(redrawn(file_of(grey))).convert("L").getpixel((5, 5)) == 0x80


def test_the_long_side_has_at_most_400_pixels():
    assert (redrawn(file_of(drawn(1200, 300))).width, redrawn(file_of(drawn(1200, 300))).height) == (400, 100)
    assert redrawn(file_of(drawn(300, 1200))).height == 400


def test_a_small_one_is_not_blown_up():
    assert redrawn(file_of(drawn(16, 16))).width == 16


def test_nothing_that_the_file_said_about_itself_is_kept():
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "internal-draft")
    exif = Image.Exif()
    exif[0x010E] = "internal-draft"
    for data in [
        file_of(drawn(), pnginfo=said, exif=exif, icc_profile=b"internal-draft", dpi=(72, 72)),
        file_of(drawn(mode="RGB"), "JPEG", exif=exif, comment=b"internal-draft", icc_profile=b"internal-draft"),
        file_of(drawn(), "WEBP", exif=exif, icc_profile=b"internal-draft", xmp=b"internal-draft"),
        file_of(drawn()) + b"internal-draft",
    ]:
        assert b"internal-draft" in data
        png = redrawn(data).png
        assert b"internal-draft" not in png
        assert chunks(png) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def chunks(png):
    found, place = set(), 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found.add(png[place + 4 : place + 8])
        place += 12 + length
    return found


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = redrawn(file_of(drawn(60, 30, "RGB"), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (30, 60)


def test_only_the_first_frame_of_a_film_is_kept():
    frames = [drawn(colour=(200, 10, 10, 255)), drawn(colour=(10, 200, 10, 255))]
    for kind in ("PNG", "WEBP"):
        data = file_of(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        kept = opened(redrawn(data))
        assert getattr(kept, "n_frames", 1) == 1
        assert kept.convert("RGB").getpixel((5, 5))[0] > 150


def test_what_would_be_heavy_is_made_lighter():
    noise = Image.frombytes("RGB", (500, 400), random.Random(7).randbytes(500 * 400 * 3))
    picture = redrawn(file_of(noise, "JPEG"))
    assert len(picture.png) < 30_000
    assert max(picture.width, picture.height) == 160


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_other_pictures_are_refused(kind):
    with pytest.raises(PictureRefused, match="not a PNG, JPEG or WebP"):
        redrawn(file_of(drawn(mode="RGB"), kind))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x00\x00\x00\x00WEBP",
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureRefused, match="not a PNG, JPEG or WebP"):
        redrawn(data)


def test_half_a_picture_is_refused():
    data = file_of(Image.frombytes("RGB", (90, 90), random.Random(1).randbytes(90 * 90 * 3)))
    with pytest.raises(PictureRefused, match="damaged"):
        redrawn(data[: len(data) // 2])


@pytest.mark.parametrize("size", [(3001, 20), (20, 3001), (15, 40), (40, 15)])
def test_sizes_that_make_no_logo_are_refused_with_the_sizes_that_do(size):
    with pytest.raises(PictureRefused, match="from 16 to 3000"):
        redrawn(file_of(drawn(*size)))


def bomb(width, height):
    """A PNG of a few bytes that says it has very many pixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [5_000, 12_000, 60_000])
def test_a_bomb_is_refused_before_anything_is_decoded(side, monkeypatch):
    monkeypatch.setattr(Image.Image, "convert", None)
    with pytest.raises(PictureRefused):
        redrawn(bomb(side, side))


def test_a_file_over_the_limit_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(pictures.Image, "open", None)
    with pytest.raises(PictureRefused, match="larger than 1 MB"):
        redrawn(b"\0" * (pictures.HEAVIEST_FILE + 1))


WHOLE = [file_of(drawn(mode="RGB"), kind) for kind in ("PNG", "JPEG", "WEBP")]


@settings(max_examples=100, deadline=None)
@given(
    data=st.sampled_from(WHOLE),
    blows=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_file_is_a_picture_or_a_refusal_and_nothing_else(data, blows):
    broken = bytearray(data)
    for place, value in blows:
        broken[place % len(broken)] = value
    try:
        assert redrawn(bytes(broken)).png.startswith(b"\x89PNG")
    except PictureRefused as refusal:
        assert str(refusal)
