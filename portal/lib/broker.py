"""The broker of a machine that has none: messages as files, each of them there whole or not at all.

Reference: kombu.transport.filesystem opens a message's file under its final name and then writes it. A worker that
looks between the two takes an empty file, loses the message and ends with "Unrecoverable error: JSONDecodeError"
(kombu issue 1551).
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes a message under a name that no reader looks for, and then gives it its own. Names sort by time."""

    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:  # type: ignore[override]
        written = Path(self.data_folder_out, f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.draft")
        try:
            written.write_text(dumps(payload), encoding="utf-8")
            written.rename(written.with_suffix(".msg"))
        except OSError as error:
            raise ChannelError(f"Cannot add {written.name} to the queue.") from error


class Transport(filesystem.Transport):
    """Celery's filesystem transport with that channel."""

    Channel = Channel


def use() -> None:
    """Let ``filesystem://`` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
