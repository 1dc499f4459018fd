"""Text made comparable: width, case and kana folded, language recognised.

People mix full width and half width inside one word (``ﾎﾟｰﾄ９９３``), write
サーバ for サーバー and ひらがな for カタカナ. Retrieval and entities look at
the folded text; what is quoted back is always the text as it stood.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge.model import Language

# Katakana ァ..ヶ lie 0x60 above their hiragana; ー and ・ stay.
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# The many dashes that keyboards and word processors make of "-".
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
_CONTROL = {code: " " for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"}
_PLAIN = _DASHES | _QUOTES | _CONTROL
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々〆]")
# Wide letters and digits come from a Japanese keyboard alone (０ｘ８００ＣＣＣ０Ｅ).
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
# Marks upon one letter beyond the thirtieth (UAX #15 §13): putting them into order takes a time
# that grows with the square of their number.
_MANY_MARKS = re.compile(r"([^\w\s\x00-\u02ff]{30})[^\w\s\x00-\u02ff]+")
_LONG_VOWEL_AT_END = re.compile(r"(?<=[ぁ-ゖ])ー(?![ぁ-ゖー])")


def fold_width(text: str) -> str:
    """Half width, one kind of dash and quote, no control characters; case and kana as they were."""
    return _normal(text).translate(_PLAIN)


def fold(text: str) -> str:
    """Width, case and kana folded; the long-vowel mark at a word's end is dropped (サーバー)."""
    folded = fold_width(text).casefold().translate(_KATAKANA_TO_HIRAGANA)
    return _LONG_VOWEL_AT_END.sub("", folded)


def language_of(text: str, default: Language = Language.EN) -> Language:
    """Japanese where kana, kanji or wide letters stand, English where other letters do, or default.

    Wide letters and digits among narrow ones say nothing: a single one may have been pasted.
    """
    if _JAPANESE.search(_normal(text)) or _all_wide(text):
        return Language.JA
    return Language.EN if any(character.isalpha() for character in text) else default


def _all_wide(text: str) -> bool:
    return bool(_WIDE.search(text)) and not any(map(str.isalnum, filter(str.isascii, text)))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", _MANY_MARKS.sub(r"\1", text))
