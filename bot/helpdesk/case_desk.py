"""Hears what is said about cases, and says what came of it.

The first reply needs no I/O: a form, or that it is being done. The store is asked afterwards.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.chat import Answer, Heard, Way, Who
from bot.core.model import Block, Reply
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import Cases, Done, Record, Refused
from bot.helpdesk.forms import NOTE, REASON, TEXT, TO, Forms
from bot.helpdesk.handover import Handover
from bot.helpdesk.letters import Letters
from bot.helpdesk.mask import Mask
from bot.helpdesk.roles import Act
from bot.helpdesk.states import CHOSEN, Doing, Refusal
from bot.helpdesk.words import Words
from knowledge.model import Language

MOST_TEXT = 10_000
"""Characters of what is written into a form."""
MOST_NAME = 200

_CASE = re.compile(r"case:([a-z]{1,16}):([0-9]{1,9})")
_ACTS = {str(act): act for act in Act}

WITH_FORM = frozenset({Act.ASK, Act.HANDOVER, Act.RESOLVE, Act.REPLY, Act.STILL})
"""Acts for which something is to be written first."""

OWN = frozenset({Act.REPLY, Act.STILL, Act.WITHDRAW})
"""Acts of the person whose case it is."""

NOT_HEARD = frozenset({Act.OPEN, Act.ERASE, Act.OUTAGE})
"""Acts that are asked for in other ways."""


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The buttons and forms of cases; ``language`` is an agent's."""

    cases: Cases
    words: Words
    forms: Forms
    cards: Cards
    letters: Letters
    handover: Handover
    mask: Mask
    language: Callable[[Who], Language]
    now: Callable[[], datetime]

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to a button or form about a case; None for anything else."""
        said = heard.form if heard.way is Way.FORM else heard.text.strip()
        found = _CASE.fullmatch(said)
        act = _ACTS.get(found[1]) if found else None
        if found is None or act is None or act in NOT_HEARD:
            return None
        number = int(found[2])
        own = act in OWN
        language = self.handover.spoken(heard.who) if own else self.language(heard.who)
        if act in WITH_FORM and heard.way is not Way.FORM:
            form = self.forms.of(act, number, language)
            return Answer(Reply((form,), language, private=True))
        return self._heard(heard, act, number, language)

    def _heard(self, heard: Heard, act: Act, number: int, language: Language) -> Answer:
        working = replace(self.words.reply("working.case", language, number=number), final=False)
        if act is Act.SHOW:
            return Answer(working, self._showing(heard, number, language))
        doing = self._doing(heard, act)
        if doing is None:
            return Answer(self.words.reply("refused.empty", language, number=number))
        return Answer(working, self._acting(heard, number, doing, language))

    async def _acting(
        self, heard: Heard, number: int, doing: Doing, language: Language
    ) -> AsyncIterator[Reply]:
        done = await self.cases.do(number, doing, heard.who, heard.where)
        match done:
            case Refused():
                yield self._refused(done, number, language)
            case Done(case) if doing.act in OWN:
                yield self.letters.done(doing.act, case)
            case Done(case):
                name = case.agent_name
                yield self.words.reply(f"done.{doing.act}", language, number=number, name=name)

    async def _showing(self, heard: Heard, number: int, language: Language) -> AsyncIterator[Reply]:
        now = self.now()
        found = await self.cases.record(number, heard.who, heard.where, now)
        match found:
            case Refused():
                yield self._refused(found, number, language)
            case Record(case) if case.person == heard.who.id:
                yield self.letters.state(case, tuple(found.events), now)
            case Record():
                yield self.cards.whole(found, now, language)

    def _refused(self, refused: Refused, number: int, language: Language) -> Reply:
        """Whoever has no right to a case does not hear whether there is one."""
        reason, case = refused.reason, refused.case
        if case is None:
            return self.words.reply("refused.not_yours", language, number=number)
        more: tuple[Block, ...] = ()
        if reason is Refusal.ANOTHER_AGENT:
            more = (self.cards.take(number, language),)
        state = self.words.plain(f"state.{case.state}", language)
        return self.words.reply(
            f"refused.{reason}", language, *more, number=number, name=case.agent_name, state=state
        )

    def _doing(self, heard: Heard, act: Act) -> Doing | None:
        """What somebody does, from what they wrote; None where something is missing."""
        who, values = heard.who, heard.values
        text = self._text(heard, TEXT)
        doing = Doing(act, who.id, who.name[:MOST_NAME], self.now(), text)
        if act in (Act.ASK, Act.REPLY):
            return doing if text else None
        if act is Act.HANDOVER:
            to = values.get(TO, "").strip()
            named = re.fullmatch(r"[a-z]+:\S{1,200}", to)
            return replace(doing, to=to, to_name=to.rpartition(":")[2]) if named else None
        if act is Act.RESOLVE:
            reason = next((one for one in CHOSEN if one == values.get(REASON, "")), None)
            note = self._text(heard, NOTE)
            return replace(doing, reason=reason, note=note) if reason else None
        return doing

    def _text(self, heard: Heard, name: str) -> str:
        return self.mask.struck(heard.values.get(name, "").strip()[:MOST_TEXT])
