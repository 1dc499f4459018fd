"""The real command, and the demonstration beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo import Ready, started
from tests.bot.end_to_end.command import Here, Mailmedic, clean_environ


@pytest.fixture
def mailmedic(tmp_path: Path, cache: Path) -> Mailmedic:
    """The command on a machine where nothing is set up."""
    return Mailmedic(clean_environ(tmp_path, cache))


@pytest.fixture
def here(
    tmp_path: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    """The same in this process."""
    return Here(clean_environ(tmp_path, cache), monkeypatch, capsys)


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready]:
    """The running demonstration."""
    with started() as (ready, _):
        yield ready


@pytest.fixture(scope="session")
def demo_environ(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What tells the command where the demonstration is, and a cache for its overlay."""
    cache = tmp_path_factory.mktemp("demo-cache")
    return {**ready.environment, "MAILMEDIC_CACHE": str(cache)}


@pytest.fixture
def with_demo(mailmedic: Mailmedic, demo_environ: dict[str, str], ready: Ready) -> Mailmedic:
    """The command, told where the demonstration is, and its password."""
    return mailmedic.with_({**demo_environ, "MAILMEDIC_PASSWORD": ready.accounts[0].password})
