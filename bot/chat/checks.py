"""Checks asked for in a chat: who may, what they agree to, and whose they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from bot.chat.consent import WAYS_IN, Allowed, Consent, consent_card
from bot.chat.following import close
from bot.chat.given import new_id
from bot.chat.ongoing import Begin, Ongoing
from bot.chat.pace import Pace, Speed
from bot.chat.voice import Voice
from bot.core.chat import Answer, Heard
from bot.core.check_form import ADDRESS, CHECK, PASSWORD
from bot.core.check_talk import CheckRequest
from bot.core.explain_report import Reporter
from bot.core.model import Block, Choice, Choices, Field, FieldKind, Form, Reply
from bot.core.password import PasswordUnusable
from bot.web.desk import Desk, Entrance, Taken
from bot.web.wish import Ending, Stopped, Wish
from connectors.clock import Clock
from connectors.lookup.address import MalformedAddress
from connectors.lookup.address import parse as parse_address
from knowledge.model import Language

MOST = 2_000
"""Questions and checks that are remembered; the oldest is forgotten first."""

CONSENT_SECONDS = 3600.0
"""For which a question can be answered; after that it is asked anew."""

LOOK_UPS, LOOK_UP_SECONDS = 30, 3600.0
"""Addresses that one person may have looked up: each asks name servers and web servers."""


class Checks:
    """The checks of one process, each for the person who asked for it and nobody else."""

    def __init__(
        self,
        desk: Desk,
        reporter: Reporter,
        voice: Voice,
        clock: Clock,
        finished: Callable[[Consent, Ending], Reply],
        *,
        outsiders_may_check: bool,
    ) -> None:
        self._desk = desk
        self._reporter = reporter
        self._voice = voice
        self._clock = clock
        self._finished = finished
        self._outsiders = outsiders_may_check
        self._look_ups = Pace(clock, LOOK_UPS, LOOK_UP_SECONDS)
        self._closing = False
        self._consents: OrderedDict[str, Consent] = OrderedDict()
        self._ongoing: OrderedDict[str, Ongoing] = OrderedDict()

    def asked(
        self, heard: Heard, request: CheckRequest, language: Language, lead: tuple[Block, ...] = ()
    ) -> Answer:
        """What is said to a wish: a form for the address, or a search, then a question.

        ``lead`` is said before the form.
        """
        if self._closing:
            return Answer(self._voice.reply("check.closing", language))
        if heard.who.outside and not self._outsiders:
            return Answer(self._voice.reply("check.outsider", language))
        if not request.address:
            blocks = (*(lead or (self._voice.text("check.lead", language),)), self.form(language))
            return Answer(Reply(blocks, language, private=True))
        try:
            request = replace(request, address=str(parse_address(request.address)))
        except MalformedAddress as malformed:
            key = f"usage.address.{malformed.fault}"
            note = self._voice.warning(key, language, value=request.address[:100])
            return Answer(Reply((note, self.form(language)), language, private=True))
        if self._look_ups.count(heard.who.id) is not Speed.FINE:
            return Answer(self._voice.reply("check.too_many", language))
        first = self._voice.reply("check.finding", language, address=request.address)
        return Answer(replace(first, final=False), self._consent(heard, request, language))

    def form(self, language: Language) -> Form:
        """What asks whose account it is; a password is asked for elsewhere, if at all."""
        say = self._voice.speaker.plain
        label = say("check.form_address", language)
        return Form(
            CHECK,
            say("check.form_title", language),
            (Field(ADDRESS, label, required=True),),
            say("check.form_submit", language),
        )

    def agreed(self, heard: Heard, value: str, language: Language, *, login: bool) -> Answer:
        """What is said to a yes: ``ID`` or ``ID:ADDRESS`` of the question."""
        consent_id, _, address = value.partition(":")
        consent = self._asked_lately(consent_id)
        if consent is None:
            return self._forgotten(address or consent_id, language)
        if consent.heard.who.id != heard.who.id:
            return Answer(self._voice.reply("check.not_yours", language))
        ongoing = self._ongoing.get(consent_id)
        if ongoing and not ongoing.is_over:
            return Answer(self._voice.reply("check.runs_already", language))
        if login and consent.entrance is Entrance.FORM:
            return Answer(self._password_form(consent))
        return self._begun(consent, self._beginning(consent, login=login))

    def typed(self, heard: Heard, consent_id: str, language: Language) -> Answer:
        """What is said to a form with a password. It is kept nowhere."""
        consent = self._asked_lately(consent_id)
        if consent is None or consent.heard.who.id != heard.who.id:
            return self._forgotten("", language)

        async def begin(wish: Wish) -> Taken:
            self._desk.submit(wish, heard.values.get(PASSWORD, ""))
            return Taken(self._voice.reply("check.begun", consent.language))

        return self._begun(consent, begin)

    def stop(self, heard: Heard, check_id: str, language: Language) -> Answer:
        """What is said to whoever wants no check, or no more of it."""
        consent, ongoing = self._consents.get(check_id), self._ongoing.get(check_id)
        if consent is None:
            return Answer(self._voice.reply("check.over", language))
        if consent.heard.who.id != heard.who.id:
            return Answer(self._voice.reply("check.not_yours", language))
        if ongoing is None:
            del self._consents[check_id]
            return Answer(self._voice.reply("check.never_mind", language))
        if ongoing.is_over:
            return Answer(self._voice.reply("check.over", language))
        ongoing.stop(Stopped(by_person=True))
        return Answer(self._voice.reply("check.stopping", language))

    def offered(self, consent: Consent) -> Answer:
        """The question for a check whose servers are known already."""
        return Answer(self._card(replace(consent, at=self._clock.seconds())))

    async def finish(self, seconds: float) -> None:
        """Let running checks end within so many seconds, and stop the rest.

        Whoever waits is told, by the answer that they were given.
        """
        self._closing = True
        going_on = [one for one in self._ongoing.values() if not one.is_over]
        for ongoing in going_on:
            if not ongoing.is_running:
                ongoing.stop(Stopped())
        try:
            async with self._clock.limit(seconds):
                for ongoing in going_on:
                    await ongoing.ended()
        except TimeoutError:
            for ongoing in going_on:
                if not ongoing.is_over:
                    ongoing.stop(Stopped())

    async def _consent(
        self, heard: Heard, request: CheckRequest, language: Language
    ) -> AsyncIterator[Reply]:
        looked = await self._desk.find(request)
        if not looked.servers.targets:
            blocks = self._reporter.no_servers(looked.discovery, language)
            yield Reply(blocks, language, private=True)
            return
        entrance = self._desk.entrance(looked.servers)
        now = self._clock.seconds()
        # Who and where is all that is wanted of it later; a file may have come along.
        heard = replace(heard, text="", values={}, files={})
        yield self._card(Consent(new_id(), heard, request, looked, entrance, language, now))

    def _card(self, consent: Consent) -> Reply:
        """The question, which waits for its answer from now on."""
        self._consents[consent.id] = consent
        while len(self._consents) > MOST:
            self._consents.popitem(last=False)
        wish = self._new(consent).wish
        login, look = (self._desk.left(wish, login=login) for login in (True, False))
        return consent_card(consent, Allowed(login, look), self._voice)

    def _asked_lately(self, consent_id: str) -> Consent | None:
        """The question of this id, unless the servers may have changed since."""
        consent = self._consents.get(consent_id)
        if consent and consent.at + CONSENT_SECONDS <= self._clock.seconds():
            return None
        return consent

    def _new(self, consent: Consent) -> Ongoing:
        return Ongoing(consent, self._desk, self._voice, self._clock, self._finished)

    def _begun(self, consent: Consent, begin: Begin) -> Answer:
        if self._closing:
            return Answer(self._voice.reply("check.closing", consent.language))
        if not self._desk.has_room:
            return Answer(self._voice.reply("check.busy", consent.language))
        # Of two links for one account only the newer works.
        for other in self._ongoing.values():
            if other.waits and _whose(other.consent) == _whose(consent):
                other.give_way()
        ongoing = self._new(consent)
        self._ongoing[consent.id] = ongoing
        while len(self._ongoing) > MOST:
            self._ongoing.popitem(last=False)
        first = self._voice.reply("check.begun", consent.language)
        return Answer(replace(first, final=False), self._course(ongoing, begin))

    async def _course(self, ongoing: Ongoing, begin: Begin) -> AsyncIterator[Reply]:
        replies = ongoing.replies(begin)
        try:
            async for reply in replies:
                yield reply
        except PasswordUnusable as unusable:
            language = ongoing.consent.language
            self._ongoing.pop(ongoing.consent.id, None)
            note = self._voice.warning(f"web.error.{unusable.code}", language)
            again = self._voice.choice("consent.go", ongoing.consent.message("go"), language)
            yield Reply((note, Choices((), (again,))), language, private=True)
        finally:
            await close(replies)

    def _beginning(self, consent: Consent, *, login: bool) -> Begin:
        async def begin(wish: Wish) -> Taken:
            if login or consent.entrance not in WAYS_IN:
                return await self._desk.begin(wish)
            return self._desk.look(wish, self._voice.phrase("check.begun", consent.language))

        return begin

    def _password_form(self, consent: Consent) -> Reply:
        language = consent.language
        warning = self._voice.warning("web.chat.form", language)
        say = self._voice.speaker.plain
        field = Field(PASSWORD, say("chats.consent.password", language), FieldKind.SECRET)
        title, submit = say("check.form_title", language), say("check.form_submit", language)
        form = Form(f"go:{consent.id}", title, (field,), submit)
        return Reply((warning, form), language, private=True)

    def _forgotten(self, address: str, language: Language) -> Answer:
        """The question was asked by a process that has ended since, or too long ago."""
        label = self._voice.plain("check.ask_again", language)
        message = f"check {address}" if "@" in address else "check"
        choices = Choices((), (Choice(label, message),))
        return Answer(self._voice.reply("check.forgotten", language, choices))


def _whose(consent: Consent) -> tuple[str, str, str]:
    return consent.heard.who.id, consent.heard.where.id, consent.request.address
