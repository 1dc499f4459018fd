"""A text cut into clauses, and a clause into words with one blank between.

"can send but not receive" has the words of its opposite; only in which clause each stands
tells one from the other.
"""

from __future__ import annotations

import re

_END = re.compile(
    r"[,;:!?()\"\n]+(?=\s|$)|\.(?=\s|$)|[、。？！?!\n「」『』]+"
    r"|\s(?:but|while|whereas|though|although|because|when|if|yet|however|then|since)(?=\s)"
    r"|のに|けれど|けど|ので|ですが|だが|たら|ても|が、"
)
# A Latin word, with what follows an apostrophe; or a run of kana and kanji.
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[ぁ-ゖァ-ヺー一-鿿々]+")


def clauses(folded: str) -> list[str]:
    """The clauses of a text in small letters and one width, each as ``spaced``; none is empty."""
    found, start = [], 0
    for end in _END.finditer(folded):
        # What joins two clauses belongs to the second: "since the update".
        found.append(spaced(folded[start : end.start()]))
        start = end.start()
    found.append(spaced(folded[start:]))
    return [clause for clause in found if clause]


def spaced(folded: str) -> str:
    """The words of such a text, each followed by a blank; marks between them are dropped."""
    return "".join(f"{word} " for word in WORD.findall(folded))
