"""The process that meets hostile servers one after another, and says what each made it hold.

Its input's first line is a list of ``{"name", "command"}``; a line comes out for each, and then for
each hostile document.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

from bot.core.check_talk import Checker
from connectors.lookup import clientconfig, pacc, pox
from connectors.lookup.address import parse
from connectors.lookup.http import DOCUMENT_BYTES
from connectors.lookup.xml import MalformedDocument
from connectors.model import Credentials, Protocol, Security, Target
from connectors.steps import Plan
from knowledge.load import open_knowledge
from tests.benchmarks.process import MIB, forget_most, memory_mib

USER = "taro@example.com"
ADDRESS = parse(USER)

LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)


def _xml(body: bytes) -> bytes:
    return (b'<?xml version="1.0"?>' + body)[:DOCUMENT_BYTES]


def documents() -> dict[str, bytes]:
    """Hostile documents by what they do, each as large as any that is read."""
    full = DOCUMENT_BYTES
    deep = b"<a>" * (full // 3)
    attributes = b"<a " + b" ".join(b'a%d="%d"' % (n, n) for n in range(full // 14)) + b"/>"
    many = b"<clientConfig><emailProvider>" + b"<a/>" * (full // 4)
    laughs = b'<!DOCTYPE a [<!ENTITY l0 "lol">' + LAUGHS + b"]><a>&l9;</a>"
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    return {
        "XML: a billion laughs": _xml(laughs),
        "XML: an entity from outside": _xml(outside),
        "XML: elements within elements": _xml(deep),
        "XML: elements beside elements": _xml(many),
        "XML: an element of attributes": _xml(attributes),
        "XML: one long text": _xml(b"<a>" + b"x" * full),
        "JSON: lists within lists": b"[" * full,
        "JSON: many numbers": b"[" + b"1," * (full // 2 - 1) + b"1]",
    }


def plan_of(command: list[str]) -> tuple[Plan, str]:
    """The laboratory's command as a plan, and its name server."""
    given = dict(pairwise(command))
    target = Target(
        Protocol(given["--protocol"]),
        given["--host"],
        int(given["--port"]),
        Security(given["--security"]),
        USER,
    )
    login = "--no-login" not in command
    ca_file = Path(given["--ca-file"])
    return Plan((target,), USER, login=login, ca_file=ca_file), given["--resolver"]


async def check(checker: Checker, plan: Plan) -> None:
    """One check, to its end."""
    async for _ in checker.run(plan, Credentials("any-will-do-5e2") if plan.login else None):
        pass


def _checked(checker: Checker, plan: Plan) -> None:
    asyncio.run(check(checker, plan))


def read(document: bytes) -> None:
    """The document, as every reader of strangers' documents reads it."""
    for reader in (clientconfig.offers, pox.answered, pacc.offers):
        with suppress(MalformedDocument):
            reader(document, ADDRESS)


def over_idle(work: Callable[[], object]) -> tuple[float, float]:
    """MiB that this process holds more, at most, while it works than before; and that it asks for.

    The first is the system's word: memory that was let go of and kept is used again. The second
    is Python's, and counts every object (and not what OpenSSL keeps).
    """
    gc.collect()
    forget_most()
    idle, _ = memory_mib()
    work()
    _, most = memory_mib()
    gc.collect()
    tracemalloc.start()
    work()
    _, asked_for = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return max(0.0, most - idle), asked_for / MIB


def main() -> None:
    """Warm up with a check and a document that are well; then meet each."""
    servers = json.loads(sys.stdin.readline())
    _, resolver = plan_of(servers[0]["command"])
    checker = Checker.in_terminal(open_knowledge(), resolver)
    for server in servers:
        if server["name"].startswith("works-"):
            for _ in range(3):
                asyncio.run(check(checker, plan_of(server["command"])[0]))
    read(b'<clientConfig version="1.1"/>')
    read(b"{}")
    for server in servers:
        plan, _ = plan_of(server["command"])
        _tell(server["name"], over_idle(partial(_checked, checker, plan)))
    for name, document in documents().items():
        _tell(name, over_idle(partial(read, document)))
    sys.stdout.write("null\n")
    sys.stdout.flush()


def _tell(name: str, mib: tuple[float, float]) -> None:
    sys.stdout.write(json.dumps({"name": name, "mib": mib}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
