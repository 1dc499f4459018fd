"""What the system says of this process: its open files and its memory, where it says so."""

from __future__ import annotations

import sys
from pathlib import Path

_FILES = Path("/proc/self/fd")
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
MIB = 1024 * 1024


def allow_many_files() -> None:
    """As many open files as the system lets this process have."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def open_files() -> int:
    """How many are open now; 0 where nobody tells."""
    return len(list(_FILES.iterdir())) if _FILES.exists() else 0


def forget_most() -> None:
    """Let the most that was ever held be what is held now, where the system can (Linux)."""
    if _CLEAR.exists():
        _CLEAR.write_text("5")


def memory_mib() -> tuple[float, float]:
    """What this process holds of the memory now, and the most that it ever held."""
    if _STATUS.exists():
        lines = (line.split() for line in _STATUS.read_text().splitlines())
        kib = {words[0]: int(words[1]) for words in lines if words[-1] == "kB"}
        return kib["VmRSS:"] / 1024, kib["VmHWM:"] / 1024
    if sys.platform == "win32":
        return 0.0, 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = most / MIB if sys.platform == "darwin" else most / 1024
    return size, size
