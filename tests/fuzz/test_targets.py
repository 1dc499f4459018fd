"""What the fuzzer begins with goes through; so the targets stay right between its runs."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_their_halves(name: str) -> None:
    """Whole, cut in the middle, from the middle on, and nothing at all."""
    target = TARGETS[name]
    for seed in (*target.seeds, b""):
        middle = len(seed) // 2
        for data in (seed, seed[:middle], seed[middle:]):
            target.run(data)
