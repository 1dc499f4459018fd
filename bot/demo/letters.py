"""The letters that lie in each inbox: English and Japanese, in the encodings that are met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime

from bot.demo.accounts import DOMAIN
from bot.demo.mailbox import Mailbox
from bot.demo.words import Words
from knowledge.model import Language

LETTERS = (
    ("welcome", Language.EN, "us-ascii"),
    ("welcome", Language.JA, "utf-8"),
    ("notes", Language.EN, "utf-8"),
    ("notes", Language.JA, "iso-2022-jp"),
    ("lunch", Language.EN, "us-ascii"),
    ("lunch", Language.JA, "iso-2022-jp"),
)
"""Oldest first: the key of the words, their language, and how they are encoded."""

SENDER = f"desk@ok.{DOMAIN}"


def fill(mailbox: Mailbox, address: str, words: Words, now: datetime) -> None:
    """Put the letters into an inbox, the last of them an hour old."""
    for hours, (key, language, charset) in _dated():
        arrived = now - timedelta(hours=hours)
        letter = _letter(words[language]["letter"], key, charset)
        letter["To"] = address
        letter["Date"] = format_datetime(arrived)
        letter["Message-ID"] = f"<{key}.{language}@ok.{DOMAIN}>"
        mailbox.deliver(letter.as_bytes(policy=letter.policy.clone(linesep="\r\n")), arrived)


def _dated() -> Iterator[tuple[int, tuple[str, Language, str]]]:
    return zip(range(len(LETTERS), 0, -1), LETTERS, strict=True)


def _letter(words: Mapping[str, str], key: str, charset: str) -> MIMEText:
    letter = MIMEText(words[f"{key}_body"], "plain", charset)
    letter["From"] = f"{Header(words['sender'], charset).encode()} <{SENDER}>"
    letter["Subject"] = Header(words[f"{key}_subject"], charset).encode()
    return letter
