"""Arithmetic that makes record *n* a pure function of a seed and *n*, both ways.

Nothing here keeps anything: a table of ten million rows costs as much memory as an empty one.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import gcd

MASK = (1 << 64) - 1


def mix(seed: int, salt: int, n: int) -> int:
    """Return 64 well-stirred bits; the same for the same three numbers, everywhere."""
    x = (n * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + salt * 0x8CB92BA72F3D8DD7) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


@dataclass(frozen=True)
class Numbering:
    """RECORDNOs that rise with *n* and leave gaps: ``first + n * stride`` and a little more."""

    seed: int
    first: int = 1
    stride: int = 3
    spread: int = 2

    def number(self, n: int) -> int:
        return self.first + n * self.stride + mix(self.seed, 91, n) % self.spread

    def at_or_after(self, number: int) -> int:
        """Return the smallest *n* whose number is not below ``number``."""
        n = max(0, (number - self.first) // self.stride)
        return n if self.number(n) >= number else n + 1

    def index(self, number: int) -> int | None:
        """Return the *n* that has exactly this number."""
        n = self.at_or_after(number)
        return n if self.number(n) == number else None


class Blocks:
    """How many children each parent has, repeating in blocks, so that a child finds its parent without a search."""

    def __init__(self, *patterns: tuple[int, tuple[int, ...]]) -> None:
        """Each pattern is (the parent it starts at, children of each parent of a block); the last one has no end."""
        self.patterns: list[tuple[int, int, tuple[int, ...], tuple[int, ...]]] = []
        total = 0
        for position, (start, counts) in enumerate(patterns):
            sums = [0]
            for count in counts:
                sums.append(sums[-1] + count)
            self.patterns.append((start, total, counts, tuple(sums)))
            if position + 1 < len(patterns):
                total += self._within(patterns[position + 1][0] - start, tuple(sums))

    @staticmethod
    def _within(parents: int, sums: tuple[int, ...]) -> int:
        whole, part = divmod(parents, len(sums) - 1)
        return whole * sums[-1] + sums[part]

    def count(self, parent: int) -> int:
        for start, _, counts, _ in reversed(self.patterns):
            if parent >= start:
                return counts[(parent - start) % len(counts)]
        return 0

    def before(self, parent: int) -> int:
        """Return how many children all earlier parents have."""
        for start, base, _, sums in reversed(self.patterns):
            if parent >= start:
                return base + self._within(parent - start, sums)
        return 0

    def locate(self, child: int) -> tuple[int, int]:
        """Return the parent of a child, and which of its children it is."""
        for start, base, counts, sums in reversed(self.patterns):
            if child >= base and sums[-1]:
                whole, part = divmod(child - base, sums[-1])
                position = bisect_right(sums, part) - 1
                return start + whole * len(counts) + position, part - sums[position]
        raise IndexError(child)


def scatter(n: int, size: int, seed: int) -> int:
    """Return the *n*-th place of a walk that visits every place of ``size`` once before it repeats."""
    step = int(size * 0.6180339) + 1 + seed % 7
    while gcd(step, size) != 1:
        step += 1
    return (n * step + seed) % size
