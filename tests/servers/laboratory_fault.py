"""What a fault of the laboratory is: a server, or a name, with one thing wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from knowledge.causes import Cause
from knowledge.providers import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.script import Script


class Door(Enum):
    """What happens to whoever knocks at the port."""

    OPEN = "open"
    SHUT = "shut"
    """Nobody listens: the system refuses."""
    LOST = "lost"
    """Nobody answers: what is sent is dropped."""


NOTHING = Script()


@dataclass(frozen=True)
class Fault:
    """One faulty server, and how to meet it.

    ``wrong`` says what is wrong, for somebody who learns. ``script`` is played to every
    connection, on IPv6 ``by_ipv6`` where there is one. ``certificate`` is a name of
    ``Certificates``, or of ``laboratory_tls.CONTEXTS``. ``login``: it shows at the login or
    later; ``send_test``: when a message is sent. ``mechanism`` is how to log in, where that
    matters. ``waits``: a check shows it only after a wait.
    """

    name: str
    cause: Cause
    wrong: str
    protocol: Protocol
    script: Script = NOTHING
    security: Security = Security.TLS
    certificate: str = "good"
    host: str = HOST
    door: Door = Door.OPEN
    by_ipv6: Script | None = None
    login: bool = False
    send_test: bool = False
    mechanism: str = ""
    waits: bool = False
