"""Take a picture of every page and every state of the wizard: ``scripts/pictures wizard FOLDER [PAGE...]``.

Each at 1280 and 320 px, light and dark. They are to be looked at, and are not kept with the code.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.rig import Rig
from benchmarks.wizard import Stage, walk
from tests.browsing import chromium

WIDTHS, SCHEMES = (1280, 320), ("light", "dark")


def take(page: Page, folder: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 860})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled")


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with Rig(minutes=15) as rig:
        stage = Stage(rig)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else []
            )
            page = browser.new_context(locale="en-US").new_page()
            for view in walk(page, stage):
                if not wanted or view.name in wanted:
                    take(page, folder, view.name)
                    sys.stdout.write(f"{view.name}\n")
            browser.close()


main(Path(sys.argv[1]), sys.argv[2:])
