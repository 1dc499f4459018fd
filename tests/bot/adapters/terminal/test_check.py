"""A check on the terminal, while it runs."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterable

import pytest
from rich.cells import cell_len

from bot.adapters.terminal.check import screen, show_check
from bot.core.check_progress import CheckProgress
from bot.core.explain import Explainer
from connectors.codes import ConnectionDetail
from connectors.model import (
    Detail,
    Outcome,
    Progress,
    Protocol,
    Step,
    StepName,
    StepStarted,
    Target,
)
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.adapters.terminal.test_render import Screen
from tests.bot.results import REFUSAL, target, worked

TARGETS = tuple(map(target, (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)))
WRONG = Cause.AUTH_WRONG_CREDENTIALS


def events() -> list[Progress]:
    """Three servers; the first refuses the login, one is still connecting."""
    imap, pop3, smtp = TARGETS
    not_repeated = Detail(ConnectionDetail.LOGIN_NOT_REPEATED)
    return [
        *_opened(imap),
        *_opened(pop3),
        StepStarted(smtp, StepName.CONNECT),
        Step(imap, StepName.LOGIN, Outcome.FAILED, 1234.0, WRONG, None, REFUSAL),
        Step(imap, StepName.MAILBOX, Outcome.SKIPPED, 0.0, WRONG),
        Step(pop3, StepName.LOGIN, Outcome.SKIPPED, 0.0, WRONG, not_repeated),
    ]


def _opened(one: Target) -> Iterable[Progress]:
    yield StepStarted(one, StepName.CONNECT)
    yield Step(one, StepName.CONNECT, Outcome.OK, 12.0)


def drawn(explainer: Explainer, width: int, language: Language = Language.EN) -> list[str]:
    """The screen in the middle of it."""
    progress = CheckProgress(TARGETS, explainer, language)
    for event in events():
        progress.add(event)
    return [line.plain.rstrip() for line in screen(progress, width)]


def test_stages_as_rows_and_servers_as_columns(explainer: Explainer) -> None:
    """Each with its mark and its time."""
    assert drawn(explainer, 80) == [
        "                IMAP        POP3        SMTP",
        "Connect         ✓    12 ms  ✓    12 ms  …",
        "Log in          ✗  1234 ms  –",
        "Open the inbox  –",
    ]


def test_a_narrow_screen_has_no_times(explainer: Explainer) -> None:
    """The marks are what counts."""
    assert drawn(explainer, 40) == [
        "                IMAP POP3 SMTP",
        "Connect         ✓    ✓    …",
        "Log in          ✗    –",
        "Open the inbox  –",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_japanese_columns_stand_in_line(width: int, explainer: Explainer) -> None:
    """Wide characters are counted as what they take."""
    head, *rows = drawn(explainer, width, Language.JA)
    at = cell_len(head[: head.index("IMAP")])
    for row in rows:
        mark = next(i for i, character in enumerate(row) if character in "✓✗–…")
        assert cell_len(row[:mark]) == at


@pytest.mark.parametrize("language", Language)
async def test_line_by_line_in_a_pipe(language: Language, explainer: Explainer) -> None:
    """Each stage that has ended, with its server; what follows from a failure is left out."""
    progress = CheckProgress(TARGETS, explainer, language)
    stream = io.StringIO()
    result = worked()
    results = await show_check(_stream([*events(), result]), progress, stream)
    assert results == [result]
    written = stream.getvalue().splitlines()
    assert [line[0] for line in written] == ["✓", "✓", "✗", "–"]
    assert "1234 ms" in written[2]
    assert REFUSAL.text in written[2]
    assert all("mail.example.com" in line for line in written)
    assert "\x1b" not in stream.getvalue()


async def test_live_on_a_screen(explainer: Explainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last state stays on the screen when the check has ended."""
    monkeypatch.setenv("TERM", "xterm-256color")
    progress = CheckProgress(TARGETS, explainer, Language.EN)
    stream = Screen()
    result = worked()
    assert await show_check(_stream([*events(), result]), progress, stream) == [result]
    assert "1234 ms" in stream.getvalue()


async def _stream(progress: Iterable[Progress]) -> AsyncIterator[Progress]:
    for one in progress:
        yield one
