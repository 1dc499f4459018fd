"""Servers that ``tests/servers/unpack`` has unpacked, run by nobody from a folder of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

UNPACKED = Path(__file__).parents[2] / ".servers"

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")

CHANGED = "changed"
"""The folder with libraries that were changed for the tests; it is looked at first."""


@dataclass(frozen=True)
class Unpacked:
    """A copy of what was unpacked, which nobody else uses.

    Names that its servers were built with, and that this machine does not know, are told to them
    by a library of Samba's that is made for tests (nss_wrapper).
    """

    root: Path

    @classmethod
    def into(cls, folder: Path) -> Unpacked:
        """Copy it where servers of other users can read it, unlike the repository perhaps.

        Raises:
            FileNotFoundError: nothing was unpacked.
        """
        if not (UNPACKED / "unpacked").exists():
            raise FileNotFoundError(f"{UNPACKED}: run first: sh tests/servers/unpack")
        root = folder / "unpacked"
        shutil.copytree(UNPACKED / "usr", root / "usr", symlinks=True)
        if (UNPACKED / "lib").exists():
            shutil.copytree(UNPACKED / "lib", root / "lib", symlinks=True)
        _write_names(root)
        return cls(root)

    def path(self, name: str) -> Path:
        """A file of a package, by its path within the system."""
        return self.root / name

    def command(self, *words: str, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """A command that runs a program of the packages', with this and no other environment."""
        libraries = ":".join(str(self.root / name) for name in self._libraries())
        variables = {
            "PATH": "/usr/bin:/bin",
            "LD_LIBRARY_PATH": libraries,
            "LD_PRELOAD": str(next(self.root.rglob("libnss_wrapper.so"))),
            "NSS_WRAPPER_PASSWD": str(self.root / "passwd"),
            "NSS_WRAPPER_GROUP": str(self.root / "group"),
            **(environment or {}),
        }
        given = tuple(f"{name}={value}" for name, value in variables.items())
        return (*_dropped(), "env", "-i", *given, *words)

    def _libraries(self) -> tuple[str, ...]:
        triplets = {path.parent.name for path in self.root.glob("usr/lib/*-linux-gnu*/lib*.so*")}
        folders = (f"{top}/{triplet}" for triplet in sorted(triplets) for top in ("usr/lib", "lib"))
        return (CHANGED, *folders, "usr/lib")


def give_to_nobody(*paths: Path) -> None:
    """Let the servers own these folders and files, where it is root that runs the tests."""
    if os.geteuid() == 0:
        command = ("chown", "-R", f"{NOBODY}:{NOBODY}", *map(str, paths))
        subprocess.run(command, check=True)


def _dropped() -> tuple[str, ...]:
    return AS_NOBODY if os.geteuid() == 0 else ()


def _write_names(root: Path) -> None:
    """The users and groups that the servers were built with: all of them whoever runs us."""
    user, group = (NOBODY, NOBODY) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    names = ("nobody", "Debian-exim", "mail", "courier", "cyrus")
    users = [f"{name}:x:{user}:{group}::/nonexistent:/bin/false" for name in names]
    groups = [f"{name}:x:{group}:" for name in ("nogroup", *names[1:])]
    (root / "passwd").write_text("\n".join(("root:x:0:0:root:/root:/bin/sh", *users, "")))
    (root / "group").write_text("\n".join(("root:x:0:", *groups, "")))
