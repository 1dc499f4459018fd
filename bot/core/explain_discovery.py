"""What discovery found, in words: the servers in a table, and who was asked."""

from __future__ import annotations

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Bullets, Facts, Heading, Note, Span, Spans, Text
from bot.core.plain import plain_spans
from bot.core.protocols import PROTOCOL_NAMES
from connectors.lookup.model import Answer, Candidate, Discovery
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker

_COLUMNS = ("protocol", "host", "port", "security", "user", "auth", "source")
_ALWAYS = 4  # columns that stand in the table even where they are the same in all rows

Row = tuple[Spans, ...]


def explain_discovery(
    discovery: Discovery, speaker: Speaker, language: Language
) -> tuple[Block, ...]:
    """The servers found, best first in each protocol; what to mind; what was asked."""

    def spans(key: str, **values: object) -> Spans:
        return parse_inline(speaker.phrase(f"discovery.{key}", language, **values))

    found = "found" if discovery.servers else "none"
    blocks: list[Block] = [Heading(spans(f"title_{found}", address=discovery.address), 1)]
    if discovery.servers:
        titles = tuple(spans(f"column.{column}") for column in _COLUMNS)
        rows = tuple(_row(candidate, speaker, language) for candidate in discovery.servers)
        blocks += _tables(titles, rows)
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


def _tables(titles: Row, rows: tuple[Row, ...]) -> list[Block]:
    """One row a server; what is the same for all of them is told once, below."""
    same = [at for at in range(_ALWAYS, len(titles)) if len({row[at] for row in rows}) == 1]
    columns = [at for at in range(len(titles)) if at not in same]
    shown = tuple(tuple(row[at] for at in columns) for row in rows)
    tables: list[Block] = [Facts(tuple(titles[at] for at in columns), shown)]
    told = tuple((titles[at], rows[0][at]) for at in same if plain_spans(rows[0][at]))
    return [*tables, Facts((), told)] if told else tables


def _row(candidate: Candidate, speaker: Speaker, language: Language) -> Row:
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
