"""What the demonstration tells once it runs: where everything is, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.demo.accounts import Fault
from knowledge.causes import Cause
from knowledge.providers import Protocol, Security


@dataclass(frozen=True, slots=True)
class Port:
    """One server: what it speaks, where, and how programs are told to encrypt."""

    protocol: Protocol
    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class RunningAccount:
    """An account that can be tried now; ``causes`` is what a check of each protocol meets."""

    address: str
    password: str
    fault: Fault
    causes: Mapping[Protocol, Cause]
    servers: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """The demonstration runs: ``overlay`` and ``ca_file`` are what a check needs to know."""

    process: int
    overlay: Path
    ca_file: Path
    accounts: tuple[RunningAccount, ...]

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings with which ``mailmedic`` finds and trusts the demonstration's servers."""
        return {
            "MAILMEDIC_OVERLAY": str(self.overlay),
            "MAILMEDIC_CA_FILE": str(self.ca_file),
        }

    def to_json(self) -> str:
        """All of it on one line."""
        fields = {
            "process": self.process,
            "overlay": str(self.overlay),
            "ca_file": str(self.ca_file),
            "environment": dict(self.environment),
            "accounts": [asdict(account) for account in self.accounts],
        }
        return json.dumps(fields, ensure_ascii=True)

    @classmethod
    def from_json(cls, line: str) -> Ready:
        """Read what ``to_json`` wrote."""
        fields = json.loads(line)
        return cls(
            fields["process"],
            Path(fields["overlay"]),
            Path(fields["ca_file"]),
            tuple(map(_account, fields["accounts"])),
        )


def _account(fields: Mapping[str, Any]) -> RunningAccount:
    return RunningAccount(
        fields["address"],
        fields["password"],
        Fault(fields["fault"]),
        {Protocol(protocol): Cause(cause) for protocol, cause in fields["causes"].items()},
        tuple(
            Port(Protocol(s["protocol"]), s["host"], s["port"], Security(s["security"]))
            for s in fields["servers"]
        ),
    )
