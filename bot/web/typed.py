"""A password as it was typed or pasted into the page: what came along with it is left out. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.core.password import PasswordUnusable, credentials
from bot.web.wish import Remark
from connectors.model import Credentials

LONGEST = 1_000
"""Characters; no provider takes a tenth of it."""

_NO_BREAK = str.maketrans("\u00a0\u2007\u202f", "   ")
# Google and Yahoo show their app passwords as four groups of four letters.
_GROUPED = re.compile(r"[a-z]{4}(?: {1,2}[a-z]{4}){3}", re.IGNORECASE)
_WIDE = re.compile(r"[\uff01-\uff5e\u3000]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The password that is meant, and what was noticed about how it was typed."""

    credentials: Credentials
    remarks: tuple[Remark, ...]


def read_typed(text: str, *, app_password: bool) -> Typed:
    """The password that is meant.

    ``app_password``: the account may take one, so that blanks between its groups are no part of it.

    Raises:
        PasswordUnusable: ``empty_password``, ``long_password``, ``control_in_password``.
    """
    remarks = []
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if seen != text:
        remarks.append(Remark.INVISIBLE)
    meant = seen.strip(" \t\r\n\u00a0")
    if meant != seen and meant:
        remarks.append(Remark.EDGES)
    if app_password and _GROUPED.fullmatch(meant.translate(_NO_BREAK)):
        meant = re.sub(r"\s", "", meant)
        remarks.append(Remark.GROUPED)
    if _WIDE.search(meant):
        remarks.append(Remark.WIDE)
    if len(meant) > LONGEST:
        raise PasswordUnusable("long_password")
    return Typed(credentials(meant), tuple(remarks))
