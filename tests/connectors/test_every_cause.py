"""Every cause that a live check can meet is shown by a server that makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.causes import Cause
from tests.connectors.every_cause import ALL_WELL, PASTED, SCENES, Stage
from tests.servers.certificates import Certificates

README = Path(__file__).parents[2] / "connectors" / "README.md"


def test_no_cause_is_without_a_scene() -> None:
    """A new cause needs a server that shows it, or a reason why none can."""
    assert set(SCENES) | PASTED | {Cause.OK} == set(Cause)
    assert not set(SCENES) & PASTED


@pytest.mark.parametrize("cause", SCENES)
async def test_a_cause(cause: Cause, certificates: Certificates) -> None:
    """What the server does is told as what it is."""
    assert await SCENES[cause].play(Stage(certificates)) is cause


async def test_nothing_is_wrong(certificates: Certificates) -> None:
    """And what is well is told as well."""
    assert await ALL_WELL.play(Stage(certificates)) is Cause.OK


def test_the_table_is_in_the_readme() -> None:
    """Whoever reads it sees what each cause is met by, as it is tested."""
    rows = [f"| `{cause}` | {scene.words} |" for cause, scene in SCENES.items()]
    missing = [row for row in rows if row not in README.read_text("utf-8").splitlines()]
    assert not missing, "put these into connectors/README.md:\n" + "\n".join(missing)
