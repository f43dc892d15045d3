"""Messages as files: a reader meets a message whole or not at all."""

from __future__ import annotations

from queue import Empty

import pytest
from kombu import Connection

from portal.celery import app
from portal.lib import broker

QUEUE = "celery"


@pytest.fixture
def channel(tmp_path):
    options = {f"data_folder_{way}": str(tmp_path) for way in ("in", "out")}
    options |= {"control_folder": str(tmp_path / "control"), "processed_folder": str(tmp_path / "done")}
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.channel()


def test_is_what_the_portal_uses_where_there_is_no_broker():
    with app.connection_for_write("filesystem://localhost") as connection:
        assert isinstance(connection.transport, broker.Transport)


def test_hands_messages_over_in_their_order(channel):
    for number in (1, 2):
        channel._put(QUEUE, {"body": f"Ünïcode {number}"})
    assert [channel._get(QUEUE)["body"] for _ in range(2)] == ["Ünïcode 1", "Ünïcode 2"]
    with pytest.raises(Empty):
        channel._get(QUEUE)


def test_a_message_that_is_being_written_is_taken_by_nobody(channel, monkeypatch):
    seen = []

    def look(payload):
        """A worker looks for messages while this one is made; its file may be there already."""
        with pytest.raises(Empty):
            channel._get(QUEUE)
        seen.append(payload)
        return '{"body": "whole"}'

    monkeypatch.setattr(broker, "dumps", look)
    rename = broker.Path.rename

    def look_and_rename(path, to):
        look(path)
        return rename(path, to)

    monkeypatch.setattr(broker.Path, "rename", look_and_rename)
    channel._put(QUEUE, {})
    assert len(seen) == 2 and channel._get(QUEUE) == {"body": "whole"}


def test_says_what_cannot_be_written_without_what_is_in_it(channel, monkeypatch):
    channel.__dict__["data_folder_out"] = "/nowhere/at/all"
    with pytest.raises(broker.ChannelError) as failed:
        channel._put(QUEUE, {"body": "a task's arguments"})
    assert "arguments" not in str(failed.value)
