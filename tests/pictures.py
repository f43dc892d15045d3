"""Pictures to upload."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def file_of(image: Image.Image, kind: str = "PNG", **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def upload(width: int = 120, height: int = 40, colour: tuple[int, int, int] = (12, 83, 100)) -> SimpleUploadedFile:
    data = file_of(Image.new("RGB", (width, height), colour))
    return SimpleUploadedFile("logo.png", data, content_type="image/png")
