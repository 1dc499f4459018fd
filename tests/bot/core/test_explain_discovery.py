"""What discovery found, in words, in both languages."""

from __future__ import annotations

import pytest

from bot.core.explain_discovery import explain_discovery
from bot.core.plain import plain
from connectors.lookup.clientconfig import AUTHENTICATION
from connectors.lookup.model import Answer, Attempt, Candidate, Discovery, SourceName
from connectors.model import Protocol, Security, Target
from connectors.wire.certificate import BY_CODE
from connectors.wire.connect import CAUSES
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker

OF_NAMES = tuple(cause for cause in Cause if cause.stage == "dns")
OF_LINES = (*CAUSES.values(), Cause.NET_UNREACHABLE, Cause.CHECK_NOT_ALLOWED)
OF_TLS = (*BY_CODE.values(), Cause.TLS_UNTRUSTED_ISSUER, Cause.TLS_HANDSHAKE_FAILED)
OF_WEB = (Cause.SERVER_REFUSED, Cause.SERVER_UNAVAILABLE, Cause.PROTO_MALFORMED)
OUTCOMES = tuple(dict.fromkeys((*Answer, *OF_NAMES, *OF_LINES, *OF_TLS, *OF_WEB)))

NOTES = (
    "provider.closed",
    "provider.closing",
    "provider.no_servers",
    "user.own_name",
    "hosts.untrusted",
    "hosts.plain",
)


def _discovery(**changed: object) -> Discovery:
    fields = {
        "address": "taro@own.test",
        "domain": "own.test",
        "tried": (),
        "servers": (),
        "notes": (),
        "provider": None,
        "cause": Cause.CHECK_NO_SETTINGS_FOUND,
    }
    return Discovery(**{**fields, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("source", SourceName)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_everything_that_can_become_of_a_question_is_said(
    speaker: Speaker, language: Language, source: SourceName, outcome: Answer | Cause
) -> None:
    """Who was asked, where, and what came, in words instead of codes."""
    attempt = Attempt(source, "https://own.test/a", outcome)
    said = plain(explain_discovery(_discovery(tried=(attempt,)), speaker, language))
    line = said.splitlines()[-1]
    assert "https://own.test/a" in line
    assert not {".", "_"} & set(str(outcome)) or str(outcome) not in line


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("note", NOTES)
def test_every_note_is_said(speaker: Speaker, language: Language, note: str) -> None:
    """What to mind, in a sentence."""
    without = plain(explain_discovery(_discovery(), speaker, language))
    said = plain(explain_discovery(_discovery(notes=(note,)), speaker, language))
    assert len(said) > len(without) + 10


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize("auth", sorted({*AUTHENTICATION.values(), "app-password"}))
def test_a_server_is_a_row(
    speaker: Speaker, language: Language, security: Security, auth: str
) -> None:
    """With how it is encrypted and how one logs in."""
    target = Target(
        Protocol.IMAP, "imap.own.test", 993, security, "taro", SourceName.ISPDB, trusted=False
    )
    found = _discovery(servers=(Candidate(target, (auth,)),), cause=Cause.OK)
    said = plain(explain_discovery(found, speaker, language))
    assert "imap.own.test" in said
    assert "993" in said
    assert speaker.plain(f"discovery.auth.{auth}", language) in said
    assert speaker.plain("discovery.untrusted", language).strip() in said
