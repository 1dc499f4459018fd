"""``mailmedic knowledge gaps``: what was asked in vain, and a topic's skeleton for each.

From the store, where the operator keeps such questions, or from files of plain lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.commands.jsonl import write_json
from bot.helpdesk.reports.clusters import Cluster, clusters
from knowledge.fold import language_of
from knowledge.model import Language

DAYS = 90
"""How far back the store is read."""

SHOWN = 20
"""Clusters that are printed."""

_EXAMPLES = 8
_LONGEST = 200
_NEAR = 3


def run(files: Sequence[str], json: bool, context: Context) -> int:
    """0; also when nothing is missing."""
    texts = [text for file in files for text in _read(file)] if files else _kept(context)
    found = clusters(texts, context.knowledge)
    if json:
        write_json(context.stdout, {"gaps": [_as_data(one, context) for one in found]}, indent=2)
        return 0
    key = "lead" if found else ("nothing_read" if files else "nothing_kept")
    context.stdout.write(context.say(f"gaps.{key}", count=str(len(texts))) + "\n")
    for number, cluster in enumerate(found[:SHOWN], 1):
        context.stdout.write("\n" + "\n".join(_skeleton(number, cluster, context)) + "\n")
    return 0


def _read(file: str) -> list[str]:
    try:
        lines = Path(file).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        raise UsageError("file", option="gaps", value=file) from None
    return [line.strip() for line in lines if line.strip()]


def _kept(context: Context) -> list[str]:
    from bot.helpdesk.reports.count import unanswered
    from bot.store.settings import StoreSettings
    from bot.store.store import opened

    url = StoreSettings.from_env(context.environ).url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return []

    async def read() -> list[str]:
        async with opened(url) as store:
            return await unanswered(store, datetime.now(UTC) - timedelta(DAYS))

    return asyncio.run(read())


def _as_data(cluster: Cluster, context: Context) -> dict[str, object]:
    return {
        "count": len(cluster.texts),
        "lang": str(_language(cluster)),
        "examples": _examples(cluster),
        "near": _near(cluster, context),
    }


def _skeleton(number: int, cluster: Cluster, context: Context) -> Iterator[str]:
    """A topic's file with everything in it that is known; the words are a person's to write."""
    language = _language(cluster)
    count = str(len(cluster.texts))
    yield context.say("gaps.cluster", number=str(number), count=count)
    yield from ("", f"    gap.{number}.{language}.md", "")
    questions = [f"  {_toml(example)}," for example in _examples(cluster)]
    near = ", ".join(_toml(topic_id) for topic_id in _near(cluster, context))
    for line in (
        "+++",
        'title = ""',
        "questions = [",
        *questions,
        "]",
        "causes = []",
        f"related = [{near}]",
        "sources = []",
        "+++",
    ):
        yield f"    {line}"


def _language(cluster: Cluster) -> Language:
    return language_of(" ".join(cluster.texts))


def _examples(cluster: Cluster) -> list[str]:
    """The shortest, each once."""
    lines = dict.fromkeys(_one_line(text) for text in cluster.texts)
    return sorted(lines, key=len)[:_EXAMPLES]


def _one_line(text: str) -> str:
    """A stranger's text without what could steer a terminal."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST])
    return " ".join(line.split())


def _near(cluster: Cluster, context: Context) -> list[str]:
    """Topics that are like it, which the new one may be related to."""
    found = context.knowledge.find(min(cluster.texts, key=len), _language(cluster))
    return [match.topic_id for match in found.matches[:_NEAR]]


def _toml(text: str) -> str:
    """A basic string of TOML, in which nothing has a meaning."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
