"""One conversation at the terminal, without the terminal: what is on the screen, and what it means.

``run`` puts a prompt around it; tests talk with it as a person would.
"""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.terminal.read import leaves, read
from bot.core.assistant import Assistant
from bot.core.markup import parse_inline
from bot.core.model import Choice, Choices, Message, Note, Reply, Tone
from bot.core.pasted_secret import SecretFinder
from connectors.lookup.model import Discovery
from connectors.model import Report
from knowledge.model import Language
from knowledge.speak import Speaker


class Session:
    """Remembers the choices on the screen and the language spoken last."""

    def __init__(self, assistant: Assistant, speaker: Speaker, language: Language) -> None:
        self._assistant = assistant
        self._words = " ".join(speaker.plain("chat.words.quit", each) for each in Language)
        self._speaker = speaker
        self._secrets = SecretFinder(speaker)
        self.language = language
        self.choices: tuple[Choice, ...] = ()

    def greeting(self) -> Reply:
        """What is said first."""
        return self.shown(self._assistant.greeting(self.language))

    def leaves(self, line: str) -> bool:
        """Whether the person takes leave with this line."""
        return leaves(line, self._words)

    def message(self, line: str) -> Message:
        """What the person says with this line."""
        return read(line, self.choices, self.language)

    def reply(self, message: Message) -> Reply:
        """What we say to it; first, where it holds a password, where passwords are typed."""
        reply = self._assistant.handle(message)
        if self._secrets.find(message.text):
            words = self._speaker.phrase("chat.secret", reply.language)
            reply = replace(reply, blocks=(Note(parse_inline(words), Tone.WARNING), *reply.blocks))
        return self.shown(reply)

    def report(self, message: Message, report: Report) -> Reply:
        """What we say when the check that the message asked for has ended."""
        return self.shown(self._assistant.report(message, report, self.language))

    def no_servers(self, discovery: Discovery) -> Reply:
        """What we say when there was nothing to check."""
        return self.shown(self._assistant.no_servers(discovery, self.language))

    def shown(self, reply: Reply) -> Reply:
        """Take note of what is on the screen now; older numbers count until there are new ones."""
        self.language = reply.language
        blocks = [block for block in reply.blocks if isinstance(block, Choices)]
        if blocks:
            self.choices = tuple(choice for block in blocks for choice in block.choices)
        return reply
