"""Which language a browser wants, where no link tells whose page it is (RFC 9110 §12.5.4). Pure."""

from __future__ import annotations

import re

from knowledge.model import Language

_RANGE = re.compile(r"\s*([A-Za-z]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


def language_of(accept: str, default: Language) -> Language:
    """The one of ours that is wanted most; the default where none of them is."""
    best, wanted = default, 0.0
    for part in accept[:1000].split(","):
        match = _RANGE.fullmatch(part)
        if match is None or match[1].lower() not in set(Language):
            continue
        quality = float(match[2] or 1)
        if quality > wanted:
            best, wanted = Language(match[1].lower()), quality
    return best
