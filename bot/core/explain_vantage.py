"""The other vantage point in words: the lines to paste, and what two looks come to."""

from __future__ import annotations

from itertools import chain

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Code, Heading, Note, Text
from bot.core.vantage import WHERE_IT_MATTERS, Compared, lines_to_paste
from connectors.model import CheckResult, Report
from knowledge.model import Language
from knowledge.speak import Speaker


def lines(result: CheckResult, speaker: Speaker, language: Language) -> tuple[Block, ...]:
    """The lines to paste for one server; none where its name could mean something to a shell."""
    pairs = lines_to_paste(result.target, result.cause)
    if not pairs:
        return ()
    blocks: list[Block] = [Text(parse_inline(speaker.phrase("vantage.lead", language)))]
    for system, line in pairs:
        blocks.append(Note(parse_inline(speaker.phrase(f"vantage.{system}", language))))
        blocks.append(Code(line))
    return tuple(blocks)


def lines_of(report: Report, speaker: Speaker, language: Language) -> tuple[Block, ...]:
    """The lines for the server that most needs another look: one is enough to tell a network."""
    telling = (one for one in report.checks if one.cause in WHERE_IT_MATTERS)
    failed = (one for one in report.checks if not one.ok)
    result = next(chain(telling, failed, report.checks), None)
    return lines(result, speaker, language) if result else ()


def compared(pair: Compared, speaker: Speaker, language: Language) -> tuple[Block, ...]:
    """What the two looks come to, and what to do now."""
    target, certificate = pair.result.target, pair.result.facts.certificate
    text = speaker.phrase(
        f"vantage.result.{pair.difference}",
        language,
        host=target.host,
        number=str(target.port),
        reached=speaker.plain(f"vantage.reached.{pair.seen.reached}", language),
        theirs=pair.seen.issuer,
        ours=certificate.issuer if certificate else "",
    )
    title = parse_inline(speaker.phrase("vantage.title", language))
    return (Heading(title, 1), *parse(text.strip()))
