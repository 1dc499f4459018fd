"""The conversations of ``tests/dialogues`` for chats: what is said, and what must come back.

Independent of the face: whoever runs them turns ``Said`` into their platform's payloads, and hands
what was shown to ``Expected``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.chat import Way
from bot.core.model import Choices, Form, Reply
from bot.core.plain import plain
from knowledge.model import Language
from tests.bot.dialogues import Turn, dialogues


@dataclass(frozen=True)
class Said:
    """What somebody says, or the message of the choice that they pick."""

    text: str
    way: Way

    @property
    def is_pick(self) -> bool:
        """Whether it is a button of the reply before."""
        return self.way is Way.PICK


@dataclass(frozen=True)
class Expected:
    """What must come back."""

    turn: Turn

    def look(self, reply: Reply) -> None:
        """Judge the reply itself."""
        turn = self.turn
        assert turn.language in (None, reply.language)
        assert turn.topic in (None, reply.topic)
        kinds = iter(type(block).__name__ for block in reply.blocks)
        assert all(kind in kinds for kind in turn.blocks), f"not in this order: {turn.blocks}"
        messages = [c.message for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
        assert turn.picks in ("", *messages)
        self.look_at(plain(reply.blocks))
        if turn.address == "":
            # A chat asks for the address alone, and has none to fill in.
            (form,) = (block for block in reply.blocks if isinstance(block, Form))
            assert {field.value for field in form.fields} == {""}

    def look_at(self, shown: str) -> None:
        """Judge the words that somebody sees."""
        for word in self.turn.words:
            assert word in shown
        for word in self.turn.absent:
            assert word not in shown
        if self.turn.address:
            assert self.turn.address in shown


@dataclass(frozen=True)
class Spoken:
    """A conversation. ``language`` is the platform's for whoever speaks; ``greets``: we begin."""

    name: str
    language: Language
    greets: bool
    turns: tuple[tuple[Said, Expected], ...]


def spoken() -> Iterator[Spoken]:
    """All conversations; taking leave is a terminal's business and is left out."""
    for dialogue in dialogues():
        turns = tuple(_turns(dialogue.turns))
        yield Spoken(dialogue.name, dialogue.chat, dialogue.greets, turns)


def _turns(turns: Iterable[Turn]) -> Iterator[tuple[Said, Expected]]:
    for turn in turns:
        if not turn.leaves:
            way = Way.PICK if turn.pick else Way.DIRECT
            yield Said(turn.pick or turn.says, way), Expected(turn)
