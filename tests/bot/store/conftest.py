"""Stores for tests."""

from __future__ import annotations

import pytest

from tests.bot.store.databases import postgresql, store, url

__all__ = ["postgresql", "store", "url"]


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark by which ``deploy/test`` leaves tests out where they cannot run."""
    line = "postgresql: needs PostgreSQL on this machine, as root or as a user of one's own"
    config.addinivalue_line("markers", line)
