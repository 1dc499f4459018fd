"""Figures as text: a row a subject, a column a kind."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figures import Figure, Measure, Target


def table(measure: Measure) -> str:
    """A measure as lines of text."""
    return "\n".join(_lines(measure))


def _lines(measure: Measure) -> Iterator[str]:
    yield f"## {measure.title}"
    yield ""
    if measure.figures:
        yield from _cells(measure)
    for target in measure.targets:
        yield _target(target)
    for note in measure.notes:
        yield f"({note})"
    yield ""


def _cells(measure: Measure) -> Iterator[str]:
    kinds = list(dict.fromkeys(figure.kind for figure in measure.figures))
    subjects = list(dict.fromkeys(figure.subject for figure in measure.figures))
    rows = [["", *kinds]]
    for subject in subjects:
        figures = (measure.figure(subject, kind) for kind in kinds)
        rows.append([subject, *(_cell(measure, figure) if figure else "" for figure in figures)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join((first, *rest)).rstrip()
    yield ""


def _cell(measure: Measure, figure: Figure) -> str:
    """Median, the spread of the repetitions, and how many times the other's."""
    text = number(figure.median)
    if len(figure.values) > 1:
        text += f" ({number(min(figure.values))}-{number(max(figure.values))})"
    ratio = measure.ratio(figure)
    return text if ratio is None else f"{text} x{number(ratio)}"


def _target(target: Target) -> str:
    verdict = "met" if target.met else "MISSED"
    return f"target {verdict}: {target.name} {number(target.value)}, at most {number(target.limit)}"


def number(value: float) -> str:
    """A number with as many digits as tell something."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
