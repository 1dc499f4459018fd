"""What every test may ask for: the real servers, started once a session."""

from __future__ import annotations

import gc

import pytest

from tests.questions.report import pytest_terminal_summary
from tests.servers.certificates import certificates
from tests.servers.real import real_servers
from tests.servers.real_others import other_servers

__all__ = ["certificates", "other_servers", "pytest_terminal_summary", "real_servers"]


# What we know is millions of objects that stay: to look through them as often as Python does by
# itself takes a sixth of a run.
_COLLECTED_SELDOM = (50_000, 50, 100)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks by which ``deploy/test`` leaves tests out where they cannot run."""
    gc.set_threshold(*_COLLECTED_SELDOM)
    for mark in (
        "real_servers: needs Dovecot and Postfix on this machine, as root or with sudo",
        "unpacked_servers: needs what tests/servers/unpack unpacks: Exim, Cyrus, Courier",
        "browser: needs Debian's Chromium, and a font with Japanese",
    ):
        config.addinivalue_line("markers", mark)
