"""From what somebody asked, and agreed to hand over, to a case. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.chat import Heard
from bot.helpdesk.forms import MISSING, NO, REPORT, WORDS
from bot.helpdesk.mask import Mask
from bot.helpdesk.recent import Asked, Checked
from bot.helpdesk.suspects import Standing, rank, to_data
from bot.store.cases import Case
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MOST_WORDS = 20_000
MOST_FIELD = 500
_NAME = 200


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads what was handed over."""

    knowledge: Knowledge
    speaker: Speaker
    mask: Mask

    def missing(self, asked: Asked | None, checked: Checked | None) -> tuple[str, ...]:
        """What to ask besides, at most two things: whoever asks for a human has had enough."""
        text = asked.text if asked else ""
        entities = self.knowledge.entities(text)
        unread = not checked and not (asked and asked.causes)
        wanted = {
            "error": bool(text) and unread,
            "address": not checked and not entities.addresses and not entities.providers,
            "program": not entities.clients,
            "since": not text,
        }
        return tuple(name for name in MISSING if wanted[name])[:2]

    def case(
        self,
        heard: Heard,
        origin: str,
        desk: str,
        checked: Checked | None,
        language: Language,
        now: datetime,
    ) -> tuple[Case, tuple[Mapping[str, Any], ...]]:
        """The case, and the reports that go with it."""
        words = self.mask.struck(self.told(heard.values, language))
        report = checked.report if checked and heard.values.get(REPORT) != NO else None
        entities = self.knowledge.entities(words)
        suspects = rank(self.knowledge.replies.read(words), report)
        alive = [one.cause for one in suspects if one.standing is not Standing.STRUCK]
        cause = alive[0] if alive else Cause.UNKNOWN
        host = next(iter(_hosts(report) or entities.hosts), "")
        case = Case(
            origin=origin,
            person=heard.who.id,
            person_name=heard.who.name[:_NAME],
            workspace=heard.where.workspace,
            place=heard.where.id,
            place_name=heard.where.name[:_NAME],
            thread=heard.where.thread,
            desk=desk,
            language=language,
            cause=cause,
            severity=self.knowledge.severities[cause],
            owner=self.knowledge.owners[cause],
            provider=self._provider(host, entities.providers, entities.addresses, report),
            host=host[:255],
            words=words,
            opened_at=now,
            changed_at=now,
            suspects=to_data(suspects),
        )
        return case, (report,) if report else ()

    def told(self, values: Mapping[str, str], language: Language) -> str:
        """What was written into a form, with the answers to what was missing below it."""
        told = [values.get(WORDS, "").strip()[:MOST_WORDS]]
        for name in MISSING:
            if answer := values.get(name, "").strip()[:MOST_FIELD]:
                label = self.speaker.plain(f"triage.missing.{name}", language)
                line = "helpdesk.form.answer"
                told.append(self.speaker.plain(line, language, label=label, answer=answer))
        return "\n".join(filter(None, told))

    def _provider(
        self,
        host: str,
        named: tuple[str, ...],
        addresses: tuple[str, ...],
        report: Mapping[str, Any] | None,
    ) -> str:
        providers = self.knowledge.providers
        known = [*addresses, *([report["address"]] if report else [])]
        domains = (address.rpartition("@")[2] for address in known)
        found = providers.by_host(host) if host else None
        found = found or next(filter(None, map(providers.by_domain, domains)), None)
        return found.id if found else next(iter(named), "")


def _hosts(report: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The hosts of a check, those that failed first."""
    checks = sorted(report["checks"], key=lambda check: bool(check["ok"])) if report else ()
    return tuple(check["host"] for check in checks)
