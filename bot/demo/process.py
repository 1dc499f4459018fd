"""Runs the demonstration's server in a process of its own, and ends it for certain."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.demo.ready import Ready

START_SECONDS = 20.0
"""Until a server that has not said that it is ready is given up: ten times what it takes."""

STOP_SECONDS = 5.0
"""Until a server that was told to stop is killed."""

PACKAGES = ("twisted", "OpenSSL", "service_identity", "trustme")
"""What the extra ``demo`` installs, by the names that are imported."""

NOT_ITS_BUSINESS = "MAILMEDIC_PASSWORD"
"""The password of somebody's real account, which the server's environment would show."""

_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows has it


class DemoFailed(Exception):  # noqa: N818 - says what happened, as its phrase does
    """The demonstration did not start; ``code`` is a phrase of ``demo``, with its values."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


def run(
    announce: Callable[[Ready], None], *, first_port: int = 0, ready_file: Path | None = None
) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit status. For the main thread only.

    ``announce`` is called once, when every account can be tried. ``ready_file`` gets the same
    as JSON, and is removed at the end, unless another demonstration has written its own there
    since. Status 1: the server ended by itself.

    Raises:
        DemoFailed: ``missing_packages`` (``packages``), ``port_taken`` (``port``), ``no_start``.
        OSError: the ready file cannot be written.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with started(first_port=first_port) as (ready, process), _told(ready, ready_file):
            announce(ready)
            process.wait()
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def started(*, first_port: int = 0) -> Iterator[tuple[Ready, subprocess.Popen[bytes]]]:
    """The demonstration's server beside the block: it has started, and ends with the block.

    It ends with this process too, whatever happens to it.

    Raises:
        DemoFailed: as ``run``.
    """
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise DemoFailed("missing_packages", packages=", ".join(missing))
    # -P: a folder that somebody stands in must not hide our packages.
    command = [sys.executable, "-P", "-m", "bot.demo.server", str(first_port)]
    # In a group of its own: Ctrl-C in a terminal means what runs in front, and whoever started
    # the server ends it by closing its input.
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != NOT_ITS_BUSINESS},
        process_group=0,
        creationflags=_NEW_GROUP,
    )
    try:
        yield _ready(process), process
    finally:
        _stop(process)


def _ready(process: subprocess.Popen[bytes]) -> Ready:
    patience = threading.Timer(START_SECONDS, process.kill)
    patience.start()
    try:
        line = process.stdout.readline() if process.stdout else b""
    finally:
        patience.cancel()
    if not line:
        raise DemoFailed("no_start")
    said = json.loads(line)
    if "error" in said:
        raise DemoFailed(said["error"], port=str(said["port"]))
    return Ready.from_json(line.decode())


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        if process.stdout:
            process.stdout.close()


@contextmanager
def _told(ready: Ready, path: Path | None) -> Iterator[None]:
    """The file that tells what can be tried, as long as the block lasts."""
    if path is None:
        yield
        return
    text = ready.to_json() + "\n"
    # Whoever waits for the file must not read half of it.
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
        yield
    finally:
        unfinished.unlink(missing_ok=True)
        if _reads(path) == text:
            path.unlink(missing_ok=True)


def _reads(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
