"""What all targets of one check share, and how one of them is connected to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectors.clock import Clock
from connectors.codes import ConnectionNote
from connectors.login.gate import LoginGate
from connectors.model import Credentials, Direction, Progress, Protocol, Security, Target
from connectors.policy import Policy
from connectors.stages.known_server import known_server
from connectors.stages.probe_message import Post
from connectors.steps import IPAddress, Plan, Resolver, Talk
from connectors.wire.channel import Channel
from connectors.wire.connect import Dial
from connectors.wire.contexts import Contexts
from connectors.wire.echo import Secrets
from connectors.wire.tls import Handshake
from connectors.wire.transcript import Transcript
from connectors.wire.wire import Wire
from knowledge.providers import OldTls, Providers, Server
from knowledge.replies import Replies

MakeTalk = Callable[[Wire, Target, Replies], Talk]
"""Begins a dialogue over a wire."""


@dataclass(frozen=True)
class Run:
    """One check: what it was given, and what its targets share."""

    plan: Plan
    credentials: Credentials | None
    resolver: Resolver
    clock: Clock
    policy: Policy
    replies: Replies
    contexts: Contexts
    talks: Mapping[Protocol, MakeTalk]
    dial: Dial
    gate: LoginGate
    post: Post
    deadline: float
    report: Callable[[Progress], None]
    providers: Providers
    trials: asyncio.Semaphore
    """Room for tries of other settings, all targets together."""
    secrets: Secrets = field(default_factory=Secrets)
    """What the servers of this run were sent, so that none can repeat it."""

    def known(self, target: Target) -> Server | None:
        """What the facts say of a target's server."""
        return known_server(self.providers, target, self.plan.address)

    @property
    def seconds_left(self) -> float:
        """Of the whole check; never below nothing."""
        return max(0.0, self.deadline - self.clock.seconds())

    def verifying(self, target: Target) -> ssl.SSLContext:
        """The rules for every connection to a target over which somebody may log in."""
        return self.contexts.verifying(self.plan.ca_file, self.old_tls(target))

    def reading(self, target: Target) -> ssl.SSLContext:
        """The rules for a connection that trusts everything, and over which nobody logs in."""
        return self.contexts.reading(self.old_tls(target))

    def old_tls(self, target: Target) -> OldTls | None:
        """The exception that the facts make for exactly this server."""
        known = self.known(target)
        return known.tls if known else None

    def wire(
        self,
        target: Target,
        channel: Channel,
        transcript: Transcript,
        context: ssl.SSLContext,
    ) -> Wire:
        """A wire to a target over a connection that stands."""
        in_clear = target.security is Security.NONE and self.plan.login_in_clear
        starttls = target.security is Security.STARTTLS
        return Wire(
            channel,
            transcript,
            self.clock,
            deadline=self.deadline,
            secure=Handshake(context, target.host, target.protocol, after_starttls=starttls),
            protocol=target.protocol,
            secret_in_clear=in_clear,
            secrets=self.secrets,
        )

    def talk(self, wire: Wire, target: Target) -> Talk:
        """The dialogue of the target's protocol over this wire."""
        return self.talks[target.protocol](wire, target, self.replies)


def note_connection(transcript: Transcript, address: IPAddress, port: int) -> None:
    """Begin a transcript with whom we are talking."""
    values = {"ip": str(address), "port": str(port)}
    transcript.add(Direction.NOTE, "", ConnectionNote.CONNECTED, **values)
