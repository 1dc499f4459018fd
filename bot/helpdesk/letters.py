"""What the person of a case is told: plain words, in their language."""

from __future__ import annotations

from datetime import datetime

from bot.core.markup import parse_inline
from bot.core.model import Block, Choice, Choices, Code, Reply, Weight
from bot.core.plain import plain_spans
from bot.helpdesk.hours import Hours
from bot.helpdesk.roles import Act
from bot.helpdesk.words import Words
from bot.store.cases import Case, Event, State
from knowledge.load import Knowledge


class Letters:
    """Speaks to the person."""

    def __init__(self, words: Words, knowledge: Knowledge, hours: Hours) -> None:
        self._words = words
        self._knowledge = knowledge
        self._hours = hours

    def opened(self, case: Case, now: datetime, *, new: bool) -> Reply:
        """It is with the helpdesk, and when somebody will look."""
        language = case.language
        key = "opened" if new else "known"
        return self._words.reply(
            f"letter.{key}",
            language,
            *self._when(case, now),
            self._choices(case),
            number=case.number,
        )

    def letter(self, case: Case, event: Event) -> Reply:
        """The word that goes with an act of the helpdesk's."""
        language, act = case.language, Act(event.act)
        key = "letter.resolved" if act is Act.RESOLVE else f"letter.{act}"
        said: tuple[Block, ...] = (Code(event.text),) if event.text else ()
        more = (*said, self._choices(case))
        return self._words.reply(key, language, *more, number=case.number, name=event.name)

    def calling(self, case: Case) -> Reply:
        """Where their direct messages are closed: that there is something, and not what."""
        return self._words.reply(
            "letter.calling", case.language, self._choices(case), number=case.number
        )

    def state(self, case: Case, events: tuple[Event, ...], now: datetime) -> Reply:
        """How it stands, and what was said last, for the person who asks."""
        language = case.language
        said = [event for event in events if event.act in (Act.ASK, Act.RESOLVE) and event.text]
        more: list[Block] = [Code(said[-1].text)] if said else []
        if case.state is State.OPEN:
            more += self._when(case, now)
        return self._words.reply(
            f"letter.state.{case.state}",
            language,
            *more,
            self._choices(case),
            number=case.number,
            name=case.agent_name,
            title=plain_spans(parse_inline(self._title(case))),
        )

    def done(self, act: Act, case: Case) -> Reply:
        """That their own act reached the helpdesk."""
        return self._words.reply(f"letter.done.{act}", case.language, number=case.number)

    def _title(self, case: Case) -> str:
        return self._words.speaker.title(self._knowledge.causes[case.cause], case.language)

    def _when(self, case: Case, now: datetime) -> list[Block]:
        """Outside working hours: from when somebody is there."""
        opens = self._hours.next_open(now)
        if opens is None or opens == now:
            return []
        clock = self._words.time(opens, case.language, now)
        return [self._words.text("letter.closed", case.language, time=clock)]

    def _choices(self, case: Case) -> Choices:
        """What the person may do next."""
        number, language = case.number, case.language
        names: tuple[str, ...]
        if case.state is State.RESOLVED:
            names = ("still",)
        elif case.state is State.WAITING:
            names = ("reply", "withdraw")
        else:
            names = ("add", "withdraw")
        messages = {"add": "reply"}
        choices: tuple[Choice, ...] = tuple(
            self._words.choice(
                name,
                f"case:{messages.get(name, name)}:{number}",
                language,
                Weight.PRIMARY if name == "reply" else Weight.PLAIN,
            )
            for name in names
        )
        return Choices((), choices)
