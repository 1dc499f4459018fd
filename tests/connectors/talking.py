"""Holding a dialogue against a script, as the driver holds it, and what came of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from connectors.codes import ConnectionNote
from connectors.dialogue.notes import Note
from connectors.dialogue.talks import TALKS
from connectors.model import Credentials, Facts, Outcome, Protocol, Security, Step, Target
from connectors.steps import Errand, Stages, Talk
from connectors.wire.wire import Wire, WireFailed
from knowledge.replies import ours
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script
from tests.servers.scripted_wire import scripted_wire

ADDRESS = "taro@example.com"
PASSWORD = "hunter2-correct-horse"
NOTES = {*Note, *ConnectionNote}


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def plain(password: str, user: str = ADDRESS) -> str:
    """What PLAIN says, in base64."""
    return b64(f"\0{user}\0{password}")


PLAIN = plain(PASSWORD)


@dataclass
class Asked:
    """What is asked of a dialogue; by default all, over TLS from the first byte."""

    user: str = ADDRESS
    password: str = PASSWORD
    token: bool = False
    mechanism: str = ""
    security: Security = Security.TLS
    login: bool = True
    errand: Errand = field(default_factory=lambda: Errand(ADDRESS))
    find: str = ""
    """The id of a message to look for, after all else."""


@dataclass
class Held:
    """What came of it; ``failed`` is None when all went well."""

    talk: Talk
    wire: Wire
    failed: WireFailed | None
    steps: list[Step]
    said: list[str]
    found: bool | None = None

    @property
    def facts(self) -> Facts:
        return self.talk.facts

    @property
    def cause(self) -> str:
        return self.failed.cause.value if self.failed else "ok"

    @property
    def detail(self) -> str:
        detail = self.failed.detail if self.failed else None
        return str(detail.code) if detail else ""

    @property
    def reply(self) -> tuple[str, str, str] | None:
        reply = self.failed.reply if self.failed else None
        return (reply.code, reply.enhanced, reply.text) if reply else None

    @property
    def stages(self) -> str:
        """The stages after the login, failed ones with a bang: ``sender recipient! ``."""
        return " ".join(
            step.name + ("!" if step.outcome is Outcome.FAILED else "") for step in self.steps
        )

    def notes(self) -> list[str]:
        return [str(line.note) for line in self.wire.transcript.lines if line.note]


async def hold(
    protocol: Protocol, script: Script, asked: Asked | None = None, *, bytewise: bool = False
) -> Held:
    """Hold a dialogue to its end or failure; the script must be played to its end."""
    asked = asked or Asked()
    clock = MovedClock()
    target = Target(protocol, "mail.example", 1, asked.security, asked.user)
    steps: list[Step] = []
    async with scripted_wire(
        script,
        protocol=protocol,
        tls=asked.security is Security.TLS,
        secret_in_clear=asked.security is Security.NONE,
        bytewise=bytewise,
        clock=clock,
    ) as wire:
        talk = TALKS[protocol](wire, target, ours())
        stages = Stages(target, clock, lambda progress: None, steps)
        failed: WireFailed | None = None
        found: bool | None = None
        try:
            await _stages(talk, stages, asked)
            if asked.find:
                found = await talk.find_message(asked.find)
        except WireFailed as failure:
            failed = failure
    said = [line.text for line in wire.transcript.lines]
    held = Held(talk, wire, failed, steps, said, found)
    _check_transcript(held, asked)
    return held


async def _stages(talk: Talk, stages: Stages, asked: Asked) -> None:
    await talk.greet()
    await talk.ask_capabilities()
    if asked.security is Security.STARTTLS:
        await talk.start_tls()
    if not asked.login:
        return await talk.log_out()
    credentials = Credentials(asked.password, is_token=asked.token)
    mechanism, *_ = talk.login_plan(credentials, asked.mechanism)
    await talk.log_in(mechanism, asked.user, credentials)
    return await talk.look(stages, asked.errand)


def _check_transcript(held: Held, asked: Asked) -> None:
    """No secret in any form, and a known note on every line that has one."""
    shown = repr((held.wire.transcript.lines, held.failed, held.facts, held.steps))
    for form in (asked.password, b64(asked.password), plain(asked.password, asked.user)):
        assert form not in shown
    for note in held.notes():
        assert note in NOTES, f"{note} has no words"
