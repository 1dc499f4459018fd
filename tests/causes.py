"""The causes, each with the tests that show it, as Markdown: ``python -m tests.causes``.

It is made of the tests' own tables, so that it cannot say more than they do.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.causes import Cause
from tests.connectors.every_cause import ALL_WELL, SCENES
from tests.connectors.test_other_servers import ACCOUNTS, REFUSALS
from tests.connectors.unseen_refusals import FILES, refusals
from tests.knowledge import test_replies_cause_of, test_replies_texts, test_replies_unseen
from tests.servers.laboratory import FAULTS


@dataclass(frozen=True)
class Shown:
    """By what a cause is shown; counts are rows of a table of texts."""

    scene: str
    laboratory: tuple[str, ...]
    real: tuple[str, ...]
    replies: int
    pasted: int

    @property
    def is_shown(self) -> bool:
        """By any test at all."""
        return bool(self.scene or self.laboratory or self.real or self.replies or self.pasted)


def shown() -> Mapping[Cause, Shown]:
    """Every cause, in their order."""
    real = _real()
    replies = Counter(cause for file in FILES for said in refusals(file) for cause in said.causes)
    replies.update(Cause(row[-1]) for row in test_replies_cause_of.TABLE)
    texts = (*test_replies_texts.TEXTS, *test_replies_unseen.TEXTS)
    pasted = Counter(Cause(cause) for cause, _ in texts)
    scenes = {**SCENES, Cause.OK: ALL_WELL}
    return {
        cause: Shown(
            scenes[cause].words if cause in scenes else "",
            tuple(name for name, fault in FAULTS.items() if fault.cause is cause),
            tuple(dict.fromkeys(real.get(cause, ()))),
            replies[cause],
            pasted[cause],
        )
        for cause in Cause
    }


def _real() -> Mapping[Cause, list[str]]:
    """What real servers were made to show; Dovecot and Postfix by tests with names of their own."""
    found: dict[Cause, list[str]] = {
        Cause.OK: ["Dovecot", "Postfix", "Exim", "Cyrus", "Courier"],
        Cause.AUTH_WRONG_CREDENTIALS: ["Dovecot", "Postfix", "Exim", "Cyrus", "Courier"],
        Cause.AUTH_TOKEN_REJECTED: ["Dovecot", "Postfix"],
        Cause.SEND_SENDER_REJECTED: ["Postfix"],
        Cause.SEND_RELAY_DENIED: ["Exim"],
        Cause.SEND_RECIPIENT_UNKNOWN: ["Exim"],
    }
    for fault in ACCOUNTS:
        found.setdefault(fault.cause, []).append(fault.name.capitalize())
    for cause, _ in REFUSALS.values():
        found.setdefault(cause, []).append("Exim")
    return found


def table() -> Iterator[str]:
    """The lines of the table."""
    titles = ("cause", "`test_every_cause`: what the server does", "`test_laboratory`")
    yield f"| {' | '.join((*titles, 'real servers', 'refusals', 'pasted texts'))} |"
    yield "| --- | --- | --- | --- | ---: | ---: |"
    for cause, by in shown().items():
        counts = (str(count or "") for count in (by.replies, by.pasted))
        cells = (f"`{cause}`", by.scene, ", ".join(by.laboratory), ", ".join(by.real), *counts)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join((*table(), "")))
