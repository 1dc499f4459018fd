"""A check on the terminal: its stages as they happen, live on a screen, line by line in a pipe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, TextIO

from bot.adapters.terminal.render import console_for, printable
from bot.core.check_progress import CheckProgress, StageLine
from connectors.model import CheckResult, Outcome, Progress

if TYPE_CHECKING:
    from rich.text import Text

_MARKS = {
    Outcome.OK: ("✓", "green"),
    Outcome.FAILED: ("✗", "bold red"),
    Outcome.SKIPPED: ("–", "dim"),
    None: ("…", "cyan"),
}


async def show_check(
    events: AsyncIterator[Progress], progress: CheckProgress, stream: TextIO
) -> list[CheckResult]:
    """Show the stages until the check has ended, and give its results."""
    if stream.isatty():
        await _live(events, progress, stream)
    else:
        await _line_by_line(events, progress, stream)
    return progress.results


async def _live(events: AsyncIterator[Progress], progress: CheckProgress, stream: TextIO) -> None:
    from rich.console import Group
    from rich.live import Live

    console = console_for(stream)
    with Live(Group(*_screen(progress)), console=console, refresh_per_second=8) as live:
        async for event in events:
            progress.add(event)
            live.update(Group(*_screen(progress)), refresh=True)


def _screen(progress: CheckProgress) -> list[Text]:
    from rich.cells import cell_len
    from rich.text import Text

    names = [line.name for target in progress.targets for line in target.lines.values()]
    width = max(map(cell_len, names), default=0)
    shown: list[Text] = []
    for target in progress.targets:
        shown.append(Text(printable(target.title), "bold"))
        for line in target.lines.values():
            mark, style = _MARKS[line.outcome]
            text = Text(f"  {mark} ", style, overflow="ellipsis", no_wrap=True)
            text.append(line.name + " " * (width - cell_len(line.name)), style)
            if line.outcome in (Outcome.OK, Outcome.FAILED):
                text.append(f" {line.ms:7.0f} ms", "dim")
            if line.detail:
                text.append(f"  {printable(line.detail)}", "dim")
            shown.append(text)
        shown.append(Text())
    return shown


async def _line_by_line(
    events: AsyncIterator[Progress], progress: CheckProgress, stream: TextIO
) -> None:
    async for event in events:
        ended = progress.add(event)
        if ended is None or isinstance(event, CheckResult):
            continue
        title = progress.title(event.target)
        stream.write(printable(_line(title, ended)) + "\n")
        stream.flush()


def _line(title: str, line: StageLine) -> str:
    mark, _ = _MARKS[line.outcome]
    time = f" {line.ms:.0f} ms" if line.outcome is not Outcome.SKIPPED else ""
    detail = f"  {line.detail}" if line.detail else ""
    return f"{mark} {title}  {line.name}{time}{detail}"
