"""JSON Lines in and out: one answer a line, in order; a bad line spoils only itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TextIO

from bot.adapters.terminal.context import Context
from bot.commands.lines import bounded_lines
from knowledge.model import Language

Line = Mapping[str, Any]

LINE_LIMIT = 8 << 20
"""Bytes of a line: a text of a megabyte in which every character is written as an escape."""


# What JSON need not escape and yet a terminal obeys, turns text around, or splits lines.
_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class BadLine(Exception):  # noqa: N818 - a finding about the input, not a fault of ours
    """A line cannot be read; ``code`` and ``values`` are a phrase of ``batch``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def run_batch(context: Context, answer: Callable[[Line], dict[str, Any]]) -> int:
    """Answer every line of standard input; 0 when all were read, 1 when any gave ``error``."""
    status = 0
    for raw in bounded_lines(context.stdin.buffer, LINE_LIMIT):
        if not raw.strip():
            continue
        id_: dict[str, Any] = {}
        try:
            line = _read(raw)
            id_ = _id_of(line)
            result = id_ | answer(line)
        except BadLine as bad:
            status = 1
            result = id_ | {"error": context.say(f"batch.{bad.code}", **bad.values)}
        write_json(context.stdout, result)
    return status


def write_json(stream: TextIO, value: Mapping[str, Any], indent: int | None = None) -> None:
    """One JSON object, a line by itself, given out at once."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    stream.write(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")
    stream.flush()


def text_of(line: Line, field: str) -> str:
    """A field that must hold text. BadLine when it is missing or something else."""
    value = line.get(field)
    if not isinstance(value, str):
        raise BadLine("no_text", field=field)
    return value


def language_of_line(line: Line) -> Language | None:
    """The line's ``lang``, None where absent. BadLine when it is not a language of ours."""
    value = line.get("lang")
    if value is None:
        return None
    try:
        return Language(value)
    except ValueError:
        raise BadLine("lang", value=str(value)) from None


def _id_of(line: Line) -> dict[str, Any]:
    """The line's ``id`` as it is given back; nothing where it has none."""
    if "id" not in line:
        return {}
    if not isinstance(line["id"], str | int | float | None):
        raise BadLine("id")
    return {"id": line["id"]}


def _read(raw: bytes) -> Line:
    if len(raw) > LINE_LIMIT:
        raise BadLine("too_long")
    try:
        line = json.loads(raw, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadLine("not_json") from None
    if not isinstance(line, dict):
        raise BadLine("not_an_object")
    return line


def _no_number(word: str) -> float:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number
