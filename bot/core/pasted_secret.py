"""Whether a text holds a password, so that it is neither kept, nor shown, nor handed on. Pure.

People write them into chats, and paste logs that hold them. What is recognised errs on the side of
an ordinary question: "my password is wrong" names none. The words by which a password is announced,
and those that are none, are the wording's (``secrets``).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from knowledge.fold import fold_width
from knowledge.model import Language
from knowledge.speak import Speaker

LOOKED_AT = 1_100_000
"""Characters; more than any file that is read."""


class Secret(StrEnum):
    """What kind of secret it is, for what to do now."""

    PASSWORD = "password"  # noqa: S105 - the kind of a secret, not one
    APP_PASSWORD = "app_password"  # noqa: S105 - likewise
    LOG = "log"
    """A line with which a program logged in."""
    KEY = "key"
    """A private key."""


class SecretFinder:
    """Finds secrets in what people write, by the words that announce them."""

    def __init__(self, speaker: Speaker) -> None:
        def words(name: str) -> tuple[str, ...]:
            said = (speaker.plain(f"secrets.{name}", language) for language in Language)
            return tuple(fold_width(" ".join(said)).casefold().split())

        self._none = frozenset(words("none"))
        self._endings = words("endings")
        common = frozenset(words("common"))
        self.is_common = common.__contains__
        self._counted = _any_of(words("counted"))
        self._said = words("said")
        self._end = re.compile(rf"\.(?!\.)|[,;!)]|{_any_of(words('end'))}")
        self._labels = re.compile(_any_of(words("labels")), re.IGNORECASE)
        # The quantifiers are bounded, and no two that stand together take the same characters.
        self._labelled = re.compile(
            rf"""(?<![a-z])(?:{self._labels.pattern})["'」』)]{{0,2}}
            (?:[ ](?:that[ ]|which[ ])?(?:i|we)[ ][a-z]{{2,8}}(?=[ ](?:is|was)\b))?[ \t]{{0,3}}
            (?P<by>:|=>?|→|->|は|が|\bis\b:?|\bwas\b:?)?[ \t]{{0,3}}
            (?:\r?\n)?[ \t]{{0,3}}(?P<weak>を)?
            (?:["'`「『](?P<quoted>[^"'`」』\n]{{3,100}})["'`」』]|(?P<value>[!-~]{{3,200}}))
            (?P<rest>[^\n]{{0,40}})""",
            re.IGNORECASE | re.VERBOSE,
        )

    def find(self, text: str) -> Secret | None:
        """What kind of secret is in the text; None where there is none, or we see none."""
        wide = fold_width(text[:LOOKED_AT])
        for secret, finder in self._finders:
            if finder(wide):
                return secret
        return None

    @property
    def _finders(self) -> tuple[tuple[Secret, Callable[[str], bool]], ...]:
        return (
            (Secret.KEY, lambda text: "PRIVATE KEY-----" in text),
            (Secret.LOG, lambda text: any(_logins(text, self.can_be))),
            (Secret.APP_PASSWORD, self._app_password),
            (Secret.PASSWORD, self._password),
        )

    def _app_password(self, text: str) -> bool:
        """Four groups of four letters, as Google, Yahoo and Apple show them."""
        if _HYPHENED.search(text):
            return True
        for match in _GROUPS.finditer(text):
            before = text[max(0, match.start() - _AROUND) : match.start()]
            alone = _ANNOUNCED.search(before) and _ENDS.match(text, match.end())
            groups = match[0].casefold().split()
            if alone and sum(self.is_common(group) for group in groups) <= 1:
                return True
        return False

    def _password(self, text: str) -> bool:
        return any(self._is_announced(match) for match in self._labelled.finditer(text))

    def _is_announced(self, match: re.Match[str]) -> bool:
        if match["quoted"] is not None:
            return self._is_quoted(match)
        value = match["value"].rstrip(".,;!")
        rest = (match["value"][len(value) :] + match["rest"]).lstrip()
        if not self.can_be(value) or re.match(self._counted, rest, re.IGNORECASE):
            return False
        if not match["by"]:
            # Nothing but a blank between: only what no ordinary word looks like.
            return bool(_LETTERS_AND_DIGITS.fullmatch(value)) and not _VERSION.fullmatch(value)
        # Letters alone may be any word: they count where the sentence ends with them.
        return bool(_MIXED.search(value)) or not rest or bool(self._end.match(rest))

    def _is_quoted(self, match: re.Match[str]) -> bool:
        """What was shown is quoted too, and then it is said who showed it."""
        value, rest = match["quoted"], match["rest"].lstrip()
        if rest.startswith(self._said) or self._labels.search(value) or not self.can_be(value):
            return False
        if not match["by"]:
            return bool(_LETTERS_AND_DIGITS.fullmatch(value))
        return value.isascii() or not rest or bool(self._end.match(rest))

    def can_be(self, value: str) -> bool:
        """Whether this can be a secret: no mask, no placeholder, no ordinary word, no code."""
        plain = value.strip("\"'`.,;!?()").casefold()
        if len(plain) < 3 or _MASK.fullmatch(value) or _CODE.fullmatch(plain):
            return False
        if plain in self._none or (plain.isalpha() and plain.endswith(self._endings)):
            return False
        return not _ADDRESS.fullmatch(plain)


def _any_of(words: tuple[str, ...]) -> str:
    """A pattern for one of the words; a blank within a word is written ``_``."""
    return "|".join(re.escape(word).replace("_", "[ _-]?") for word in words)


_MIXED = re.compile(
    r"[A-Za-z].*[\d!#$%&*+@^_~=]|\d.*[A-Za-z!#$%&*+@^_~=]|^\d{4,}$|^[!#$%&^~]\S*[A-Za-z]"
)
_LETTERS_AND_DIGITS = re.compile(r"(?=\S{0,100}[A-Za-z])(?=\S{0,100}\d)[^\s.:/\\-]{6,100}")
_VERSION = re.compile(
    r"(?:outlook|office|microsoft|windows|win|exchange|ios|android|iphone|thunderbird|mail|server|"
    r"imap|pop|smtp|version|ver|v|step|port|error|code|md|sha|tls|ssl|oauth|xoauth|user|account|"
    r"utf|iso|ipv|http|no|rfc)[_-]?\d{1,5}",
    re.IGNORECASE,
)
_MASK = re.compile(
    r"""[*•●○·xX.#…_\-?〇■□＊]{2,}|[<\[{(（＜【].*|[$%][\w{(].*|\.\.\.|(.)\1{2,}""", re.DOTALL
)
_CODE = re.compile(r"[245]\d\d|[245]\.\d{1,3}\.\d{1,3}|0x[0-9a-f]{8}|\d{1,3}|#[\d.]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\.\w+|https?://\S+")

_AROUND = 12  # characters before a group in which it is announced
_GROUPS = re.compile(r"(?<![A-Za-z])[A-Za-z]{4}(?: [A-Za-z]{4}){3}(?![A-Za-z])")
_ANNOUNCED = re.compile(r"(?:^|\n|[:=「\"'`]|\b(?:is|was)|は)[ \t]{0,3}$")
_ENDS = re.compile(r"[ \t]{0,3}(?:$|[\r\n.」\"'`]|[ぁ-ゖ])")
_HYPHENED = re.compile(r"(?<![\w-])[a-z]{4}(?:-[a-z]{4}){3}(?![\w-])")

# What stands before a line in a log: nothing, or a time, a direction, the program's name.
_BEFORE = re.compile(r"(?:.{0,80}(?:[>:\]|]|C:)[ \t]{0,3})?")
_PASS = re.compile(r"PASS[ \t]+(?P<value>\S{3,128})[ \t\r]*$", re.MULTILINE)
_TELNET = re.compile(
    r"^user[ \t]+\S[^\n]*\n(?:\+OK[^\n]*\n)?pass[ \t]+(?P<value>\S{3,128})[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?<!\S)(?:[A-Za-z]{0,4}\d{1,6}|[a-z.])[ \t]+LOGIN[ \t]+"
    r'(?:"(?:[^"\\\n]|\\.){1,128}"|[^\s"{]{1,128})[ \t]+'
    r'(?:"(?P<quoted>(?:[^"\\\n]|\\.){3,128})"|(?P<value>[^\s"{]{3,128}))[ \t\r]*$',
    re.MULTILINE,
)
_LITERAL = re.compile(
    r"LOGIN[ \t]+(?:\S+[ \t]+)?\{\d{1,4}\+?\}\r?\n(?:\+[^\n]*\n)?(?P<value>[^\n]{3,128})$",
    re.MULTILINE,
)
_BASIC = re.compile(r"\bAuthorization:[ \t]*(?:Basic|Bearer)[ \t]+(?P<value>[\w+/.~=-]{12,})")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s:/@]{1,128}:(?P<value>[^\s/@]{3,128})@")
_OPTION = re.compile(r"--pass(?:word|wd)?[ =](?P<value>[^\s-]\S{2,128})")
_BASE64 = re.compile(r"(?<![\w+/=.@-])[A-Za-z0-9+/]{8,800}={0,2}(?![\w+/=@])")
_AFTER_LOGIN = re.compile(
    r"UGFzc3dvcmQ6?=?[ \t\r]*\n[^\n]{0,60}?(?P<base64>[A-Za-z0-9+/]{4,200}={0,2})[ \t\r]*$",
    re.MULTILINE,
)


def _logins(text: str, is_one: Callable[[str], bool]) -> Iterator[bool]:
    """Lines with which a program logged in, as POP3, IMAP, SMTP and HTTP write them."""
    for pattern in (_PASS, _LOGIN):
        for match in pattern.finditer(text):
            line = text.rfind("\n", 0, match.start()) + 1
            if _BEFORE.fullmatch(text, line, match.start()):
                yield is_one(match.groupdict().get("quoted") or match["value"] or "")
    for pattern in (_TELNET, _BASIC, _URL, _OPTION):
        for match in pattern.finditer(text):
            yield is_one(match["value"])
    for match in _LITERAL.finditer(text):
        yield not _MASK.fullmatch(match["value"].strip())
    yield from (_is_sasl(match[0]) for match in _BASE64.finditer(text))
    for match in _AFTER_LOGIN.finditer(text):
        yield is_one(_decoded(match["base64"]))


def _is_sasl(word: str) -> bool:
    """Whether it is the one message of PLAIN (RFC 4616) or of the two that carry a token."""
    said = _decoded(word)
    parts = said.split("\0")
    if len(parts) == 3 and parts[1] and parts[2]:
        return parts[1].isprintable() and parts[2].isprintable()
    return "auth=Bearer " in said


def _decoded(word: str) -> str:
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
