"""A password in what somebody says: told to its author, and nothing of it goes any further."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.files import is_mail, text_with
from bot.chat.voice import Voice
from bot.core.chat import Heard, Way
from bot.core.model import Reply
from bot.core.pasted_secret import SecretFinder
from knowledge.fold import language_of
from knowledge.model import Language

PASSWORD_FORM = "go:"  # noqa: S105 - how the id of the one form for a password begins


class SecretTalk:
    """Sees secrets, and says what to do now."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._finder = SecretFinder(voice.speaker)

    def told(self, heard: Heard, language: Language) -> Reply | None:
        """What is said to whoever wrote one, or pointed at one; None where there is none."""
        found = next(filter(None, map(self._finder.find, _texts(heard))), None)
        if found is None:
            return None
        if language_of(heard.text) is Language.JA:
            language = Language.JA
        key = "others" if heard.way is Way.SHORTCUT else found
        place = "direct" if heard.where.direct else "channel"
        steps = self._voice.blocks(f"secret.{key}", language)
        note = self._voice.blocks(f"secret.{place}", language)
        return self._voice.reply("secret.lead", language, *steps, *note)


def _texts(heard: Heard) -> Iterator[str]:
    yield heard.text
    yield from heard.files.values()
    # A mail's words may be encoded: what is read of it is looked at as it is read.
    mails = {name: text for name, text in heard.files.items() if is_mail(name)}
    if mails:
        yield text_with("", mails)
    # Only one form is the place for a password.
    if heard.way is Way.FORM and not heard.form.startswith(PASSWORD_FORM):
        yield from heard.values.values()
