"""``mailmedic knowledge score``: how many questions of a measuring file are answered rightly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.commands.jsonl import write_json
from bot.core.assistant import Assistant
from bot.core.score import Measured, Scorer
from bot.core.score_json import SHOWN, score_json
from knowledge.model import Language
from knowledge.questions import Asked, Kind, QuestionError, read_questions
from knowledge.score import NOTHING, Confusion, Judged, QuestionScore, ReadError, Share, Verdict

_LONGEST = 160
_FAULTS = (Verdict.NOT_REFUSED, Verdict.WRONG_TOPIC, Verdict.NOT_ANSWERED)


def run(files: Sequence[str], json: bool, context: Context) -> int:
    """0 when every line was read; all files together are one measurement."""
    if not files:
        raise UsageError("no_questions")
    asked = [line for file in files for line in _read(file)]
    scorer = Scorer(
        context.answerer,
        context.triager,
        lambda: Assistant(context.knowledge, context.speaker),
    )
    measured = scorer.measure(asked)
    if json:
        write_json(context.stdout, score_json(measured, _topic_ids(context)), indent=2)
    else:
        context.stdout.write("\n".join(_told(measured, context)) + "\n")
    return 0


def _read(file: str) -> tuple[Asked, ...]:
    try:
        text = Path(file).read_text("utf-8")
    except (OSError, ValueError):
        raise UsageError("file", option="score", value=file) from None
    try:
        return read_questions(text.split("\n"))
    except QuestionError as fault:
        raise UsageError("bad_question", file=file, line=str(fault.line)) from fault


def _topic_ids(context: Context) -> frozenset[str]:
    rows = (row.topic_id for row in context.knowledge.rows.values())
    return frozenset((*context.knowledge.topic_ids, *rows))


def _told(measured: Measured, context: Context) -> Iterator[str]:
    """The lines of the report."""
    for language in Language:
        questions, errors = measured.questions.of(language), measured.errors.of(language)
        name = context.say(f"score.language.{language}")
        if questions.judged:
            yield context.say("score.questions", name=name, count=str(len(questions.judged)))
            yield from _questions(questions, context)
        if errors.read:
            yield context.say("score.errors", name=name, count=str(len(errors.read)))
            yield from _shares(
                {
                    "right": errors.right,
                    "best": errors.best,
                    "top_3": errors.top_3,
                },
                context,
            )
    confusions = (*measured.questions.confusions(), *measured.errors.confusions())
    yield from _confusions(sorted(confusions, key=lambda pair: -pair.count)[:SHOWN], context)
    yield from _misses(measured, context)


def _questions(score: QuestionScore, context: Context) -> Iterator[str]:
    yield from _shares({"answered": score.answered, "refused": score.refused}, context)
    kinds = {kind: score.kind(kind) for kind in Kind}
    for kind, share in kinds.items():
        if share.whole:
            yield f"    {_share(share)}  {context.say(f'score.kind.{kind}')}"
    for verdict in _FAULTS:
        yield f"  {score.count(verdict):>5}  {context.say(f'score.verdict.{verdict}')}"
    yield f"  {score.near.part:>5}  {context.say('score.near')}"
    without = score.without_topic(_topic_ids(context))
    yield f"  {without:>5}  {context.say('score.without_topic')}"


def _shares(shares: dict[str, Share], context: Context) -> Iterator[str]:
    for key, share in shares.items():
        yield f"  {_share(share)}  {context.say(f'score.{key}')}"


def _share(share: Share) -> str:
    return f"{share.part:>4} / {share.whole:>4}  {share.ratio:6.1%}"


def _confusions(confusions: Sequence[Confusion], context: Context) -> Iterator[str]:
    if confusions:
        yield context.say("score.confusions")
    for pair in confusions:
        wanted = context.say("score.refusal") if pair.wanted == NOTHING else pair.wanted
        yield f"  {pair.count:>5}  {wanted} → {pair.found}"


def _misses(measured: Measured, context: Context) -> Iterator[str]:
    worst: tuple[Judged | ReadError, ...] = (
        *measured.questions.misses()[:SHOWN],
        *measured.errors.misses()[:SHOWN],
    )
    if worst:
        yield context.say("score.worst")
    for miss in worst:
        wanted = ", ".join(miss.wanted) or context.say("score.refusal")
        found = ", ".join(miss.outcome.found[:3]) or context.say("score.nothing")
        yield f"  {miss.outcome.confidence:5.2f}  {miss.asked.id}  {wanted} → {found}"
        yield f"         {_shown(miss.asked.text)}"


def _shown(text: str) -> str:
    """A text of strangers on one line, without what could steer a terminal."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * _LONGEST])
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
