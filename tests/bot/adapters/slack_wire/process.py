"""``mailmedic serve`` as a process of its own, pointed at the stand-in."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.slack_platform.platform import SlackPlatform

STARTING_SECONDS = 120.0
"""At most: everything is read and indexed first, perhaps beside other tests."""

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@asynccontextmanager
async def serving(
    platform: SlackPlatform, folder: Path, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, by Socket Mode unless told otherwise; gone afterwards whatever happens."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "serve"),
        env={**_others(), **environment(platform, folder), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def environment(platform: SlackPlatform, folder: Path) -> Mapping[str, str]:
    """What an operator would set for the stand-in's first workspace."""
    workspace = next(iter(platform.workspaces.values()))
    return {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "MAILMEDIC_CACHE": str(folder.parent / "cache-of-slack"),
        "MAILMEDIC_DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "MAILMEDIC_LANG": "en",
        "MAILMEDIC_LISTEN": "127.0.0.1:0",
        "MAILMEDIC_ALLOWED_NETWORKS": "127.0.0.0/8 ::1/128",
        "MAILMEDIC_SLACK_BOT_TOKEN": workspace.installation.token,
        "MAILMEDIC_SLACK_APP_TOKEN": platform.app.app_token,
        "MAILMEDIC_SLACK_API_URL": platform.api_url,
    }


async def until(
    platform: SlackPlatform, process: asyncio.subprocess.Process, look: Callable[[], object | None]
) -> None:
    """Wait until something is so, at most for a slow start; a process that ends says why."""
    so = asyncio.ensure_future(platform.until(look, "never started", STARTING_SECONDS))
    over = asyncio.ensure_future(process.wait())
    await asyncio.wait({so, over}, return_when=asyncio.FIRST_COMPLETED)
    if not so.done():
        so.cancel()
        out, err = await process.communicate()
        raise AssertionError((out + err).decode())
    over.cancel()
    so.result()


async def address_of(process: asyncio.subprocess.Process) -> tuple[str, str]:
    """Where it says that it listens, and all that it said before."""
    assert process.stderr
    said = ""
    while not (found := ADDRESS.search(said)):
        line = await process.stderr.readline()
        assert line, said
        said += line.decode()
    return found[0], said


async def ended(process: asyncio.subprocess.Process) -> str:
    """Tell it to end, and what it had said at the terminal."""
    process.send_signal(signal.SIGTERM)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return (out + err).decode()


def _others() -> Mapping[str, str]:
    return {name: one for name, one in os.environ.items() if not name.startswith("MAILMEDIC_")}
