"""Questions as people ask them: the topics' own, and the same with a word left out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.load import Knowledge
from knowledge.model import Language

SEED = 1
"""The same questions in the same order, run after run."""

# Japanese has no blanks: what stands between particles and marks is left out as a whole.
_WORDS = {
    Language.EN: re.compile(r"\S+\s*"),
    Language.JA: re.compile(r"[^はがをにでのと、。?？\s]+[はがをにでのと、。?？\s]*"),
}


class Asked(NamedTuple):
    """A question and the language it is in."""

    text: str
    language: Language


def questions(knowledge: Knowledge) -> list[Asked]:
    """All of them, in an order by chance: as many in English as in Japanese, none twice."""
    chance = random.Random(SEED)  # noqa: S311 - an order, no secret
    by_language = [_of(knowledge, language, chance) for language in Language]
    fewest = min(map(len, by_language))
    asked = [one for some in by_language for one in chance.sample(some, fewest)]
    chance.shuffle(asked)
    return asked


def _of(knowledge: Knowledge, language: Language, chance: random.Random) -> list[Asked]:
    own = list(_own(knowledge, language))
    shortened = [_without_a_word(one, chance) for one in own]
    return list(dict.fromkeys(own + shortened))


def _own(knowledge: Knowledge, language: Language) -> Iterator[Asked]:
    for topic_id in knowledge.topic_ids:
        topic = knowledge.topic(topic_id, language)
        for question in topic.questions if topic else ():
            yield Asked(question, language)


def _without_a_word(asked: Asked, chance: random.Random) -> Asked:
    words = _WORDS[asked.language].findall(asked.text)
    if len(words) > 1:
        del words[chance.randrange(len(words))]
    return Asked("".join(words).strip(), asked.language)
