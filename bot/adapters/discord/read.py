"""What Discord tells of something said, as the assistant hears it. Pure, over plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.chat import Heard, Way, Where, Who
from knowledge.model import Language

PLATFORM = "discord"
NO_SERVER = "@me"
"""What stands for the server's id where there is none."""

FILE_BYTES = 1024 * 1024
"""Of a file that came along; a bounce is shorter."""
FILES = 10  # as many as a message can carry
_TEXT_FILE = re.compile(r".+\.(txt|eml|log|msg|md|csv|json|xml|html?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who said it and where, as the library's objects told it.

    ``id`` is the interaction's or message's. ``parent`` is the channel in which a thread is, else
    0. ``server`` is 0 outside one. ``alone``: a conversation of this person with us. ``roles``
    are those of the server. ``locale`` is what the person chose in Discord, as ``ja``.
    """

    id: int
    user: int
    name: str
    channel: int
    server: int = 0
    parent: int = 0
    channel_name: str = ""
    alone: bool = False
    locale: str = ""
    roles: frozenset[int] = frozenset()
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was said. It may hold a password, and is hidden from ``repr``."""

    text: str = field(repr=False)
    way: Way
    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)


def read(seen: Seen, said: Said) -> Heard:
    """What was heard."""
    return Heard(
        f"{PLATFORM}:{seen.id}",
        said.text,
        who(seen),
        where(seen),
        said.way,
        form=said.form,
        values=said.values,
        files=said.files,
    )


def who(seen: Seen) -> Who:
    """The person."""
    return Who(
        person_id(seen.user),
        seen.name,
        groups=frozenset(f"{PLATFORM}:{seen.server}:{role}" for role in seen.roles),
        admin=seen.admin,
        language=language_of(seen.locale),
    )


def where(seen: Seen) -> Where:
    """The place: a thread's channel is the place, the thread a part of it."""
    workspace = f"{PLATFORM}:{seen.server or NO_SERVER}"
    return Where(
        f"{workspace}:{seen.parent or seen.channel}",
        workspace,
        name=seen.channel_name,
        thread=str(seen.channel) if seen.parent else "",
        direct=seen.alone,
    )


def person_id(user: int) -> str:
    """A user's id as ``Who.id``."""
    return f"{PLATFORM}:{user}"


def user_of(person: str) -> int:
    """The user behind a ``Who.id``; 0 for one that is not of Discord."""
    platform, _, user = person.partition(":")
    return int(user) if platform == PLATFORM and user.isdecimal() else 0


def channel_of(place: str) -> int:
    """The channel behind a ``Where.id``; 0 for one that is not of Discord."""
    platform, _, rest = place.partition(":")
    channel = rest.rpartition(":")[2]
    return int(channel) if platform == PLATFORM and channel.isdecimal() else 0


def language_of(locale: str) -> Language | None:
    """The language of a locale of Discord's, None where we do not speak it."""
    short = locale.partition("-")[0]
    return Language(short) if short in list(Language) else None


def without_mention(text: str, bot: int) -> str:
    """What was said to us, without our name."""
    return re.sub(rf"<@!?{bot}>", " ", text).strip()


def is_text_file(name: str, content_type: str, size: int) -> bool:
    """Whether a file that came along is read."""
    textual = content_type.startswith(("text/", "message/")) or _TEXT_FILE.fullmatch(name)
    return 0 < size <= FILE_BYTES and bool(textual)


def text_of(content: bytes) -> str:
    """A file's text, in whichever of the usual encodings it is."""
    # ISO-2022-JP is ASCII with escapes, so that it would pass for UTF-8.
    escaped = ("iso2022_jp",) if b"\x1b$" in content else ()
    for encoding in (*escaped, "utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")
