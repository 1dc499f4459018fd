"""What a check is made of: what is asked of it, and what it asks of a protocol's dialogue.

The driver (``check``) knows the order of the stages and nothing of any protocol; a dialogue
(``smtp.talk``, ``pop3.talk``, ``imap4.talk``) knows its protocol and nothing of the stages of
others. They meet here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Protocol

from connectors.clock import Clock
from connectors.model import (
    Credentials,
    Detail,
    Facts,
    Outcome,
    Progress,
    Reply,
    Step,
    StepName,
    StepStarted,
    Target,
)
from connectors.wire.transcript import visible
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

IPAddress = IPv4Address | IPv6Address

CHECK_SECONDS = 30.0
"""The whole check, unless the person asks for another."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a check is asked to do.

    ``address`` may be empty: then nothing is sent as anybody. ``login`` is false to stop before
    the login. ``mechanism`` is the one to use and no other, empty for the strongest in common.
    ``login_in_clear`` says that a login over ``Security.NONE`` was asked for in a terminal.
    ``confirmed`` are hosts of untrusted targets that the person has confirmed. ``send_test``
    sends one message to oneself and looks for it; ``send_test_to`` sends it to somebody else,
    and does not look; ``test_words`` are its subject and its text. ``alternatives``: after a
    failure, look for settings that work instead, ``candidates`` first: other servers of the
    account that somebody named.
    """

    targets: tuple[Target, ...]
    address: str = ""
    seconds: float = CHECK_SECONDS
    login: bool = True
    mechanism: str = ""
    login_in_clear: bool = False
    confirmed: frozenset[str] = frozenset()
    send_test: bool = False
    send_test_to: str = ""
    test_words: tuple[str, str] = ("mailmedic", "mailmedic")
    ca_file: Path | None = None
    alternatives: bool = False
    candidates: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written to a line as one word.

        Raises:
            PlanRefused: a port, host, user, address or mechanism that cannot be one.
        """
        for target in (*self.targets, *self.candidates):
            _demand(0 < target.port < 65536, "port")
            _demand(bool(target.host) and not _has_blank(target.host), "host")
            _demand(not _has_control(target.user), "user")
        for address in (self.address, self.send_test_to):
            _demand(not _has_blank(address) and not {"<", ">"} & set(address), "address")
        _demand(not _has_blank(self.mechanism), "mechanism")


class PlanRefused(ValueError):  # noqa: N818 - says what was found
    """A plan cannot be carried out; ``part`` is which of its parts cannot be meant so."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def _demand(met: bool, part: str) -> None:
    if not met:
        raise PlanRefused(part)


def _has_control(text: str) -> bool:
    return any(character < " " or character == "\x7f" for character in text)


def _has_blank(text: str) -> bool:
    return _has_control(text) or any(map(str.isspace, text))


class LookupFailed(Exception):  # noqa: N818 - a finding, not an error of ours
    """A name has no address, and ``cause`` (of ``dns``) says why."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class Resolver(Protocol):
    """Finds the addresses of a name."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """The addresses of a host, IPv6 and IPv4, in the order in which to try them; never empty.

        Raises:
            LookupFailed: there is none.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProbeMessage:
    """The one message of ``--send-test``: from whom, to whom, as bytes with CRLF line ends.

    Nothing in it comes from a person but the two addresses. ``id`` is its Message-ID with
    its angle brackets.
    """

    sender: str
    recipient: str
    id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done once logged in.

    ``address`` is the person's own, as SMTP's sender and recipient; empty: nothing is sent.
    ``message``: SMTP sends it (then there is a ``message`` stage in place of RSET); IMAP and POP3
    stay logged in after their ``fetch``, because ``find_message`` comes next.
    """

    address: str = ""
    message: ProbeMessage | None = None


@dataclass(slots=True)
class Stage:
    """A stage that is running; what is worth telling about it can be set until it ends."""

    name: StepName
    detail: Detail | None = None


@dataclass
class Stages:
    """Runs the stages of one target: times them and reports each as it begins and ends.

    ``with stages(StepName.FETCH) as stage:`` — a ``WireFailed`` that leaves the block makes the
    stage fail and goes on to the driver, which skips the rest.
    """

    target: Target
    clock: Clock
    report: Callable[[Progress], None]
    done: list[Step] = field(default_factory=list)

    def __call__(self, name: StepName) -> AbstractContextManager[Stage]:
        """Run the block as this stage."""
        return self._run(name)

    @contextmanager
    def _run(self, name: StepName) -> Iterator[Stage]:
        self.report(StepStarted(self.target, name))
        began = self.clock.seconds()
        stage = Stage(name)
        try:
            yield stage
        except WireFailed as failed:
            ms = (self.clock.seconds() - began) * 1000
            detail = failed.detail or stage.detail
            said = failed.reply and _shown(failed.reply)
            self._end(Step(self.target, name, Outcome.FAILED, ms, failed.cause, detail, said))
            raise
        ms = (self.clock.seconds() - began) * 1000
        self._end(Step(self.target, name, Outcome.OK, ms, detail=stage.detail))

    def skip(self, name: StepName, cause: Cause = Cause.OK, detail: Detail | None = None) -> None:
        """Report a stage that will not be run; ``OK`` where it was not asked for."""
        self._end(Step(self.target, name, Outcome.SKIPPED, 0.0, cause, detail))

    def _end(self, step: Step) -> None:
        self.done.append(step)
        self.report(step)


def _shown(reply: Reply) -> Reply:
    """The same, fit to be shown: its cause has been read from it as it came."""
    return replace(reply, text="\n".join(map(visible, reply.text.split("\n"))))


class Talk(Protocol):
    """One protocol's dialogue, held over a ``Wire``: one method a stage.

    Each is an exchange with the server and raises ``WireFailed`` when it goes wrong, with the
    server's refusal as evidence.
    """

    @property
    def facts(self) -> Facts:
        """What was learnt so far; the certificate and TLS are the driver's to add."""
        ...

    async def greet(self) -> None:
        """Read the greeting."""
        ...

    async def ask_capabilities(self) -> None:
        """Learn what the server can do, where the greeting has not said so."""
        ...

    async def start_tls(self) -> None:
        """STARTTLS or STLS, the handshake, and the capabilities anew.

        Raises:
            WireFailed: ``tls.starttls_missing``, ``tls.starttls_failed``, or the handshake's.
        """
        ...

    def login_plan(self, credentials: Credentials, mechanism: str = "") -> tuple[str, ...]:
        """The mechanisms that could be used, strongest first, or only the one that is asked for.

        Raises:
            WireFailed: there is none, and why; nothing was sent.
        """
        ...

    async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
        """One attempt.

        Raises:
            WireFailed: ``auth.no_common_mechanism`` when the mechanism itself was refused, so
                that another may be tried on this line; any other cause ends the attempts.
        """
        ...

    async def look(self, stages: Stages, errand: Errand) -> None:
        """All that comes after the login, each stage run by ``stages``; changes nothing."""
        ...

    async def find_message(self, message_id: str) -> bool:
        """Whether this message is there by now (IMAP and POP3; after ``look`` with a message)."""
        ...

    async def log_out(self) -> None:
        """Say goodbye. ``look`` does it as its own last stage unless it stays logged in."""
        ...
