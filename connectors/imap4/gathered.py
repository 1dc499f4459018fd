"""What an IMAP4 server has told, in whatever order it told it. Pure.

A server may send any data at any time (RFC 9051 §7): after a command, before its outcome, or
unasked. So data is gathered as it comes, and looked at when a command has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.dialogue.headers import newest, read_headers
from connectors.imap4.grammar import Condition, Data, Response, Status
from connectors.imap4.values import Section, Value
from connectors.model import Newest, Quota

CAPABILITY = "CAPABILITY"


@dataclass(slots=True)
class Gathered:
    """The server's state as far as it was told; None where it was not.

    ``capabilities`` are as the server wrote them. ``fetched`` maps a message's number to its
    attributes. ``found`` is the last search's outcome. ``farewell`` is the last BYE.
    """

    capabilities: tuple[str, ...] | None = None
    exists: int | None = None
    fetched: dict[int, dict[str, Value]] = field(default_factory=dict)
    quotas: list[Quota] = field(default_factory=list)
    found: bool = False
    farewell: Status | None = None

    def take(self, response: Response) -> None:
        """Remember what this response tells."""
        match response:
            case Status(code=code) if code is not None and code.name == CAPABILITY:
                self.capabilities = tuple(code.arguments.split())
            case Status(condition=Condition.BYE):
                self.farewell = response
            case Data():
                self._take_data(response)

    def _take_data(self, data: Data) -> None:
        match data:
            case Data("CAPABILITY", values=values):
                self.capabilities = tuple(value for value in values if isinstance(value, str))
            case Data("EXISTS", number=number):
                self.exists = number
            case Data("FETCH", number=int(number), values=(tuple(attributes),)):
                # A server may tell of one message in several responses.
                self.fetched.setdefault(number, {}).update(_pairs(attributes))
            case Data("QUOTA", values=(_, tuple(resources))):
                self.quotas.extend(_storage(resources))
            case Data("SEARCH", values=values):
                self.found = self.found or bool(values)
            case Data("ESEARCH", values=values):
                self.found = self.found or "ALL" in values

    def newest(self) -> Newest | None:
        """The message with the highest number whose headers were told."""
        for number in sorted(self.fetched, reverse=True):
            attributes = self.fetched[number]
            header = attributes.get("BODY[HEADER.FIELDS]")
            if isinstance(header, bytes):
                lines = [line.rstrip(b"\r") for line in header.split(b"\n")]
                size, flags = attributes.get("RFC822.SIZE"), attributes.get("FLAGS")
                return newest(read_headers(lines), _number(size) or 0, _atoms(flags))
        return None

    def quota(self) -> Quota | None:
        """The fullest of the limits on the mailbox's size (a mailbox may have several roots)."""
        return max(self.quotas, key=lambda quota: quota.used / quota.limit, default=None)


def _pairs(values: tuple[Value, ...]) -> Iterable[tuple[str, Value]]:
    """A FETCH response's attributes; ``BODY[HEADER.FIELDS (…)]`` loses its list of names."""
    for name, value in zip(values[::2], values[1::2], strict=False):
        if isinstance(name, Section):
            part = name.parts[0] if name.parts else ""
            yield f"{name.name}[{part.upper() if isinstance(part, str) else ''}]", value
        elif isinstance(name, str):
            yield name.upper(), value


def _storage(resources: tuple[Value, ...]) -> Iterable[Quota]:
    """RFC 9208 §4.2.1: triplets of name, usage and limit; STORAGE counts KiB (§5.1)."""
    for name, used, limit in zip(*(resources[place::3] for place in range(3)), strict=False):
        if isinstance(name, str) and name.upper() == "STORAGE":
            counts = _number(used), _number(limit)
            # A limit of zero would let nothing in; servers that send it mean that there is none.
            if counts[0] is not None and counts[1]:
                yield Quota(counts[0], counts[1])


def _number(value: Value) -> int | None:
    text = value if isinstance(value, str) and len(value) <= 20 else ""
    return int(text) if text.isascii() and text.isdigit() else None


def _atoms(value: Value) -> tuple[str, ...]:
    return (
        tuple(atom for atom in value if isinstance(atom, str)) if isinstance(value, tuple) else ()
    )
