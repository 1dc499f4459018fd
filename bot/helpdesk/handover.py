"""From a person's wish for a human to a case: shown first, handed over when they say so."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.chat import Answer, Heard, Way, Where, Who
from bot.core.model import Reply
from bot.helpdesk.cases import Cases
from bot.helpdesk.forms import Forms
from bot.helpdesk.intake import Intake
from bot.helpdesk.letters import Letters
from bot.helpdesk.outages import Outages
from bot.helpdesk.recent import Recent
from bot.helpdesk.words import Words
from knowledge.model import Language

_HUMAN = re.compile(r"human:([\w-]{0,64})", re.ASCII)
_OPEN = re.compile(r"case:open:([\w-]{0,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Handover:
    """``desk`` is the helpdesk's channel of a workspace, empty where there is none."""

    cases: Cases
    outages: Outages
    recent: Recent
    intake: Intake
    words: Words
    forms: Forms
    letters: Letters
    language: Callable[[Who], Language]
    desk: Callable[[str], str]
    now: Callable[[], datetime]

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to a wish for a human, or to its form; None for anything else."""
        if heard.way is Way.FORM:
            opened = _OPEN.fullmatch(heard.form)
            return self._opened(heard, opened[1]) if opened else None
        human = _HUMAN.fullmatch(heard.text.strip())
        return self._human(heard, human[1]) if human else None

    def spoken(self, who: Who) -> Language:
        """The language in which somebody asked a moment ago."""
        now = self.now()
        lately = self.recent.asked(who.id, "", now) or self.recent.checked(who.id, now)
        return lately.language if lately else self.language(who)

    async def by_rule(self, who: Who, where: Where, language: Language) -> None:
        """A case without a word of the person's: the check alone is grave enough."""
        checked, now = self.recent.checked(who.id, self.now()), self.now()
        if checked is None or not self.desk(where.workspace):
            return
        # Once a day for one cause: checks are repeated while somebody tries.
        origin = f"{who.id}|rule|{checked.causes[0]}|{now:%Y-%m-%d}"
        heard = Heard(origin, "", who, where, Way.FORM)
        case, reports = self.intake.case(
            heard, origin, self.desk(where.workspace), checked, language, now
        )
        await self.cases.open(self.outages.linked(case), reports)

    def _human(self, heard: Heard, answer_id: str) -> Answer:
        """The form that shows what is handed over."""
        now, person = self.now(), heard.who.id
        asked = self.recent.asked(person, answer_id, now)
        checked = self.recent.checked(person, now)
        language = asked.language if asked else self.spoken(heard.who)
        if not self.desk(heard.where.workspace):
            return Answer(self.words.reply("no_desk", language))
        form = self.forms.open(
            answer_id,
            asked.text if asked else "",
            self.intake.missing(asked, checked),
            language,
            checked=checked is not None,
        )
        return Answer(self.words.reply("form.lead.open", language, form))

    def _opened(self, heard: Heard, answer_id: str) -> Answer:
        language = self.spoken(heard.who)
        working = replace(self.words.reply("working.open", language), final=False)
        return Answer(working, self._opening(heard, answer_id, language))

    async def _opening(
        self, heard: Heard, answer_id: str, language: Language
    ) -> AsyncIterator[Reply]:
        now, person = self.now(), heard.who.id
        desk = self.desk(heard.where.workspace)
        # One answer makes one case, however often the button is pressed.
        origin = f"{person}|{answer_id or heard.id}"
        checked = self.recent.checked(person, now)
        case, reports = self.intake.case(heard, origin, desk, checked, language, now)
        opened, new = await self.cases.open(self.outages.linked(case), reports)
        if new:
            entities = self.intake.knowledge.entities(case.words)
            await self.outages.heard(person, (case.cause,), entities, desk)
        yield self.letters.opened(opened, now, new=new)
