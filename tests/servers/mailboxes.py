"""The accounts and messages of the real servers: what their mailboxes hold."""

from __future__ import annotations

from pathlib import Path

PASSWORD = "correct-horse-9f3"

TARO = "taro@example.com"
"""Two messages; the newer is in Japanese, as ISO-2022-JP."""
HANAKO = "hanako@example.com"
"""Two messages; the newer is in Japanese, as UTF-8."""
EMPTY = "empty@example.com"
JIRO = "jiro@example.com"
"""95 % of the quota is used."""
SABURO = "saburo@example.com"
"""More than the quota is used."""
USERS = (TARO, HANAKO, EMPTY, JIRO, SABURO)

LIMIT_KIB = 100

SUBJECT = "会議の件"
SENDER = "山田花子 <hanako@example.com>"
DATE = "2026-11-26T19:49:55+09:00"


def fill(folder: Path) -> None:
    """Make a Maildir with its messages for every user."""
    japanese = {TARO: "iso2022_jp", HANAKO: "utf-8"}
    for user in USERS:
        box = folder / user.partition("@")[0]
        for part in ("new", "cur", "tmp"):
            (box / part).mkdir(parents=True)
        for number, message in enumerate(_messages(user, japanese.get(user))):
            name = f"{1_700_000_000 + number}.M{number}.mail.example,S={len(message)}"
            (box / "new" / name).write_bytes(message)


def _messages(user: str, charset: str | None) -> list[bytes]:
    if charset:
        return [_english(user, "Hello"), _japanese(user, charset)]
    kib = {JIRO: 95, SABURO: 120}.get(user)
    return [_english(user, "Large", kib * 1024)] if kib else []


def _english(user: str, subject: str, size: int = 0) -> bytes:
    head = (
        f"Received: from mail.example by mail.example; Thu, 26 Nov 2026 19:49:54 +0900\r\n"
        f"From: Hanako Yamada <hanako@example.com>\r\nTo: {user}\r\nSubject: {subject}\r\n"
        f"Date: Thu, 26 Nov 2026 19:49:54 +0900\r\n\r\n"
    ).encode()
    line = b"." + b"x" * 69 + b"\r\n"
    return head + line * max(1, (size - len(head)) // len(line))


def _japanese(user: str, charset: str) -> bytes:
    """Headers in the open where the character set is seven bits, as old programs wrote them."""
    return (
        f"Subject: {SUBJECT}\r\nFrom: {SENDER}\r\nTo: {user}\r\n"
        f"Date: Thu, 26 Nov 2026 19:49:55 +0900\r\n\r\n{SUBJECT}\r\n"
    ).encode(charset)
