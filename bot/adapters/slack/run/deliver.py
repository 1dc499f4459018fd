"""Brings an answer to where it belongs, and its later replies after it."""

from __future__ import annotations

import logging
from dataclasses import replace

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.slack.modal import Place, modal
from bot.adapters.slack.offers import with_offers
from bot.adapters.slack.reach import Reach, reach
from bot.adapters.slack.read import Said
from bot.adapters.slack.run.follow import follow
from bot.adapters.slack.run.speech import Speech
from bot.adapters.slack.run.voices import (
    URL_SECONDS,
    InPlace,
    Response,
    ResponseUrls,
    Voice,
    Whisper,
)
from bot.adapters.slack.run.workspace import Workspace
from bot.core.chat import Answer, Chat, NotDelivered
from bot.core.kept import Kept
from bot.core.markup import parse_inline
from bot.core.model import Form, Reply, Text
from connectors.clock import Clock
from knowledge.model import Language
from knowledge.speak import Speaker

NO_CONVERSATION = "no_conversation"
"""The reason when Slack opens no conversation with a person."""

log = logging.getLogger(__name__)


class Delivery:
    """Says answers to what was heard in Slack."""

    def __init__(self, chat: Chat, speech: Speech, speaker: Speaker, clock: Clock) -> None:
        self.speech = speech
        self._chat = chat
        self._speaker = speaker
        self._urls = ResponseUrls(Kept(clock, URL_SECONDS))
        self._places: Kept[str] = Kept(clock, URL_SECONDS)
        """Response URLs by the key that a modal remembers."""

    async def deliver(self, said: Said, answer: Answer, at: Workspace) -> None:
        """Say the answer's first reply, then each later one in its place.

        Raises:
            NotDelivered: the asker has seen nothing.
        """
        try:
            await self._deliver(said, answer, at)
        finally:
            # However it ended: nobody reads on.
            if close := getattr(answer.later, "aclose", None):
                await close()

    async def _deliver(self, said: Said, answer: Answer, at: Workspace) -> None:
        first = answer.first
        if first is not None and await self._open(said, first, at):
            return
        shown = _Shown(self, said, at, answer)
        if first is not None:
            await shown.begin(first)
        if answer.later is None:
            return
        language = first.language if first else Language.EN
        await self._status(said, at, self._speaker.plain("slack.working", language))
        try:
            await follow(answer.later, shown, at.edits)
        finally:
            await self._status(said, at, "")

    async def tell(self, said: Said, key: str, language: Language, at: Workspace) -> None:
        """Say a phrase of ours to the asker alone."""
        reply = self.phrase(key, language)
        await self.whisper(said, reply, at)

    def phrase(self, key: str, language: Language, **values: object) -> Reply:
        """A phrase of ``slack`` as a reply for the asker alone."""
        spans = parse_inline(self._speaker.phrase(f"slack.{key}", language, **values))
        return Reply((Text(spans),), language, private=True)

    async def whisper(self, said: Said, reply: Reply, at: Workspace) -> None:
        """Say it so that only the asker reads it, where they are if that can be."""
        for voice in await self._private_voices(said, at):
            try:
                await self.speech.say(voice, reply, at)
            except NotDelivered as refused:
                log.info("not whispered: %s", refused.reason)
            else:
                return
        await self.speech.say(await self.direct(said.origin.user, at), reply, at)

    async def direct(self, user: str, at: Workspace) -> InPlace:
        """Our conversation with a person.

        Raises:
            NotDelivered: Slack opens none.
        """
        if not (channel := await at.direct_channel(user)):
            raise NotDelivered(NO_CONVERSATION)
        return InPlace(at.client, channel)

    def response(self, said: Said, at: Workspace) -> Response | None:
        """The voice of a payload's own URL, where it has one."""
        url = said.origin.response_url
        return Response(at.client, url, self._urls, said.origin.thread) if url else None

    async def open_form(self, said: Said, reply: Reply, form: Form, at: Workspace) -> bool:
        """Open the form in front of the asker; false where Slack no longer lets us."""
        origin = said.origin
        key = self._places.keep(origin.response_url) if origin.response_url else ""
        place = Place(form.id, origin.channel, origin.thread, origin.direct, key)
        view = modal(reply, form, place, self.speech.renderer)
        try:
            await at.client.views_open(trigger_id=origin.trigger, view=view)
        except (SlackApiError, SlackClientError, OSError, TimeoutError) as error:
            code = error.response.get("error") if isinstance(error, SlackApiError) else ""
            log.warning("a form was not opened: %s", code or type(error).__name__)
            return False
        return True

    def remembered(self, said: Said, key: str) -> Said:
        """What was filled in, with the response URL of where its form was asked for."""
        url = self._places.find(key) or ""
        return replace(said, origin=replace(said.origin, response_url=url))

    async def _open(self, said: Said, reply: Reply, at: Workspace) -> bool:
        form = next((block for block in reply.blocks if isinstance(block, Form)), None)
        if form is None or not said.origin.trigger or said.origin.view == "modal":
            return False
        return await self.open_form(said, reply, form, at)

    async def begin(
        self, said: Said, reply: Reply, answer: Answer, at: Workspace
    ) -> InPlace | None:
        """Say a reply where it belongs; the place, where it can be changed there."""
        match reach(said.way, said.origin, reply, goes_on=answer.later is not None):
            case Reach.PLACE:
                return InPlace(at.client, said.origin.channel, said.origin.thread)
            case Reach.DIRECT:
                place = await self.direct(said.origin.user, at)
                if said.origin.channel:
                    await self._point(said, reply.language, at)
                return place
            case Reach.WHISPER:
                offered = self._offered(reply, answer)
                await self.whisper(said, offered, at)
                return None

    def _offered(self, reply: Reply, answer: Answer) -> Reply:
        shareable = answer.id and self._chat.again(answer.id) is not None
        return with_offers(reply, answer.id, self._speaker) if shareable else reply

    async def _point(self, said: Said, language: Language, at: Workspace) -> None:
        """Say in the channel, to the asker alone, that it goes on in their messages."""
        try:
            await self.tell(said, "goes_on", language, at)
        except NotDelivered:
            log.info("not pointed to the conversation")

    async def _private_voices(self, said: Said, at: Workspace) -> list[Voice]:
        origin = said.origin
        if not origin.channel:
            return []
        if origin.direct:
            return [InPlace(at.client, origin.channel, origin.thread)]
        response = self.response(said, at)
        whisper = Whisper(at.client, origin.channel, origin.user, origin.thread)
        return [response, whisper] if response else [whisper]

    async def _status(self, said: Said, at: Workspace, words: str) -> None:
        """Slack's own line that we are at work; empty takes it away."""
        origin = said.origin
        if not origin.direct or not origin.message:
            return
        try:
            await at.client.assistant_threads_setStatus(
                channel_id=origin.channel,
                thread_ts=origin.thread or origin.message,
                status=words,
            )
        except (SlackApiError, SlackClientError, OSError, TimeoutError):
            log.debug("no status")


class _Shown:
    """Where an answer stands, from its first reply on."""

    def __init__(self, delivery: Delivery, said: Said, at: Workspace, answer: Answer) -> None:
        self._delivery = delivery
        self._said = said
        self._at = at
        self._answer = answer
        self._place: InPlace | None = None
        self._stamp = ""

    async def begin(self, reply: Reply) -> None:
        """Say the first reply."""
        self._place = await self._delivery.begin(self._said, reply, self._answer, self._at)
        if self._place is None:
            return
        speech = self._delivery.speech
        try:
            self._stamp = await speech.say(self._place, reply, self._at)
        except NotDelivered as refused:
            # We are not in the channel, or it takes nothing any more: the asker is told anyway.
            log.warning("not said in its place: %s", refused.reason)
            self._place = await self._delivery.direct(self._said.origin.user, self._at)
            self._stamp = await speech.say(self._place, reply, self._at)
        await speech.attach(self._place, reply.files)

    async def replace(self, reply: Reply) -> None:
        """See ``Shown``."""
        if self._place is None or not self._stamp:
            await self.begin(reply)
            return
        speech = self._delivery.speech
        self._stamp = await speech.change(self._place, self._stamp, reply, self._at)
        await speech.attach(self._place, reply.files)
