"""A report as a reply: the figures as tables, the chart as a file beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.markup import parse_inline
from bot.core.model import (
    Attachment,
    Block,
    Bullets,
    Facts,
    Heading,
    Note,
    Reply,
    Span,
    Spans,
    Text,
)
from bot.helpdesk.reports.chart import chart_png
from bot.helpdesk.reports.model import Day, Figures
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST = 5
"""Causes, services and gaps that are listed."""

MINUTE, HOUR = 60, 3600


class Teller:
    """Tells reports in the words of one knowledge base."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker) -> None:
        self._knowledge = knowledge
        self._speaker = speaker

    def reply(self, figures: Figures, language: Language) -> Reply:
        """The report of a period; ``figures`` hold at least one day."""
        first, last = figures.days[0].day, figures.days[-1].day
        title = self._spans("title", language, first=first.isoformat(), last=last.isoformat())
        if not figures.asked and not figures.opened:
            nothing = Text(self._spans("nothing", language))
            return Reply((Heading(title, 1), nothing), language)
        name = self._plain("chart_name", language, first=first.isoformat())

        def say(key: str, **values: object) -> str:
            return self._plain(key, language, **values)

        chart = Attachment(name, chart_png(figures, say))
        blocks = (Heading(title, 1), *self._blocks(figures, language))
        return Reply(blocks, language, files=(chart,))

    def _blocks(self, figures: Figures, language: Language) -> Iterator[Block]:
        asked, answered = str(figures.asked), str(figures.answered)
        yield Text(self._spans("lead", language, asked=asked, answered=answered))
        yield Heading(self._spans("chart_title", language))
        yield self._by_day(figures, language)
        yield self._sums(figures, language)
        causes = ((self._cause(code, language), n) for code, n in figures.causes[:MOST])
        yield from self._counted("causes", causes, language)
        providers = ((self._provider(name, language), n) for name, n in figures.providers[:MOST])
        yield from self._counted("providers", providers, language)
        yield from self._gaps(figures, language)

    def _by_day(self, figures: Figures, language: Language) -> Facts:
        names = ("day", "asked", "answered", "unsure", "handed_over")
        header = tuple(self._spans(name, language) for name in names)
        rows = tuple(_row(day.day.isoformat(), day) for day in figures.days)
        in_sum = (self._spans("in_sum", language), *_numbers(figures))
        return Facts(header, (*rows, in_sum))

    def _sums(self, figures: Figures, language: Language) -> Facts:
        values = {
            "settled": str(figures.settled),
            "opened": str(figures.opened),
            "resolved": str(figures.resolved),
            "first_answer": self._time(figures.first_answer_seconds, language),
        }
        rows = ((self._spans(key, language), _plain(text)) for key, text in values.items())
        return Facts((), tuple(rows))

    def _counted(
        self, key: str, items: Iterable[tuple[str, int]], language: Language
    ) -> Iterator[Block]:
        rows = tuple((_plain(name), _plain(str(number))) for name, number in items)
        if rows:
            yield Heading(self._spans(key, language))
            yield Facts((), rows)

    def _gaps(self, figures: Figures, language: Language) -> Iterator[Block]:
        if not figures.gaps:
            return
        yield Heading(self._spans("gaps", language))
        yield Bullets(
            tuple(
                self._spans("gap", language, count=str(gap.count), example=gap.example)
                for gap in figures.gaps[:MOST]
            )
        )
        yield Note(self._spans("gaps_hint", language))

    def _cause(self, code: str, language: Language) -> str:
        topic = next((t for cause, t in self._knowledge.causes.items() if cause == code), "")
        return self._speaker.title(topic, language) if topic else code

    def _provider(self, name: str, language: Language) -> str:
        topic = f"provider.{name}"
        return self._speaker.title(topic, language) if self._speaker.has(topic, language) else name

    def _time(self, seconds: float | None, language: Language) -> str:
        if seconds is None:
            return self._plain("none", language)
        minutes = round(seconds / MINUTE)
        if seconds < HOUR:
            return self._plain("minutes", language, minutes=str(minutes))
        hours, minutes = divmod(minutes, MINUTE)
        return self._plain("hours", language, hours=str(hours), minutes=str(minutes))

    def _spans(self, key: str, language: Language, **values: object) -> Spans:
        return parse_inline(self._speaker.phrase(f"report.{key}", language, **values))

    def _plain(self, key: str, language: Language, **values: object) -> str:
        return self._speaker.plain(f"report.{key}", language, **values)


def _row(name: str, day: Day) -> tuple[Spans, ...]:
    return (_plain(name), *_numbers(day))


def _numbers(counted: Day | Figures) -> tuple[Spans, ...]:
    numbers = (counted.asked, counted.answered, counted.unsure, counted.handed_over)
    return tuple(_plain(str(number)) for number in numbers)


def _plain(text: str) -> Spans:
    return (Span(text),)
