"""Reading what is written in ``topics``, ``facts`` and ``wording``: one file at a time.

Every error names the file, the line and the problem; the problem is a code, so
that the words for it stand in the wording like all others.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.causes import Cause

_FENCE = "+++"
_TOPIC_NAME = re.compile(r"(?P<id>[a-z0-9_.]+)\.(?P<language>en|ja)\.md")
_TOPIC_FIELDS: Mapping[str, type] = {
    "title": str,
    "questions": list,
    "causes": list,
    "related": list,
    "answered_by": str,
    "sources": list,
    "picture": str,
}
_REQUIRED = ("title", "questions", "sources")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file of content: a code of the wording (``content.…``), and its values."""

    path: str
    line: int
    code: str
    values: tuple[tuple[str, str], ...] = ()


class ContentError(Exception):
    """A file of content cannot be used; ``problem`` says where and why."""

    def __init__(self, path: Path | str, line: int, code: str, **values: str) -> None:
        self.problem = Problem(str(path), line, code, tuple(values.items()))
        shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
        super().__init__(f"{path}:{line}: {code} {shown}".rstrip())


def read_text(path: Path) -> str:
    """The file's text. ContentError when it is not UTF-8 or cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(path, line, "not_utf8") from error
    except OSError as error:
        raise ContentError(path, 0, "unreadable", reason=error.strerror or str(error)) from error


def read_toml(path: Path, text: str | None = None, first_line: int = 1) -> dict[str, Any]:
    """A TOML document. ContentError with the line where it is not TOML."""
    source = read_text(path) if text is None else text
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+)", str(error))
        line = int(where[1]) if where else source.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise ContentError(path, first_line + line - 1, "not_toml", reason=reason) from error


def line_of(text: str, needle: str) -> int:
    """The first line that holds ``needle``, counted from 1; 1 where none does."""
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def read_topic(path: Path, layer: str) -> dict[str, Any]:
    """A topic file as plain data: the fields of ``model.Topic``.

    ContentError when the name is not ``<id>.<en|ja>.md``, the front matter is missing or
    incomplete, a field has another type, or a cause is not in the vocabulary.
    """
    name = _TOPIC_NAME.fullmatch(path.name)
    if name is None:
        raise ContentError(path, 1, "topic_name")
    text = read_text(path)
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ContentError(path, 1, "no_front_matter")
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == _FENCE)
    except StopIteration:
        raise ContentError(path, 1, "no_front_matter") from None
    front = read_toml(path, "\n".join(lines[1:end]), first_line=2)
    _check_front_matter(path, text, front)
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        raise ContentError(path, end + 1, "empty_body")
    return {
        "id": name["id"],
        "language": name["language"],
        "title": front["title"],
        "questions": front["questions"],
        "causes": front.get("causes", []),
        "related": front.get("related", []),
        "answered_by": front.get("answered_by"),
        "sources": front["sources"],
        "picture": front.get("picture"),
        "body": body + "\n",
        "layer": layer,
        "path": str(path),
        "line": end + 2,
    }


def _check_front_matter(path: Path, text: str, front: Mapping[str, Any]) -> None:
    for field in _REQUIRED:
        if field not in front:
            raise ContentError(path, 1, "missing_field", field=field)
    for field, value in front.items():
        line = line_of(text, f"\n{field}") + 1
        kind = _TOPIC_FIELDS.get(field)
        if kind is None:
            raise ContentError(path, line, "unknown_field", field=field)
        if not isinstance(value, kind) or (
            isinstance(value, list) and not all(isinstance(item, str) for item in value)
        ):
            raise ContentError(path, line, "wrong_type", field=field)
        if not value and field in _REQUIRED[:2]:
            raise ContentError(path, line, "empty_field", field=field)
    for cause in front.get("causes", []):
        if cause not in set(Cause):
            raise ContentError(path, line_of(text, cause), "unknown_cause", cause=cause)


def read_rows(path: Path, layer: str) -> list[dict[str, Any]]:
    """A table of facts as plain data: the fields of ``model.Row``, one dict a row.

    The file has ``kind``, and ``sources`` and ``checked`` as defaults, before its ``[[row]]``
    tables; a file without ``[[row]]`` is one row itself (a provider). ContentError when a row
    has no key, no source or no date, or a key twice.
    """
    text = read_text(path)
    document = read_toml(path, text)
    kind = document.get("kind")
    if not isinstance(kind, str):
        raise ContentError(path, 1, "missing_field", field="kind")
    defaults = {name: document[name] for name in ("sources", "checked") if name in document}
    if "row" in document:
        tables = document["row"]
    else:
        tables = [{name: value for name, value in document.items() if name != "kind"}]
    rows: dict[str, dict[str, Any]] = {}
    for table in tables:
        row = defaults | table
        key = row.get("key")
        if not isinstance(key, str):
            raise ContentError(path, line_of(text, "[[row]]"), "missing_field", field="key")
        line = line_of(text, f'"{key}"')
        for field in ("sources", "checked"):
            if field not in row:
                raise ContentError(path, line, "row_missing_field", field=field, row=key)
        if type(row["checked"]) is not date:
            raise ContentError(path, line, "wrong_type", field="checked")
        if key in rows:
            raise ContentError(path, line, "row_twice", row=key)
        rows[key] = {
            "kind": kind,
            "key": key,
            "fields": {n: v for n, v in row.items() if n not in ("key", "sources", "checked")},
            "sources": row["sources"],
            "checked": row["checked"].isoformat(),
            "layer": layer,
            "path": str(path),
        }
    return list(rows.values())


def read_asked(path: Path) -> dict[str, list[str]]:
    """A file of further ways to ask: a topic's id to what people say who ask for it."""
    text = read_text(path)
    asked = read_toml(path, text)
    for topic_id, ways in asked.items():
        if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
            raise ContentError(path, line_of(text, topic_id), "wrong_type", field=topic_id)
    return asked


def read_often(path: Path) -> dict[str, int]:
    """How often each topic is what people want: a topic's id to a count."""
    text = read_text(path)
    often = read_toml(path, text)
    for topic_id, count in often.items():
        if type(count) is not int or count < 0:
            raise ContentError(path, line_of(text, topic_id), "wrong_type", field=topic_id)
    return often


def read_sources(path: Path) -> dict[str, dict[str, str]]:
    """A file of sources: id to title, url and the day it was last read."""
    text = read_text(path)
    sources = {}
    for id_, source in read_toml(path, text).items():
        line = line_of(text, f"[{id_}]")
        for field in ("title", "url", "checked"):
            if not isinstance(source, dict) or field not in source:
                raise ContentError(path, line, "row_missing_field", field=field, row=id_)
        if not str(source["url"]).startswith("https://"):
            raise ContentError(path, line, "source_url", row=id_)
        sources[id_] = {
            "title": source["title"],
            "url": source["url"],
            "checked": source["checked"].isoformat(),
        }
    return sources


def read_phrases(path: Path) -> dict[str, str]:
    """A file of short phrases: ``area.key`` (or ``area.group.key``) to its template."""
    phrases: dict[str, str] = {}

    def gather(prefix: str, table: Mapping[str, Any]) -> None:
        for key, value in table.items():
            if isinstance(value, str):
                phrases[f"{prefix}.{key}"] = value
            elif isinstance(value, dict):
                gather(f"{prefix}.{key}", value)
            else:
                raise ContentError(path, 1, "wrong_type", field=f"{prefix}.{key}")

    gather(path.stem, read_toml(path))
    return phrases
