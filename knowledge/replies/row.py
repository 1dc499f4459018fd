"""One row of the table of replies: which words and codes, said where, mean which causes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies.pattern import Pattern, pattern

# Words that say the very thing beat a number; a number beats words that say little. A row may
# put its own weight: words of the second kind stand at about 0.6.
_WORDS, _ENHANCED, _CLIENT, _CODE = 0.9, 0.75, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What one wording or code means.

    An empty condition is no condition. ``causes`` are best first. ``enhanced`` holds enhanced
    status codes (``5.7.8``) and response codes without brackets (``AUTHENTICATIONFAILED``);
    ``client`` a mail program's own numbers (``800ccc0e``). ``pasted`` is true of evidence that
    means something only where the rest of the dialogue is not known: a live check does not use
    it. ``by`` says whose words these are. A row whose
    only cause is ``unknown`` holds words of other things than mail: lines with them are left out.
    """

    key: str
    patterns: tuple[Pattern, ...]
    protocols: frozenset[Protocol]
    stages: frozenset[str]
    codes: frozenset[str]
    enhanced: frozenset[str]
    client: frozenset[str]
    causes: tuple[Cause, ...]
    weight: float
    pasted: bool
    by: str
    layer: str

    @classmethod
    def from_fields(cls, row: Mapping[str, Any]) -> ReplyRow:
        """A row as it is read from a table; ValueError says what is wrong with which row."""
        try:
            return cls._built(row)
        except (KeyError, TypeError, ValueError, re.error) as fault:
            where = f"{row.get('path', '')}: reply {row['key']}"
            raise ValueError(f"{where}: {fault!r}") from fault

    @classmethod
    def _built(cls, row: Mapping[str, Any]) -> ReplyRow:
        key, fields, layer = row["key"], row["fields"], row.get("layer", "")
        unknown = fields.keys() - _FIELDS
        if unknown:
            raise ValueError(f"unknown fields {sorted(unknown)}")
        if "patterns" in row:
            patterns = tuple(
                Pattern(source, tuple(map(tuple, needs))) for source, needs in row["patterns"]
            )
        else:
            patterns = tuple(pattern(text) for text in fields.get("text", ()))
        causes = tuple(map(_CAUSES.__getitem__, fields["causes"]))
        if layer:  # ours are tested; a company's own are looked at when they are read
            for words in patterns:
                _ = words.needs, words.expression
        if not causes or not any(fields.get(name) for name in _EVIDENCE):
            raise ValueError("needs causes, and something to be known by")
        return cls(
            key=key,
            patterns=patterns,
            protocols=frozenset(map(Protocol, fields.get("protocol", ()))),
            stages=frozenset(fields.get("stage", ())),
            codes=frozenset(fields.get("code", ())),
            enhanced=frozenset(fields.get("enhanced", ())),
            client=frozenset(fields.get("client", ())),
            causes=causes,
            weight=fields.get("weight", _usual_weight(fields)),
            pasted=fields.get("pasted", False),
            by=fields.get("by", ""),
            layer=layer,
        )


def prepared(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as a cache keeps it: with what its patterns need, which takes long to work out."""
    patterns = (pattern(text) for text in row["fields"].get("text", ()))
    return {**row, "patterns": [[one.source, one.needs] for one in patterns]}


_CAUSES = {cause.value: cause for cause in Cause}
_EVIDENCE = ("text", "enhanced", "client", "code")
_FIELDS = {*_EVIDENCE, "protocol", "stage", "causes", "weight", "pasted", "by"}


def _usual_weight(fields: Mapping[str, Any]) -> float:
    for name, weight in zip(_EVIDENCE, (_WORDS, _ENHANCED, _CLIENT, _CODE), strict=True):
        if fields.get(name):
            return weight
    return 0.0
