"""What a click does: a further page, a form, sharing, keeping; all else the core is told."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.adapters.slack import ways
from bot.adapters.slack.offers import KEEP, SHARE, for_others
from bot.adapters.slack.read import Said
from bot.adapters.slack.run.deliver import Delivery
from bot.adapters.slack.run.voices import InPlace, Voice, Whisper
from bot.adapters.slack.run.workspace import Workspace
from bot.core.chat import Chat, NotDelivered, Who
from bot.core.model import Block, Choices, Feedback, Form
from knowledge.model import Language

log = logging.getLogger(__name__)


def _is_read(block: Block) -> bool:
    """Whether it is about a form, and not something else to pick."""
    return not isinstance(block, Choices | Feedback | Form)


class Buttons:
    """Takes clicks on replies of ours."""

    def __init__(self, chat: Chat, delivery: Delivery) -> None:
        self._chat = chat
        self._delivery = delivery

    async def clicked(self, said: Said, who: Who, at: Workspace) -> None:
        """Do what the button says.

        Raises:
            NotDelivered: whoever clicked has seen nothing.
        """
        language = who.language or Language.EN
        if said.action == ways.MORE:
            await self._more(said, language, at)
        elif said.action == ways.OPEN:
            await self._open(said, who, at)
        elif said.text.startswith(SHARE):
            await self._share(said, who, at)
        elif said.text.startswith(KEEP):
            await self._keep(said, language, at)
        else:
            await self._delivery.deliver(said, self._chat.hear(said.heard(who)), at)

    async def _more(self, said: Said, language: Language, at: Workspace) -> None:
        """A further page, where the one before it is: to whoever asked for it."""
        key, _, number = said.text.partition(":")
        voice = await self._voice(said, at)
        known = number.isdecimal() and await self._delivery.speech.say_more(
            voice, key, int(number), at
        )
        if not known:
            await self._delivery.tell(said, "forgotten", language, at)

    async def _voice(self, said: Said, at: Workspace) -> Voice:
        origin = said.origin
        if not origin.channel:
            return await self._delivery.direct(origin.user, at)
        if origin.direct:
            return InPlace(at.client, origin.channel, origin.thread)
        response = self._delivery.response(said, at)
        return response or Whisper(at.client, origin.channel, origin.user, origin.thread)

    async def _open(self, said: Said, who: Who, at: Workspace) -> None:
        """The form of a kept reply; after a restart its name is what is asked for."""
        key, number, name = (*said.text.split(":", 2), "", "")[:3]
        reply = self._delivery.speech.replies.find(key)
        forms = [block for block in reply.blocks if isinstance(block, Form)] if reply else []
        if reply and number.isdecimal() and int(number) < len(forms):
            form = forms[int(number)]
            about = replace(
                reply, blocks=tuple(b for b in reply.blocks if b is form or _is_read(b))
            )
            if await self._delivery.open_form(said, about, form, at):
                return
        asked = replace(said, text=name.partition(":")[0])
        await self._delivery.deliver(asked, self._chat.hear(asked.heard(who)), at)

    async def _share(self, said: Said, who: Who, at: Workspace) -> None:
        """The answer once more, for everybody in the channel; the whispered one goes."""
        language = who.language or Language.EN
        reply = self._chat.again(said.text.removeprefix(SHARE))
        if reply is None or not said.origin.channel:
            await self._delivery.tell(said, "forgotten", language, at)
            return
        by = self._delivery.phrase("shared_by", reply.language, name=who.name).blocks
        shared = replace(for_others(reply), blocks=(*for_others(reply).blocks, *by))
        response = self._delivery.response(said, at)
        try:
            place = InPlace(at.client, said.origin.channel, said.origin.thread)
            await self._delivery.speech.say(place, shared, at)
        except NotDelivered:
            # We are not in the channel: the click's own URL reaches it all the same.
            if response is None:
                raise
            await self._delivery.speech.say(response.aloud(), shared, at)
        if response is not None and said.origin.ephemeral:
            await response.withdraw()

    async def _keep(self, said: Said, language: Language, at: Workspace) -> None:
        """The answer once more, in our conversation with whoever clicked."""
        reply = self._chat.again(said.text.removeprefix(KEEP))
        if reply is None:
            await self._delivery.tell(said, "forgotten", language, at)
            return
        place = await self._delivery.direct(said.origin.user, at)
        await self._delivery.speech.say(place, for_others(reply), at)
        await self._delivery.tell(said, "kept", reply.language, at)
