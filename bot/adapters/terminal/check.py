"""A check on the terminal: its stages as they happen, live on a screen, line by line in a pipe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, TextIO

from bot.adapters.terminal.render import console_for, printable
from bot.core.check_progress import CheckProgress, StageLine
from bot.core.protocols import PROTOCOL_NAMES
from connectors.model import CheckResult, Outcome, Progress, Step, StepName

if TYPE_CHECKING:
    from rich.text import Text

_MARKS = {
    Outcome.OK: ("✓", "green"),
    Outcome.FAILED: ("✗", "bold red"),
    Outcome.SKIPPED: ("–", "dim"),
    None: ("…", "cyan"),
}
_TIME = 9  # cells of "12345 ms" and a blank before
_GAP = 2


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
    console.print()
    with Live(console=console, refresh_per_second=8) as live:
        async for event in events:
            progress.add(event)
            live.update(Group(*screen(progress, console.width)), refresh=True)


def screen(progress: CheckProgress, width: int) -> list[Text]:
    """The stages as rows and the servers as columns, so that three fit on one screen.

    Times are left out where there is no room for them.
    """
    from rich.cells import cell_len
    from rich.text import Text

    targets = progress.targets
    names = {n: line.name for target in targets for n, line in target.lines.items()}
    titles = [PROTOCOL_NAMES[target.protocol] for target in targets]
    first = max(map(cell_len, names.values()), default=0)
    cells = 1 + _TIME + _GAP
    if first + cells * len(targets) > width:
        cells = max(map(cell_len, titles)) + 1
    rows = [Text(" " * (first + _GAP) + "".join(f"{t:<{cells}}" for t in titles), "bold")]
    for name in sorted(names, key=list(StepName).index):
        row = Text(names[name] + " " * (first - cell_len(names[name]) + _GAP))
        for target in targets:
            row += _cell(target.lines.get(name), cells)
        rows.append(row)
    for row in rows:
        row.no_wrap, row.overflow = True, "crop"
    return rows


def _cell(line: StageLine | None, cells: int) -> Text:
    from rich.text import Text

    if line is None:
        return Text(" " * cells)
    mark, style = _MARKS[line.outcome]
    timed = cells > _TIME and line.outcome in (Outcome.OK, Outcome.FAILED)
    cell = Text(mark, style)
    cell.append(f" {line.ms:{_TIME - 4}.0f} ms" if timed else "", "dim")
    cell.append(" " * (cells - len(cell)))
    return cell


async def _line_by_line(
    events: AsyncIterator[Progress], progress: CheckProgress, stream: TextIO
) -> None:
    async for event in events:
        ended = progress.add(event)
        if ended is None or not isinstance(event, Step):
            continue
        # What is left out because an earlier stage failed goes without saying.
        if ended.outcome is Outcome.SKIPPED and event.detail is None:
            continue
        stream.write(printable(_line(progress.title(event.target), ended)) + "\n")
        stream.flush()


def _line(title: str, line: StageLine) -> str:
    mark, _ = _MARKS[line.outcome]
    time = f" {line.ms:.0f} ms" if line.outcome is not Outcome.SKIPPED else ""
    detail = f"  {line.detail}" if line.detail else ""
    return f"{mark} {title}  {line.name}{time}{detail}"
