"""The simulator's clock: ours, turned ahead by as much as the world says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from integrations.intacct.simulator.world import World


def utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """A clock that can be turned; how far stands in the world, so that it outlives a restart."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self) -> datetime:
        return utc_now() + timedelta(seconds=self.world.ahead)

    def turn(self, *, days: float = 0, hours: float = 0) -> None:
        """Turn the clock ahead."""
        with self.world.change():
            self.world.ahead += days * 86400 + hours * 3600
