"""A PostgreSQL of the tests' own: made in a new folder, on a socket there, gone afterwards.

It refuses to run as root: then it belongs to the user ``postgres`` that Debian's package makes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
SECONDS = 60
_QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgreSQL:
    """A running server; ``database`` makes a new one and gives its URL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def url(self, name: str) -> str:
        """The URL of a database, as an operator writes it."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def restart(self) -> None:
        """As after a fault: nobody is waited for, every connection is lost."""
        data = str(self.folder / "data")
        _as_owner("pg_ctl", "restart", "-w", "-m", "immediate", "-D", data)

    def database(self) -> str:
        """A new, empty database."""
        self._made += 1
        name = f"test{self._made}"
        self.run("psql", "-q", "-c", f"CREATE DATABASE {name}", "postgres")
        return self.url(name)

    def run(self, program: str, *arguments: str, text: str | None = None) -> str:
        """Run one of PostgreSQL's programs against this server."""
        words = [_program(program), "-h", str(self.folder), "-U", OWNER, *arguments]
        done = subprocess.run(
            words, check=True, capture_output=True, text=True, input=text, timeout=SECONDS
        )
        return done.stdout


@contextmanager
def running(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """Start a server; ``durable`` waits for the disk, as one that is not for tests does."""
    folder = Path(tempfile.mkdtemp(prefix="mailmedic-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        data = folder / "data"
        _as_owner("initdb", "-D", str(data), "-U", OWNER, "--auth=trust", "--no-sync", "-E", "UTF8")
        # Whoever reads the folder may connect: it is the owner's alone.
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200"
        quick = "" if durable else " ".join(_QUICK)
        start = ("-w", "-D", str(data), "-l", str(folder / "log"), "-o", f"{options} {quick}")
        _as_owner("pg_ctl", "start", *start)
        try:
            yield PostgreSQL(folder)
        finally:
            _as_owner("pg_ctl", "stop", "-m", "immediate", "-D", str(data))
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """Debian keeps the server's programs off the path, a folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


def _as_owner(program: str, *arguments: str) -> None:
    owner = pwd.getpwnam(OWNER) if os.getuid() == 0 else None
    subprocess.run(
        [_program(program), *arguments],
        check=True,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
        stderr=subprocess.DEVNULL,
        cwd="/",
        timeout=SECONDS,
        user=owner and owner.pw_uid,
        group=owner and owner.pw_gid,
        extra_groups=[] if owner else None,
    )
