"""A whole check in words: what works, what does not and why, what to do now, who can do it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.details import split
from bot.core.explain import Explainer
from bot.core.explain_certificate import CertificateDoctor
from bot.core.explain_vantage import compared, lines, lines_of
from bot.core.markup import parse, parse_inline
from bot.core.model import (
    Block,
    Bullets,
    Code,
    Facts,
    Heading,
    Note,
    Span,
    Spans,
    Style,
    Text,
)
from bot.core.protocols import PROTOCOL_NAMES
from bot.core.vantage import Compared, matters
from connectors.lookup.model import Discovery
from connectors.model import CheckResult, Outcome, Protocol, Report, StepName, Working
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

OK, FAILED, NOT_TRIED = "✓", "✗", "–"


class Reporter:
    """Tells one report at a time; what a face shows of it is the face's."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._explainer = Explainer(knowledge, speaker)

    def report(self, report: Report, language: Language) -> tuple[Block, ...]:
        """The result at a glance, then each cause once: why, what to do now, who can do it."""
        headline = "checks.headline_ok" if report.ok else "checks.headline_failed"
        blocks: list[Block] = [
            Heading(self._spans(headline, language, address=report.address), 1),
            Facts((), tuple(self._row(result, language) for result in report.checks)),
        ]
        blocks += self._seen(report, language)
        for result in causes_first(report):
            blocks += self._why(result, report, language)
        blocks += self._not_asked(report, language)
        blocks += self._warnings(report, language)
        if not report.ok:
            blocks += self._works(report, language)
        return tuple(blocks)

    def details(self, report: Report, language: Language) -> tuple[Block, ...]:
        """For people who know: each cause's details, and the facts about each server."""
        blocks: list[Block] = [Heading(self._spans("checks.details", language), 1)]
        for result in causes_first(report):
            explanation = self._explainer.explain(result, language)
            _, details = split(explanation.blocks, self._speaker, language)
            if details:
                blocks += [explanation.heading, *details[1:]]
        for result in report.checks:
            blocks.append(Heading(self._target(result, language)))
            blocks.append(Facts((), tuple(self._facts(result, language))))
            blocks += CertificateDoctor(result, self._speaker, language).blocks()
        return tuple(blocks)

    def conversations(self, report: Report, language: Language) -> tuple[Block, ...]:
        """What was said on each line, and below it what that means."""
        blocks: list[Block] = [Heading(self._spans("checks.conversation", language), 1)]
        for result in report.checks:
            blocks.append(Heading(self._target(result, language)))
            blocks.append(Code(self._explainer.transcript(result, language)))
        return tuple(blocks)

    def elsewhere(self, report: Report, language: Language) -> tuple[Block, ...]:
        """How to look from another device; empty where no line can be given."""
        title = Heading(self._spans("vantage.title", language), 1)
        found = lines_of(report, self._speaker, language)
        return (title, *found) if found else ()

    def compared(self, pairs: Iterable[Compared], language: Language) -> tuple[Block, ...]:
        """What was seen there, beside what we saw, and what to do now."""
        return tuple(block for pair in pairs for block in compared(pair, self._speaker, language))

    def no_servers(self, discovery: Discovery, language: Language) -> tuple[Block, ...]:
        """Why no server was found for an address, and what to do now."""
        topic_id = self._knowledge.causes[discovery.cause]
        spoken = self._speaker.topic(topic_id, language)
        main, _ = split(parse(spoken.markdown), self._speaker, language)
        title = self._spans("checks.no_servers", language, address=discovery.address)
        return (Heading(title, 1), Heading(parse_inline(spoken.title)), *main)

    def not_found(self, protocols: Iterable[Protocol], language: Language) -> tuple[Block, ...]:
        """That nobody names a server of these protocols."""
        return tuple(
            Note(self._spans("checks.not_found", language, role=self._role(protocol, language)))
            for protocol in protocols
        )

    def _row(self, result: CheckResult, language: Language) -> tuple[Spans, ...]:
        mark = OK if result.ok else FAILED if has_failed(result) else NOT_TRIED
        style = Style.PLAIN if result.ok else Style.STRONG
        role = self._role(result.target.protocol, language)
        return (
            (Span(f"{mark} {role}", style),),
            (Span(self._server(result, language)),),
            (Span(self._outcome(result, language), style),),
        )

    def _outcome(self, result: CheckResult, language: Language) -> str:
        if result.ok:
            return self._speaker.plain("checks.works_short", language)
        step = next((s for s in result.steps if s.cause is result.cause), None)
        if step and step.outcome is Outcome.SKIPPED and step.detail:
            return self._explainer.detail(step.detail, language)
        return self._explainer.title(result.cause, language)

    def _why(self, result: CheckResult, report: Report, language: Language) -> list[Block]:
        like = [one for one in report.checks if one.cause is result.cause and one is not result]
        explanation = self._explainer.explain(result, language, like)
        main, _ = split(explanation.blocks, self._speaker, language)
        who = self._speaker.plain(f"checks.owner.{explanation.who}", language)
        also = self._also((result, *like), language)
        who_mends = Note(self._spans("checks.who", language, who=who))
        elsewhere = lines(result, self._speaker, language) if matters(result) else ()
        return [explanation.heading, *main, *also, who_mends, *elsewhere]

    def _also(self, results: Iterable[CheckResult], language: Language) -> list[Block]:
        """What else was met on the way to the same verdict."""
        causes = dict.fromkeys(cause for result in results for cause in result.also)
        if not causes:
            return []
        titles = "; ".join(self._explainer.title(cause, language) for cause in causes)
        return [Note(self._spans("checks.also", language, causes=titles))]

    def _works(self, report: Report, language: Language) -> list[Block]:
        """What can be taken over: what was let in, and what only answers."""
        blocks: list[Block] = []
        for key, logged_in in (("works", True), ("answers", False)):
            ways = [way for way in report.works if way.logged_in is logged_in]
            if ways:
                blocks.append(Text(self._spans(f"checks.{key}", language)))
                blocks.append(Bullets(tuple(self._working(way, language) for way in ways)))
        return blocks

    def _seen(self, report: Report, language: Language) -> list[Block]:
        """How many messages there are, and the newest: so that people see it is their mailbox."""
        for result in report.checks:
            newest, count = result.facts.newest, result.facts.messages
            if newest:
                values = {"count": count, "subject": newest.subject, "sender": newest.sender}
                return [Text(self._spans("checks.newest", language, **values))]
        return []

    def _not_asked(self, report: Report, language: Language) -> list[Block]:
        """That nobody logged in, where nobody was asked to."""
        skipped = (
            step
            for result in report.checks
            for step in result.steps
            if step.name is StepName.LOGIN
            and (step.outcome, step.cause) == (Outcome.SKIPPED, Cause.OK)
        )
        if next(skipped, None) is None:
            return []
        return [Note(self._spans("checks.no_login", language))]

    def _warnings(self, report: Report, language: Language) -> list[Block]:
        """Each warning once, for the first server that gives cause for it."""
        told = {
            warning: result for result in reversed(report.checks) for warning in result.warnings
        }
        return [self._explainer.warning(w, result, language) for w, result in told.items()]

    def _facts(self, result: CheckResult, language: Language) -> Iterable[tuple[Spans, ...]]:
        facts, certificate = result.facts, result.facts.certificate
        values = {
            "ip": result.ip,
            "time": f"{result.ms:.0f} ms",
            "round_trips": str(result.round_trips),
            "tls": facts.tls_version and f"{facts.tls_version}, {facts.cipher}",
            "names": certificate and ", ".join(certificate.names),
            "issuer": certificate and certificate.issuer,
            "not_after": certificate and certificate.not_after.date().isoformat(),
            "mechanisms": ", ".join(facts.mechanisms),
            "login_mechanism": facts.login_mechanism,
            "capabilities": " ".join(facts.capabilities),
            "quota": facts.quota and f"{facts.quota.used} / {facts.quota.limit} KiB",
        }
        for name, value in values.items():
            if value:
                label = self._speaker.plain(f"checks.fact.{name}", language)
                yield ((Span(label),), (Span(value),))

    def _working(self, works: Working, language: Language) -> Spans:
        return self._spans(
            "checks.working",
            language,
            protocol=PROTOCOL_NAMES[works.protocol],
            host=works.host,
            port=works.port,
            security=self._speaker.plain(f"checks.security.{works.security}", language),
            user=works.user,
        )

    def _role(self, protocol: Protocol, language: Language) -> str:
        return self._speaker.plain(f"checks.role.{protocol}", language)

    def _server(self, result: CheckResult, language: Language) -> str:
        target = result.target
        security = self._speaker.plain(f"checks.security.{target.security}", language)
        return self._speaker.plain(
            "checks.server", language, host=target.host, port=str(target.port), security=security
        )

    def _target(self, result: CheckResult, language: Language) -> Spans:
        return (Span(self._explainer.target(result.target, language)),)

    def _spans(self, key: str, language: Language, **values: object) -> Spans:
        return parse_inline(self._speaker.phrase(key, language, **values))


def causes_first(report: Report) -> tuple[CheckResult, ...]:
    """One result for each cause of trouble: one that failed by it rather than was left out."""
    ordered = sorted(report.checks, key=lambda result: not has_failed(result))
    found = {result.cause: result for result in reversed(ordered) if not result.ok}
    return tuple(result for result in ordered if found.get(result.cause) is result)


def has_failed(result: CheckResult) -> bool:
    """Whether a stage failed, rather than was left out for what happened elsewhere."""
    return any(step.outcome is Outcome.FAILED for step in result.steps)
