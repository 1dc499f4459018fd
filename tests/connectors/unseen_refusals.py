"""Plays what servers may say (``unseen_refusals.toml``) to whole checks, and counts right causes.

``python -m tests.connectors.unseen_refusals`` prints each that is told as something else.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.causes import Cause
from knowledge.providers import Protocol
from tests.connectors.conversations import ANY_AUTH
from tests.connectors.every_cause import (
    IMAP,
    IMAP_BEGUN,
    OFFERED,
    SEEN,
    SMTP,
    SMTP_BEGUN,
    SMTP_GREETED,
    Scene,
    Stage,
    imap_examine,
    imap_login,
    in_clear,
    message,
    pop3_login,
    recipient,
    said,
    sender,
    smtp,
)
from tests.servers.certificates import made_in

FILES = [
    Path(__file__).with_name(name)
    for name in (
        "unseen_refusals.toml",
        "unseen_refusals_second.toml",
        "unseen_refusals_third.toml",
        "unseen_refusals_fourth.toml",
        "unseen_refusals_fifth.toml",
    )
]


@dataclass(frozen=True)
class Refusal:
    """A server's words at a place of the conversation, and the causes that are right."""

    place: str
    words: str
    causes: frozenset[Cause]

    @property
    def scene(self) -> Scene:
        """The check that meets it."""
        return PLACES[self.place](self.words)


def refusals(file: Path) -> Iterator[Refusal]:
    """All of a file's."""
    for group in tomllib.loads(file.read_text("utf-8"))["said"]:
        for words in group["replies"]:
            yield Refusal(group["at"], words, frozenset(map(Cause, group["means"])))


def _imap_login(words: str) -> Scene:
    if words.startswith("BYE "):
        script = IMAP_BEGUN.answer(lambda _: f"* {words}\r\n".encode()).close()
        return said(words, script)
    return imap_login(words)


def _greeting(protocol: Protocol) -> Callable[[str], Scene]:
    return lambda words: said(words, SEEN.send(words.encode()), protocol)


def _ehlo(words: str) -> Scene:
    hello = SMTP_GREETED.expect(re.compile(rb"EHLO \S+")).send(words.encode())
    script = hello.expect(re.compile(rb"HELO \S+")).send(words.encode())
    return said(words, script, SMTP)


def _smtp_login(words: str) -> Scene:
    return smtp("AUTH", SMTP_BEGUN.expect(ANY_AUTH), words)


def _starttls(words: str) -> Scene:
    return in_clear(words, OFFERED.send(words.encode()))


PLACES: Mapping[str, Callable[[str], Scene]] = {
    "imap.greeting": _greeting(IMAP),
    "imap.login": _imap_login,
    "imap.examine": imap_examine,
    "pop3.login": pop3_login,
    "smtp.greeting": _greeting(SMTP),
    "smtp.ehlo": _ehlo,
    "smtp.starttls": _starttls,
    "smtp.login": _smtp_login,
    "smtp.sender": sender,
    "smtp.recipient": recipient,
    "smtp.message": message,
}
"""Where something can be said, and the check that hears it there."""


async def measure(stage: Stage, file: Path) -> list[tuple[Refusal, Cause]]:
    """What a check makes of each."""
    return [(refusal, await refusal.scene.play(stage)) for refusal in refusals(file)]


def main() -> None:
    """Print what is told wrongly, and the share that is right, of each file."""
    with TemporaryDirectory() as folder:
        stage = Stage(made_in(Path(folder)))
        for file in FILES:
            told = asyncio.run(measure(stage, file))
            wrong = [(refusal, cause) for refusal, cause in told if cause not in refusal.causes]
            for refusal, cause in wrong:
                right = " or ".join(sorted(refusal.causes))
                print(f"{refusal.place:15} {refusal.words}\n{'':15} {cause}, not {right}")
            share = (len(told) - len(wrong)) / len(told)
            print(f"{file.name}: {len(told) - len(wrong)} of {len(told)} right, {share:.1%}")


if __name__ == "__main__":
    main()
