"""What a refusal means by what it speaks of, where nobody has written its very words down.

Servers say the same few things in endless ways: something is wrong, off, full, too often. So
``meanings.toml`` names what can be spoken of, and what comes of it at each stage of a live check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies.written import fold_reply

WEIGHT, SURE_WEIGHT = 0.8, 0.91
"""Above a code and vague words, below words that say the very thing (see ``row``); and of rules
that name the very thing themselves: above those too."""

LOOKED_AT = 1_000
"""Characters of a refusal: what it is about stands in its first lines."""

_SAME_RULES = {"fetch": "mailbox"}


@dataclass(frozen=True, slots=True)
class Rule:
    """``all`` holds sets of concepts, of each of which one must be spoken of."""

    all: tuple[frozenset[str], ...]
    none: frozenset[str]
    protocol: Protocol | None
    cause: Cause
    weight: float

    def fits(self, spoken: frozenset[str], protocol: Protocol) -> bool:
        """Whether a text that speaks of these means this."""
        return (
            self.protocol in (None, protocol)
            and not self.none & spoken
            and all(either & spoken for either in self.all)
        )


@dataclass(frozen=True, slots=True)
class Meanings:
    """The concepts and rules of ``meanings.toml``."""

    concepts: Mapping[str, re.Pattern[str]]
    rules: Mapping[str, tuple[Rule, ...]]

    def rule_of(self, protocol: Protocol, stage: str, text: str) -> Rule | None:
        """What a refusal at this stage means; None where it speaks of nothing that we know."""
        rules = self.rules.get(_SAME_RULES.get(stage, stage), ())
        spoken = self.spoken_of(text) if rules else frozenset()
        return next((rule for rule in rules if rule.fits(spoken, protocol)), None)

    def cause_of(self, protocol: Protocol, stage: str, text: str) -> Cause | None:
        """The cause alone."""
        rule = self.rule_of(protocol, stage, text)
        return rule.cause if rule else None

    def spoken_of(self, text: str) -> frozenset[str]:
        """The concepts that a text speaks of."""
        folded = fold_reply(text[:LOOKED_AT])
        return frozenset(name for name, known in self.concepts.items() if known.search(folded))


@cache
def meanings() -> Meanings:
    """What the package knows; read when first asked for."""
    # A question needs none of this, and should not wait for it.
    import tomllib
    from importlib import resources

    file = resources.files("knowledge.replies") / "meanings.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    concepts = {name: _any_of(words) for name, words in table.pop("concepts").items()}
    rules = {stage: tuple(_rules(said["rules"], concepts)) for stage, said in table.items()}
    return Meanings(concepts, rules)


_FEW_WORDS = r"(?:[\w'-]{1,20}\s{1,4}){0,2}[\w'-]{1,20}"


def _any_of(words: list[str]) -> re.Pattern[str]:
    english = [_whole(word) for word in words if word.isascii()]
    japanese = [re.escape(fold_reply(word)) for word in words if not word.isascii()]
    parts = [f"(?<![a-z0-9])(?:{'|'.join(english)})(?![a-z0-9])"] if english else []
    return re.compile("|".join((*parts, *japanese)))


def _whole(word: str) -> str:
    said = (
        _FEW_WORDS if part == "..." else re.escape(part) for part in word.removesuffix("*").split()
    )
    words = r"\s{1,4}".join(said)
    return words + "[a-z0-9]{0,12}" if word.endswith("*") else words


def _rules(lines: list[str], concepts: Mapping[str, object]) -> Iterator[Rule]:
    for line in lines:
        wanted, _, meant = line.partition(" -> ")
        cause, *conditions = meant.split(", ")
        either = tuple(frozenset(word.split("|")) for word in wanted.split())
        none = frozenset(w for c in conditions if c.startswith("not ") for w in c.split()[1:])
        named = next((Protocol(c) for c in conditions if c in tuple(Protocol)), None)
        unknown = (none | frozenset().union(*either)) - concepts.keys()
        if unknown:
            raise ValueError(f"{line}: no concepts {sorted(unknown)}")
        weight = SURE_WEIGHT if "sure" in conditions else WEIGHT
        yield Rule(either, none, named, Cause(cause), weight)
