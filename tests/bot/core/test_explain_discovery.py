"""What discovery found, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.explain_discovery import explain_discovery
from bot.core.model import Bullets, Facts, Heading, Note, Text
from bot.core.plain import plain
from connectors.lookup.model import Answer, Attempt, Candidate, Discovery, SourceName
from connectors.model import Protocol
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.results import ADDRESS, HOST, target

IMAP, SMTP = target(Protocol.IMAP), target(Protocol.SMTP)
TRIED = (
    Attempt(SourceName.KNOWN, "", Answer.NOT_FOUND),
    Attempt(SourceName.SRV, "dns:_imaps._tcp.example.com", Answer.FOUND),
    Attempt(SourceName.MX, "dns:example.com", Cause.DNS_FAILURE),
)


def discovery(*candidates: Candidate, cause: Cause = Cause.OK) -> Discovery:
    """A discovery that came to this."""
    return Discovery(ADDRESS, "example.com", TRIED, candidates, (), None, cause)


@pytest.mark.parametrize("language", Language)
def test_the_servers(language: Language, speaker: Speaker) -> None:
    """One row each; what is the same for all is told once; then who was asked."""
    found = discovery(Candidate(IMAP, ("password",)), Candidate(SMTP, ("password",)))
    blocks = explain_discovery(found, speaker, language)
    assert [type(block) for block in blocks] == [Heading, Facts, Facts, Text, Bullets]
    servers, same = (block for block in blocks if isinstance(block, Facts))
    assert (len(servers.header), len(servers.rows), len(same.rows)) == (4, 2, 3)
    assert HOST in plain((servers,))
    assert ADDRESS in plain((same,))
    assert len(blocks[-1].items) == len(TRIED)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", Language)
def test_what_differs_has_a_column(language: Language, speaker: Speaker) -> None:
    """The source, where one server is vouched for and another is not."""
    found = discovery(Candidate(IMAP), Candidate(replace(SMTP, trusted=False)))
    servers = explain_discovery(found, speaker, language)[1]
    assert isinstance(servers, Facts)
    assert len(servers.header) == 5
    assert speaker.plain("discovery.untrusted", language) in plain((servers,))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "cause",
    [Cause.CHECK_NO_SETTINGS_FOUND, Cause.DNS_FAILURE, Cause.DNS_NO_SUCH_HOST],
)
def test_no_server(cause: Cause, language: Language, speaker: Speaker) -> None:
    """Why there is none, and who was asked all the same."""
    blocks = explain_discovery(discovery(cause=cause), speaker, language)
    assert [type(block) for block in blocks] == [Heading, Text, Text, Bullets]
    assert ADDRESS in plain(blocks[:1])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "note",
    ["provider.closed", "provider.no_servers", "user.own_name", "hosts.untrusted"],
)
def test_notes(note: str, language: Language, speaker: Speaker) -> None:
    """Each has a sentence."""
    found = replace(discovery(Candidate(IMAP)), notes=(note,))
    assert any(isinstance(block, Note) for block in explain_discovery(found, speaker, language))
