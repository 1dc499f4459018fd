"""The helpdesk, for the chats: what was said about cases and outages is answered here.

``hear`` needs no I/O before its first reply; the store is asked in ``Answer.later``.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.chat import Answer, Face, Heard, Way, Where, Who
from bot.core.model import Block, Reply
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import Cases, Done, Record, Refused, Told
from bot.helpdesk.courier import Courier
from bot.helpdesk.forms import NOTE, REASON, TEXT, TO, Forms
from bot.helpdesk.intake import Intake
from bot.helpdesk.letters import Letters
from bot.helpdesk.mask import Mask
from bot.helpdesk.recent import Asked, Checked, Recent
from bot.helpdesk.redact import report_data
from bot.helpdesk.roles import Act, Roles
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.states import CHOSEN, Doing, Refusal
from bot.helpdesk.words import Words
from bot.store import questions
from bot.store.preferences import Preferences
from bot.store.questions import Outcome
from bot.store.store import Store
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST_TEXT = 10_000
"""Characters of what is written into a form."""

_HUMAN = re.compile(r"human:([\w-]{0,64})")
_CASE = re.compile(r"case:([a-z]{1,16}):([0-9]{1,9})")
_OPEN = re.compile(r"case:open:([\w-]{0,64})")

WITH_FORM = frozenset({Act.ASK, Act.HANDOVER, Act.RESOLVE, Act.REPLY, Act.STILL})
"""Acts for which something is to be written first."""

OWN = frozenset({Act.REPLY, Act.STILL, Act.WITHDRAW})
"""Acts of the person whose case it is."""


class Helpdesk:
    """Everything about cases, for every face of one process.

    ``faces`` are by the name of their platform (``slack``), and may be filled in later. ``told``
    takes part in the transaction of every act on a case.
    """

    def __init__(
        self,
        store: Store,
        preferences: Preferences,
        knowledge: Knowledge,
        speaker: Speaker,
        settings: HelpdeskSettings,
        faces: Mapping[str, Face],
        now: Callable[[], datetime],
        told: Told | None = None,
    ) -> None:
        self._store = store
        self._preferences = preferences
        self._knowledge = knowledge
        self._settings = settings
        self._now = now
        self._words = Words(speaker, settings.zone)
        self._mask = Mask(self._words)
        self._forms = Forms(self._words)
        self._letters = Letters(self._words, knowledge, settings.hours)
        self._cards = Cards(self._words, knowledge, settings.language)
        self._intake = Intake(knowledge, speaker, self._mask)
        self._recent = Recent()
        self.cases = Cases(store, Roles(settings), told)
        self.courier = Courier(store, self._cards, self._letters, faces, now)

    def available(self, workspace: str) -> bool:
        """Whether there is a helpdesk to ask, for people of this workspace."""
        return bool(self._desk(workspace))

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to what is about cases; None where it is not."""
        said = heard.form if heard.way is Way.FORM else heard.text.strip()
        if human := _HUMAN.fullmatch(said):
            return self._human(heard, human[1])
        if opened := _OPEN.fullmatch(said):
            return self._opened(heard, opened[1]) if heard.way is Way.FORM else None
        if (case := _CASE.fullmatch(said)) and case[1] in {str(act) for act in Act}:
            return self._case(heard, Act(case[1]), int(case[2]))
        return None

    def notice(
        self, text: str, language: Language, causes: tuple[Cause, ...] = ()
    ) -> tuple[Block, ...]:
        """What is known of an outage at what a text names; nothing where nothing is."""
        return ()

    async def asked(
        self,
        heard: Heard,
        answer_id: str,
        outcome: Outcome,
        language: Language,
        topic: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> None:
        """A question was answered, or was not; its text stays in memory only."""
        now, person = self._now(), heard.who.id
        text = self._mask.struck(heard.text)
        self._recent.keep_asked(person, Asked(answer_id, text, topic, causes, language, now))
        entities = self._knowledge.entities(text)
        asked = questions.Question(
            heard=heard.id,
            at=now,
            person=person,
            workspace=heard.where.workspace,
            place=heard.where.id,
            way=str(heard.way),
            language=language,
            outcome=outcome,
            topic=topic,
            cause=str(causes[0]) if causes else "",
            provider=next(iter(entities.providers), ""),
            answer=answer_id,
        )
        async with self._store.writing() as connection:
            await questions.add(connection, asked)

    async def checked(self, who: Who, where: Where, report: Report, language: Language) -> None:
        """A check has ended. Its report stays in memory, redacted, until a case is made of it."""
        causes = tuple(dict.fromkeys(r.cause for r in report.checks if r.cause is not Cause.OK))
        checked = Checked(report_data(report), causes, language, self._now())
        self._recent.keep_checked(who.id, checked)

    async def feedback(self, who: Who, answer_id: str, topic: str, helpful: bool) -> None:
        """Whether an answer helped; the last word of a person counts."""
        async with self._store.writing() as connection:
            await questions.judge(connection, answer_id, who.id, topic, helpful, self._now())

    async def tick(self) -> None:
        """What is due by now: deliveries. Called every few seconds by ``running``."""
        await self.courier.deliver()

    def _desk(self, workspace: str) -> str:
        return self._preferences.desk(workspace) or self._settings.channel

    def _language(self, who: Who) -> Language:
        chosen = self._preferences.language(who.id) or who.language
        return chosen or self._settings.language

    def _human(self, heard: Heard, answer_id: str) -> Answer:
        """The form that shows what is handed over."""
        now, person = self._now(), heard.who.id
        asked = self._recent.asked(person, answer_id, now)
        checked = self._recent.checked(person, now)
        spoken = asked or checked
        language = spoken.language if spoken else self._language(heard.who)
        if not self.available(heard.where.workspace):
            return Answer(self._words.reply("no_desk", language))
        form = self._forms.open(
            answer_id,
            asked.text if asked else "",
            self._intake.missing(asked, checked),
            language,
            checked=checked is not None,
        )
        return Answer(self._words.reply("form.lead.open", language, form))

    def _opened(self, heard: Heard, answer_id: str) -> Answer:
        language = self._spoken(heard)
        working = replace(self._words.reply("working.open", language), final=False)
        return Answer(working, self._opening(heard, answer_id, language))

    async def _opening(
        self, heard: Heard, answer_id: str, language: Language
    ) -> AsyncIterator[Reply]:
        now, person = self._now(), heard.who.id
        desk = self._desk(heard.where.workspace)
        # One answer makes one case, however often the button is pressed.
        origin = f"{person}|{answer_id or heard.id}"
        checked = self._recent.checked(person, now)
        case, reports = self._intake.case(heard, origin, desk, checked, language, now)
        opened, new = await self.cases.open(case, reports)
        yield self._letters.opened(opened, now, new=new)

    def _case(self, heard: Heard, act: Act, number: int) -> Answer | None:
        language = self._spoken(heard) if act in OWN else self._language(heard.who)
        if act in WITH_FORM and heard.way is not Way.FORM:
            form = getattr(self._forms, act)(number, language)
            return Answer(Reply((form,), language, private=True))
        if act is Act.OPEN or (heard.way is Way.FORM and act not in WITH_FORM):
            return None
        working = replace(self._words.reply("working.case", language, number=number), final=False)
        if act is Act.SHOW:
            return Answer(working, self._showing(heard, number, language))
        doing = self._doing(heard, act)
        if isinstance(doing, str):
            return Answer(self._words.reply(f"refused.{doing}", language, number=number))
        return Answer(working, self._acting(heard, number, doing, language))

    async def _acting(
        self, heard: Heard, number: int, doing: Doing, language: Language
    ) -> AsyncIterator[Reply]:
        done = await self.cases.do(number, doing, heard.who, heard.where)
        match done:
            case Refused():
                yield self._refused(done, number, language)
            case Done(case) if doing.act in OWN:
                yield self._letters.done(doing.act, case)
            case Done(case):
                yield self._words.reply(
                    f"done.{doing.act}", language, number=number, name=case.agent_name
                )

    async def _showing(self, heard: Heard, number: int, language: Language) -> AsyncIterator[Reply]:
        now = self._now()
        found = await self.cases.record(number, heard.who, heard.where, now)
        match found:
            case Refused():
                yield self._refused(found, number, language)
            case Record(case) if case.person == heard.who.id:
                yield self._letters.state(case, tuple(found.events), now)
            case Record():
                yield self._cards.whole(found, now, language)

    def _refused(self, refused: Refused, number: int, language: Language) -> Reply:
        """Whoever has no right to a case does not hear whether there is one."""
        reason, case = refused.reason, refused.case
        if case is None:
            return self._words.reply("refused.not_yours", language, number=number)
        more: tuple[Block, ...] = ()
        if reason is Refusal.ANOTHER_AGENT:
            more = (self._cards.take(number, language),)
        state = self._words.plain(f"state.{case.state}", language)
        return self._words.reply(
            f"refused.{reason}", language, *more, number=number, name=case.agent_name, state=state
        )

    def _doing(self, heard: Heard, act: Act) -> Doing | str:
        """What somebody does, from what they wrote; or the phrase that says what is wrong."""
        values, who = heard.values, heard.who
        text = self._mask.struck(values.get(TEXT, "").strip()[:MOST_TEXT])
        doing = Doing(act, who.id, who.name[:200], self._now(), text)
        if act in (Act.ASK, Act.REPLY) and not text:
            return "empty"
        if act is Act.HANDOVER:
            to = values.get(TO, "").strip()
            if not re.fullmatch(r"[a-z]+:[^\s]{1,200}", to):
                return "empty"
            return replace(doing, to=to, to_name=to.rpartition(":")[2])
        if act is Act.RESOLVE:
            reason = next((one for one in CHOSEN if one == values.get(REASON, "")), None)
            if reason is None:
                return "empty"
            note = self._mask.struck(values.get(NOTE, "").strip()[:MOST_TEXT])
            return replace(doing, reason=reason, note=note)
        return doing

    def _spoken(self, heard: Heard) -> Language:
        """The language in which somebody was asking a moment ago."""
        now, person = self._now(), heard.who.id
        lately = self._recent.asked(person, "", now) or self._recent.checked(person, now)
        return lately.language if lately else self._language(heard.who)
