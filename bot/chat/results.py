"""The reply that ends a check: what was found, how it stands, and the settings to take along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.chat.voice import Voice
from bot.core.model import Attachment, Block, Choices, Mood, Note, Reply
from bot.core.settings_card import SettingsCard
from bot.web.wish import Remark
from connectors.card.account import account_of
from connectors.model import Report
from knowledge.model import Language


def mood_of(report: Report) -> Mood:
    """How it stands."""
    if not report.ok:
        return Mood.FAILED
    return Mood.WARNING if any(result.warnings for result in report.checks) else Mood.OK


def files_of(report: Report, voice: Voice, language: Language) -> tuple[Attachment, ...]:
    """The settings card of what was logged in with; nothing where nothing worked."""
    works = tuple(way for way in report.works if way.logged_in)
    account = account_of(replace(report, works=works))
    card = SettingsCard(account, voice.speaker, language, for_domain=False)
    return tuple(Attachment(name, content) for name, content in card.files().items())


def with_remarks(
    reply: Reply, remarks: Iterable[Remark], voice: Voice, language: Language
) -> Reply:
    """The reply, with what was noticed about the typed password before its choices."""
    notes: list[Block] = [
        Note(voice.inline(f"web.remark.{remark}", language)) for remark in remarks
    ]
    choices = [block for block in reply.blocks if isinstance(block, Choices)]
    others = [block for block in reply.blocks if not isinstance(block, Choices)]
    return replace(reply, blocks=(*others, *notes, *choices))
