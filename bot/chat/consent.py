"""What somebody agrees to before a check: which servers, whose account, what is sent and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.chat.voice import Voice
from bot.core.chat import Heard
from bot.core.check_talk import CheckRequest
from bot.core.explain_budget import budget_note
from bot.core.model import Block, Choice, Choices, Facts, Heading, Reply, Span, Spans, Weight
from bot.web.desk import Entrance, Looked
from connectors.budget import Left
from connectors.model import Target
from knowledge.model import Language

WAYS_IN = frozenset({Entrance.PAGE, Entrance.FORM, Entrance.CODE})
"""With these there is a login to agree to."""

_LONGEST_MESSAGE = 90
"""A button's message, so that each platform has room for its own words before it."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A question that waits for its answer: this check, at these servers, for this person.

    ``at`` is when it was asked, in seconds of the clock.
    """

    id: str
    heard: Heard
    request: CheckRequest
    looked: Looked
    entrance: Entrance
    language: Language
    at: float

    def message(self, what: str) -> str:
        """What a button stands for; with the address where there is room for it.

        The address serves when we have forgotten the rest.
        """
        whole = f"{what}:{self.id}:{self.request.address}"
        return whole if len(whole) <= _LONGEST_MESSAGE else f"{what}:{self.id}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many checks are left, with and without a login; None where nobody counts."""

    login: Left | None
    look: Left | None

    @property
    def may_log_in(self) -> bool:
        """Whether a login may be tried."""
        return self.login is None or self.login.runs > 0

    @property
    def may_look(self) -> bool:
        """Whether servers may be dialled at all."""
        return self.look is None or self.look.runs > 0


def consent_card(consent: Consent, allowed: Allowed, voice: Voice) -> Reply:
    """The question."""
    language, targets = consent.language, consent.looked.servers.targets
    left = allowed.login if consent.entrance in WAYS_IN else allowed.look
    blocks = (
        Heading(voice.spans("consent.title", language, address=consent.request.address), 1),
        Facts((), tuple(_row(target, voice, language) for target in targets)),
        *_words(consent, voice),
        *([budget_note(left, voice.speaker, language)] if left else []),
        Choices((), tuple(_choices(consent, allowed, voice))),
    )
    return Reply(blocks, language, private=True)


def _row(target: Target, voice: Voice, language: Language) -> tuple[Spans, ...]:
    say = voice.speaker.plain
    server = say(
        "checks.server",
        language,
        host=target.host,
        port=str(target.port),
        security=say(f"checks.security.{target.security}", language),
    )
    source = say(f"discovery.source.{target.source}", language) if target.source else ""
    found = voice.spans("consent.source" if target.trusted else "consent.nobody", language)
    return (
        (Span(say(f"checks.role.{target.protocol}", language)),),
        (Span(server),),
        (Span(source),) if target.trusted and source else found,
    )


def _words(consent: Consent, voice: Voice) -> Iterator[Block]:
    language, servers = consent.language, consent.looked.servers
    hosts = ", ".join(servers.hosts)
    user = next((t.user for t in servers.trusted if t.user), consent.request.address)
    yield from voice.blocks(
        f"consent.by.{consent.entrance}",
        language,
        hosts=hosts,
        user=user,
        host=servers.targets[0].host,
    )
    yield from voice.blocks("consent.kept", language)


def _choices(consent: Consent, allowed: Allowed, voice: Voice) -> Iterator[Choice]:
    language = consent.language
    with_login = consent.entrance in WAYS_IN and allowed.may_log_in
    if with_login:
        yield voice.choice("consent.go", consent.message("go"), language, Weight.PRIMARY)
    if allowed.may_look:
        weight = Weight.PLAIN if with_login else Weight.PRIMARY
        yield voice.choice("consent.dry", consent.message("dry"), language, weight)
    yield voice.choice("consent.cancel", f"stop:{consent.id}", language)
