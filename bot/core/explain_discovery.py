"""What discovery found, in words: the servers in a table, and who was asked."""

from __future__ import annotations

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Bullets, Facts, Heading, Note, Span, Spans, Text
from bot.core.protocols import PROTOCOL_NAMES
from connectors.lookup.model import Answer, Candidate, Discovery
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker

_COLUMNS = ("protocol", "host", "port", "security", "user", "auth", "source")


def explain_discovery(
    discovery: Discovery, speaker: Speaker, language: Language
) -> tuple[Block, ...]:
    """The servers found, best first in each protocol; what to mind; what was asked."""

    def spans(key: str, **values: object) -> Spans:
        return parse_inline(speaker.phrase(f"discovery.{key}", language, **values))

    found = "found" if discovery.servers else "none"
    blocks: list[Block] = [Heading(spans(f"title_{found}", address=discovery.address), 1)]
    if discovery.servers:
        header = tuple(spans(f"column.{column}") for column in _COLUMNS)
        rows = tuple(_row(candidate, speaker, language) for candidate in discovery.servers)
        blocks.append(Facts(header, rows))
    elif discovery.cause is Cause.CHECK_NO_SETTINGS_FOUND:
        blocks.append(Text(spans("none")))
    else:
        spoken = speaker.topic(str(discovery.cause), language)
        blocks += [block for block in parse(spoken.markdown) if isinstance(block, Text)][:1]
    blocks += [Note(spans(f"note.{note.replace('.', '_')}")) for note in discovery.notes]
    if discovery.tried:
        blocks.append(Text(spans("tried")))
        items = []
        for attempt in discovery.tried:
            source = speaker.plain(f"discovery.source.{attempt.source}", language)
            outcome = _outcome(attempt.outcome, speaker, language)
            items.append(spans("attempt", source=source, url=attempt.url, outcome=outcome))
        blocks.append(Bullets(tuple(items)))
    return tuple(blocks)


def _row(candidate: Candidate, speaker: Speaker, language: Language) -> tuple[Spans, ...]:
    target = candidate.target
    auth = [speaker.plain(f"discovery.auth.{name}", language) for name in candidate.auth]
    source = speaker.plain(f"discovery.source.{target.source}", language)
    mark = "" if target.trusted else speaker.plain("discovery.untrusted", language)
    cells = (
        PROTOCOL_NAMES[target.protocol],
        target.host,
        str(target.port),
        speaker.plain(f"checks.security.{target.security}", language),
        target.user,
        ", ".join(auth),
        source + mark,
    )
    return tuple((Span(cell),) for cell in cells)


def _outcome(outcome: Answer | Cause, speaker: Speaker, language: Language) -> str:
    key = str(outcome).replace(".", "_")
    return speaker.plain(f"discovery.outcome.{key}", language)
