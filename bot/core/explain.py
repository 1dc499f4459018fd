"""What a live check found, in words: each step, each line of the conversation, the verdict.

``connectors`` speaks in codes; the words for them are phrases (``steps``,
``details``, ``notes``) and the topic of the cause. ``explain_report`` makes a whole report of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.explain_change import Changes
from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Heading, Note, Spans, Steps, Text, Tone
from bot.core.plain import plain, plain_spans
from bot.core.protocols import PROTOCOL_NAMES
from connectors.codes import ConnectionDetail
from connectors.model import (
    CheckResult,
    Detail,
    Direction,
    Line,
    Outcome,
    Step,
    StepName,
    Target,
)
from knowledge.causes import Cause, Warn
from knowledge.load import Knowledge
from knowledge.model import Language, Owner
from knowledge.speak import Speaker

# Reasons that a cause is too coarse for have topics of their own.
_OWN_TOPICS: Mapping[str, str] = {
    ConnectionDetail.LOGIN_UNTRUSTED_HOST: "login.untrusted_host",
    ConnectionDetail.LOGIN_NOT_ENCRYPTED: "login.not_encrypted",
    ConnectionDetail.MESSAGE_NOT_FOUND: "message.not_found",
}

_ARROWS = {Direction.SERVER: "<", Direction.CLIENT: ">", Direction.NOTE: "*"}


@dataclass(frozen=True, slots=True)
class CheckValues:
    """What a cause's topic sees of the check under the name ``check``."""

    host: str
    port: int
    protocol: str
    security: str
    user: str
    reply: str
    names: str
    issuer: str
    subject: str
    not_before: str
    not_after: str
    provider: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in words: what happened, what to do now, who can do it."""

    title: str
    text: str
    steps: tuple[str, ...]
    who: Owner
    heading: Heading
    blocks: tuple[Block, ...]


class Explainer:
    """Puts the results of checks into words."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker

    def topic_of(self, result: CheckResult) -> str:
        """The topic that explains a result: its cause's, or that of why the login was withheld."""
        for step in result.steps:
            if step.cause is result.cause and step.detail and step.detail.code in _OWN_TOPICS:
                return _OWN_TOPICS[step.detail.code]
        return self._knowledge.causes[result.cause]

    def explain(
        self, result: CheckResult, language: Language, like: Iterable[CheckResult] = ()
    ) -> Explanation:
        """The verdict of one target: its topic, filled in with what was seen.

        What to change comes first among the steps, where settings were found that work; for
        results ``like`` this one, which share its cause, too. Where no server was found, nothing
        was seen.
        """
        topic_id = self.topic_of(result)
        seen = self.values(result) if result.target.host else None
        spoken = self._speaker.topic(topic_id, language, seen)
        changes = Changes(self._speaker, language).steps((result, *like))
        blocks = _with_first(changes, parse(spoken.markdown))
        lead, steps = _lead_and_steps(blocks)
        return Explanation(
            title=plain_spans(parse_inline(spoken.title)),
            text=plain(lead),
            steps=tuple(map(plain_spans, steps)),
            who=self._knowledge.owners[result.cause],
            heading=Heading(parse_inline(spoken.title)),
            blocks=blocks,
        )

    def values(self, result: CheckResult) -> CheckValues:
        """The check's values for templates; empty where they were not seen."""
        target, certificate = result.target, result.facts.certificate
        refusal = next((step.reply for step in result.steps if step.reply), None)
        provider = self._knowledge.providers.by_host(target.host)
        return CheckValues(
            host=target.host,
            port=target.port,
            protocol=PROTOCOL_NAMES[target.protocol],
            security=target.security,
            user=target.user,
            reply=refusal.text if refusal else "",
            names=", ".join(certificate.names) if certificate else "",
            issuer=certificate.issuer if certificate else "",
            subject=certificate.subject if certificate else "",
            not_before=certificate.not_before.date().isoformat() if certificate else "",
            not_after=certificate.not_after.date().isoformat() if certificate else "",
            provider=next(iter(provider.names.values()))[0] if provider else "",
        )

    def target(self, target: Target, language: Language) -> str:
        """Which server, in a few words: ``IMAP mail.example.com:993 (TLS)``."""
        return self._speaker.plain(
            "checks.target",
            language,
            protocol=PROTOCOL_NAMES[target.protocol],
            host=target.host,
            port=str(target.port),
            security=self._speaker.plain(f"checks.security.{target.security}", language),
        )

    def step_name(self, name: StepName, language: Language) -> str:
        """What a stage is called."""
        return self._speaker.plain(f"steps.{name}", language)

    def step_detail(self, step: Step, language: Language) -> str:
        """What is worth knowing about a stage that has ended, as one line of plain text."""
        parts = [self.detail(step.detail, language)] if step.detail else []
        if step.outcome is Outcome.FAILED or (
            step.outcome is Outcome.SKIPPED and step.cause is not Cause.OK
        ):
            parts.insert(0, self.title(step.cause, language))
        if step.reply:
            parts.append(step.reply.text.strip())
        return self._speaker.plain("checks.join", language).join(filter(None, parts))

    def title(self, cause: Cause, language: Language) -> str:
        """What a cause is called."""
        title = self._speaker.title(self._knowledge.causes[cause], language)
        return plain_spans(parse_inline(title))

    def detail(self, detail: Detail, language: Language) -> str:
        """A fact about a stage, as a few words."""
        return self._speaker.plain(f"details.{detail.code}", language, **detail.values)

    def note(self, line: Line, language: Language) -> str:
        """What a line of the conversation means, for a beginner.

        Empty where it only goes on with what the line before it has begun.
        """
        if not line.note:
            return ""
        return self._speaker.plain(f"notes.{line.note}", language, **line.values)

    def transcript(self, result: CheckResult, language: Language) -> str:
        """The conversation with a server: time, who, what was said, and below it what it means."""
        lines: list[str] = []
        for line in result.transcript:
            note = self.note(line, language)
            said, below = (line.text, note) if line.text else (note, "")
            lines.append(f"{line.ms:5.0f} ms  {_ARROWS[line.direction]} {said}".rstrip())
            if below:
                lines.append(" " * 12 + below)
        return "\n".join(lines)

    def warning(self, warning: Warn, result: CheckResult, language: Language) -> Note:
        """A warning beside the verdict: its topic's first paragraph, about this server."""
        spoken = self._speaker.topic(str(warning), language, self.values(result))
        first = next((b.spans for b in parse(spoken.markdown) if isinstance(b, Text)), ())
        return Note(first, Tone.WARNING)


def _with_first(changes: tuple[Spans, ...], blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with these steps before the others of the first list."""
    at = next((at for at, block in enumerate(blocks) if isinstance(block, Steps)), None)
    if not changes or at is None:
        return (*blocks, Steps(changes)) if changes else blocks
    steps = blocks[at]
    items = steps.items if isinstance(steps, Steps) else ()
    return (*blocks[:at], Steps((*changes, *items)), *blocks[at + 1 :])


def _lead_and_steps(blocks: tuple[Block, ...]) -> tuple[list[Block], tuple[Spans, ...]]:
    """What stands before the first heading, and the first numbered list."""
    lead: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | Steps):
            break
        lead.append(block)
    steps = next((block.items for block in blocks if isinstance(block, Steps)), ())
    return lead, steps
