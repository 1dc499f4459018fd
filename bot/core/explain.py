"""What a live check found, in words: each step, each line of the conversation, the verdict.

``connectors`` speaks in codes; the words for them are phrases (``steps``,
``details``, ``notes``) and the topic of the cause.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Bullets, Code, Heading, Note, Spans, Steps, Text, Tone
from bot.core.plain import plain, plain_spans
from bot.core.protocols import PROTOCOL_NAMES
from connectors.model import (
    CheckResult,
    Detail,
    Direction,
    Line,
    Outcome,
    Report,
    Step,
    StepName,
    Target,
)
from knowledge.causes import Cause, Warn
from knowledge.load import Knowledge
from knowledge.model import Language, Owner
from knowledge.speak import Speaker

_ARROWS = {Direction.SERVER: "<", Direction.CLIENT: ">", Direction.NOTE: "="}


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
    blocks: tuple[Block, ...]


class Explainer:
    """Puts the results of checks into words."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker

    def explain(self, result: CheckResult, language: Language) -> Explanation:
        """The verdict of one target: its cause's topic, filled in with what was seen."""
        topic_id = self._knowledge.causes[result.cause]
        spoken = self._speaker.topic(topic_id, language, self.values(result))
        blocks = parse(spoken.markdown)
        lead, steps = _lead_and_steps(blocks)
        return Explanation(
            title=plain_spans(parse_inline(spoken.title)),
            text=plain(lead),
            steps=tuple(map(plain_spans, steps)),
            who=self._knowledge.owners[result.cause],
            blocks=(Heading(parse_inline(spoken.title)), *blocks),
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
        parts = [self._detail(step.detail, language)] if step.detail else []
        if step.outcome is Outcome.FAILED or (
            step.outcome is Outcome.SKIPPED and step.cause is not Cause.OK
        ):
            title = self._speaker.title(self._knowledge.causes[step.cause], language)
            parts.insert(0, plain_spans(parse_inline(title)))
        if step.reply:
            parts.append(step.reply.text.strip())
        return self._speaker.plain("checks.join", language).join(filter(None, parts))

    def _detail(self, detail: Detail, language: Language) -> str:
        return self._speaker.plain(f"details.{detail.code}", language, **detail.values)

    def note(self, line: Line, language: Language) -> str:
        """What a line of the conversation means, for a beginner."""
        return self._speaker.plain(f"notes.{line.note}", language, **line.values)

    def transcript(self, result: CheckResult, language: Language) -> str:
        """The conversation with a server: time, who, what was said, and below it what it means."""
        lines: list[str] = []
        for line in result.transcript:
            lines.append(f"{line.ms:8.0f} ms  {_ARROWS[line.direction]} {line.text}".rstrip())
            note = self.note(line, language)
            if note:
                lines.append(f"{'':11}    {note}")
        return "\n".join(lines)

    def warning(self, warning: Warn, language: Language) -> Note:
        """A warning beside the verdict: its topic's first paragraph."""
        spoken = self._speaker.topic(str(warning), language)
        first = next((b.spans for b in parse(spoken.markdown) if isinstance(b, Text)), ())
        return Note(first, Tone.WARNING)

    def report(
        self, report: Report, language: Language, *, transcript: bool = False
    ) -> tuple[Block, ...]:
        """A whole check in blocks: the verdicts, the same cause told once, and what works.

        ``transcript`` adds each conversation, every line with what it means.
        """
        blocks: list[Block] = [Heading(self._headline(report, language), 1)]
        told: set[Cause] = set()
        for result in report.checks:
            outcome = "ok" if result.ok else "failed"
            line = self._spans(f"checks.result_{outcome}", language, result.target)
            blocks.append(Text(line))
            if result.cause not in told:
                told.add(result.cause)
                explanation = self.explain(result, language)
                blocks += explanation.blocks
            blocks += [self.warning(warning, language) for warning in result.warnings]
            if transcript:
                blocks.append(Code(self.transcript(result, language)))
        if report.works and not report.ok:
            lead = self._speaker.phrase("checks.works", language)
            blocks.append(Text(parse_inline(lead)))
            blocks.append(Bullets(tuple(self._working(report, language))))
        return tuple(blocks)

    def _headline(self, report: Report, language: Language) -> Spans:
        key = "checks.headline_ok" if report.ok else "checks.headline_failed"
        return parse_inline(self._speaker.phrase(key, language, address=report.address))

    def _spans(self, key: str, language: Language, target: Target) -> Spans:
        return parse_inline(
            self._speaker.phrase(key, language, target=self.target(target, language))
        )

    def _working(self, report: Report, language: Language) -> list[Spans]:
        return [
            parse_inline(
                self._speaker.phrase(
                    "checks.working",
                    language,
                    protocol=PROTOCOL_NAMES[works.protocol],
                    host=works.host,
                    port=works.port,
                    security=self._speaker.plain(f"checks.security.{works.security}", language),
                    user=works.user,
                )
            )
            for works in report.works
        ]


def _lead_and_steps(blocks: tuple[Block, ...]) -> tuple[list[Block], tuple[Spans, ...]]:
    """What stands before the first heading, and the first numbered list."""
    lead: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | Steps):
            break
        lead.append(block)
    steps = next((block.items for block in blocks if isinstance(block, Steps)), ())
    return lead, steps
