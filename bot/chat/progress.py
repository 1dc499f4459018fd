"""A running check as a reply: stages as rows, servers as columns, and a button that stops it."""

from __future__ import annotations

from bot.chat.voice import Voice
from bot.core.check_progress import StageLine, TargetProgress
from bot.core.model import Choices, Facts, Reply, Span, Spans, Weight
from bot.core.protocols import PROTOCOL_NAMES
from bot.web.run import Run
from connectors.model import Outcome, StepName
from knowledge.model import Language

_MARKS = {Outcome.OK: "✓", Outcome.FAILED: "✗", Outcome.SKIPPED: "–", None: "…"}


def progress_reply(run: Run, lead: Reply, check_id: str, voice: Voice) -> Reply:
    """How far the check is, for the asker only; a later reply replaces it.

    Before the first stage it is ``lead``: it may say what the asker has to do.
    """
    targets, language = run.progress.targets, lead.language
    rows = _rows(targets)
    if not rows:
        return lead
    header = ((), *((Span(PROTOCOL_NAMES[target.protocol]),) for target in targets))
    blocks = (
        voice.text("check.running", language, address=run.wish.request.address),
        Facts(header, rows),
        stop_choice(check_id, voice, language),
    )
    return Reply(blocks, language, private=True, final=False)


def stop_choice(check_id: str, voice: Voice, language: Language) -> Choices:
    """The button that stops it."""
    return Choices((), (voice.choice("check.stop", f"stop:{check_id}", language, Weight.DANGER),))


def _rows(targets: tuple[TargetProgress, ...]) -> tuple[tuple[Spans, ...], ...]:
    names = {name: line.name for target in targets for name, line in target.lines.items()}
    return tuple(
        ((Span(names[name]),), *(_cell(target.lines.get(name)) for target in targets))
        for name in sorted(names, key=list(StepName).index)
    )


def _cell(line: StageLine | None) -> Spans:
    if line is None:
        return ()
    mark = _MARKS[line.outcome]
    timed = line.outcome in (Outcome.OK, Outcome.FAILED)
    return (Span(f"{mark} {line.ms:.0f} ms" if timed else mark),)
