"""A helpdesk that writes down what it is told."""

from __future__ import annotations

from bot.core.chat import Answer, Heard, Where, Who
from bot.core.markup import parse
from bot.core.model import Block, Outcome, Reply
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.model import Language


class RecordingDesk:
    """``bot.chat.records.CaseDesk``. ``outage`` is known about whatever is asked."""

    def __init__(self, outage: str = "") -> None:
        self.heard: list[str] = []
        self.told: list[tuple[object, ...]] = []
        self.outage = outage

    def available(self, workspace: str) -> bool:
        return bool(workspace)

    def hear(self, heard: Heard) -> Answer | None:
        self.heard.append(heard.text)
        if not heard.text.startswith("human:"):
            return None
        return Answer(Reply(parse("A case."), Language.EN, private=True))

    def notice(
        self, text: str, language: Language, causes: tuple[Cause, ...] = ()
    ) -> tuple[Block, ...]:
        return parse(self.outage) if self.outage else ()

    async def asked(
        self,
        heard: Heard,
        answer_id: str,
        outcome: Outcome,
        language: Language,
        topic: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> None:
        self.told.append(("asked", heard.text, outcome, topic, causes))

    async def checked(self, who: Who, where: Where, report: Report, language: Language) -> None:
        self.told.append(("checked", who.id, report.ok))

    async def feedback(self, who: Who, answer_id: str, topic: str, helpful: bool) -> None:
        self.told.append(("feedback", who.id, topic, helpful))


class BrokenDesk(RecordingDesk):
    """Its database is gone."""

    async def asked(self, heard: Heard, *_more: object, **_named: object) -> None:
        raise ConnectionError(heard.text)
