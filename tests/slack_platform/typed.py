"""What the client makes of what is typed, before an app gets it: escapes, links, mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.slack_platform.shapes import Json

TLDS = "com|net|org|jp|example|test|info|io|dev"
PIECES = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|(?P<mail>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<url>https?://[^\s<>]+)"
    rf"|(?P<host>(?<![\w.@-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{TLDS})(?![\w-]))"
    r"|(?P<name>@[a-z]+)"
)


def escaped(text: str) -> str:
    """The three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pieces(text: str, people: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Kind, what is shown, and where it leads."""
    end = 0
    for match in PIECES.finditer(text):
        kind, shown = match.lastgroup or "", match[0]
        if kind == "name" and shown[1:] not in people:
            continue
        if match.start() > end:
            yield "text", text[end : match.start()], ""
        end = match.end()
        leads = {"mail": "mailto:", "host": "http://"}.get(kind, "") + shown
        yield kind, shown, people[shown[1:]] if kind == "name" else leads
    if end < len(text):
        yield "text", text[end:], ""


def in_marks(text: str, people: Mapping[str, str]) -> str:
    """The ``text`` of the event: ``people`` gives the id to each name that can be mentioned."""
    found = []
    for kind, shown, leads in _pieces(text, people):
        match kind:
            case "name":
                found.append(f"<@{leads}>")
            case "mail" | "host":
                found.append(f"<{escaped(leads)}|{escaped(shown)}>")
            case "url":
                found.append(f"<{escaped(leads)}>")
            case _:
                found.append(escaped(shown))
    return "".join(found)


def in_rich_text(text: str, people: Mapping[str, str], block_id: str) -> list[Json]:
    """The ``blocks`` of the event."""
    runs: list[Json] = []
    for kind, shown, leads in _pieces(text, people):
        match kind:
            case "name":
                runs.append({"type": "user", "user_id": leads})
            case "mail" | "host":
                runs.append({"type": "link", "url": leads, "text": shown})
            case "url":
                runs.append({"type": "link", "url": leads})
            case "code":
                runs.append({"type": "text", "text": shown[1:-1], "style": {"code": True}})
            case _:
                runs.append({"type": "text", "text": shown})
    if not runs:
        return []
    section = {"type": "rich_text_section", "elements": runs}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
