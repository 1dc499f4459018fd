"""Where the chats hand in wishes for a check: who may type a password, and where.

A chat shows what ``Desk.take`` gives it to the asker alone, and is handed the ending later.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from bot.config import PasswordEntry
from bot.core.check_form import check_form
from bot.core.check_talk import Checker, CheckRequest
from bot.core.explain_report import Reporter
from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Code, Heading, Note, Reply, Span, Style, Text, Tone
from bot.web.links import LINK_SECONDS, CheckLinks
from bot.web.runs import WITHOUT_LOGIN, Means, Runs
from bot.web.servers import Servers, servers_of
from bot.web.services import Services, SignInService, Way
from bot.web.typed import read_typed
from bot.web.wish import Asker, Checked, Deliver, Ending, NoToken, Stopped, Wish
from connectors.model import Protocol
from connectors.oauth.device import DeviceSignIn
from connectors.oauth.model import DeviceCode, Post, SignInFailed
from knowledge.model import Language
from knowledge.speak import Speaker


@dataclass(frozen=True, slots=True)
class Taken:
    """What to show to the asker, and to nobody else, for a wish that was taken.

    ``url`` is the check page's where there is one. ``form`` is the wish to ``submit`` the
    reply's form for. ``pending`` says that an ending will be delivered; it is false where nothing
    could be begun.
    """

    reply: Reply
    url: str = ""
    form: Wish | None = None
    pending: bool = True


class Desk:
    """Takes wishes, and sees that no password is typed where others can read it."""

    def __init__(
        self,
        checker: Checker,
        speaker: Speaker,
        entry: PasswordEntry,
        links: CheckLinks,
        runs: Runs,
        services: Services,
        post: Post,
        origin: str,
    ) -> None:
        self._checker = checker
        self._speaker = speaker
        self._entry = entry
        self._links = links
        self._runs = runs
        self._services = services
        self._post = post
        self._reporter = Reporter(checker.knowledge, speaker)
        self.origin = origin

    async def take(
        self, asker: Asker, request: CheckRequest, deliver: Deliver, *, page: bool = False
    ) -> Taken:
        """Look up the servers of a wish, and say how it goes on.

        ``page`` wants the check page whatever the settings say, for somebody at this machine.

        Raises:
            MalformedAddress: the request's address is none.
        """
        discovery = await self._checker.find(request)
        servers = servers_of(request, discovery)
        if not servers.targets:
            blocks = self._reporter.no_servers(discovery, asker.language)
            return Taken(Reply(blocks, asker.language, private=True), pending=False)
        wish = Wish(asker, request, servers, deliver)
        service = self._services.of(servers.provider)
        if not servers.hosts:
            return self._without_login(wish, "not_vouched", host=servers.targets[0].host)
        if servers.sign_in_only and service is None:
            return self._without_login(wish, "no_sign_in")
        if servers.sign_in_only and service and service.way is Way.DEVICE:
            return await self._by_code(wish, service)
        return self._by_password(wish, PasswordEntry.PAGE if page else self._entry)

    def submit(self, wish: Wish, password: str) -> None:
        """Begin the check of a form of the chat's (``PasswordEntry.FORM``).

        Raises:
            PasswordUnusable: the password cannot be one; an empty one means no login.
        """
        if not password:
            self._runs.start(wish, WITHOUT_LOGIN)
            return
        typed = read_typed(password, app_password=wish.servers.app_password)
        self._runs.start(wish, Means(typed.credentials, remarks=typed.remarks))

    def page(self, wish: Wish) -> str:
        """The address of a new check page, for this wish's asker only."""
        return f"{self.origin}/check/{self._links.issue(wish)}"

    def told(self, ending: Ending, language: Language) -> Reply:
        """An ending in words, for the asker's chat."""
        return Reply(tuple(self._told(ending, language)), language, private=True)

    def _by_password(self, wish: Wish, entry: PasswordEntry) -> Taken:
        language = wish.asker.language
        match entry:
            case PasswordEntry.PAGE:
                url = self.page(wish)
                words = self._phrase("chat.page", language, minutes=str(int(LINK_SECONDS // 60)))
                label = self._speaker.plain("web.chat.page_link", language)
                link = Text((Span(label, Style.LINK, url),))
                return Taken(self._reply((*parse(words), link), language), url)
            case PasswordEntry.FORM:
                warning = parse_inline(self._phrase("chat.form", language))
                form = check_form(wish.request.address, self._speaker, language)
                return Taken(self._reply((Note(warning, Tone.WARNING), form), language), form=wish)
            case PasswordEntry.NONE:
                taken = self._without_login(wish, "none")
                command = Code(f"mailmedic check {shlex.quote(wish.request.address)}")
                blocks = (*taken.reply.blocks, command)
                return Taken(self._reply(blocks, language))

    def _without_login(self, wish: Wish, why: str, **values: str) -> Taken:
        self._runs.start(wish, WITHOUT_LOGIN)
        words = self._phrase(f"chat.{why}", wish.asker.language, **values)
        return Taken(self._reply(parse(words), wish.asker.language))

    async def _by_code(self, wish: Wish, service: SignInService) -> Taken:
        """Show a code for the provider's page, and wait for the person there."""
        sign_in = DeviceSignIn(
            service.service,
            service.client,
            self._post,
            self._checker.clock,
            self._checker.knowledge.replies,
        )
        try:
            code = await sign_in.begin(_protocols(wish.servers))
        except SignInFailed as failed:
            reply = self.told(NoToken(failed), wish.asker.language)
            return Taken(reply, pending=False)
        self._runs.start(wish, Means(sign_in=lambda: sign_in.wait(code)))
        return Taken(self._reply(self._code_blocks(wish, code), wish.asker.language))

    def _code_blocks(self, wish: Wish, code: DeviceCode) -> tuple[Block, ...]:
        language, user = wish.asker.language, wish.request.address
        say = self._speaker.phrase
        minutes = str(max(1, int(code.expires_in // 60)))
        return (
            *parse(say("oauth.code_lead", language, uri=code.uri, user=user)),
            Code(code.user_code),
            Text((Span(code.uri, Style.LINK, code.uri),)),
            Note(parse_inline(say("oauth.code_warning", language)), Tone.WARNING),
            Text(parse_inline(say("oauth.code_wait", language, minutes=minutes))),
        )

    def _told(self, ending: Ending, language: Language) -> list[Block]:
        match ending:
            case Checked(report, remarks):
                notes = [Note(parse_inline(self._phrase(f"remark.{r}", language))) for r in remarks]
                return [*self._reporter.report(report, language), *notes]
            case NoToken(failed):
                return self._no_token(failed, language)
            case Stopped():
                title = parse_inline(self._phrase("stopped", language))
                text = parse_inline(self._phrase("stopped_text", language))
                return [Heading(title, 1), Text(text)]

    def _no_token(self, failed: SignInFailed, language: Language) -> list[Block]:
        say = self._speaker.phrase
        blocks: list[Block] = [
            Heading(parse_inline(say("oauth.failed", language)), 1),
            Text(parse_inline(say(f"oauth.reason.{failed.reason}", language))),
        ]
        if failed.code:
            blocks.append(Note(parse_inline(say("oauth.code", language, code=failed.code))))
        return blocks

    def _phrase(self, key: str, language: Language, **values: str) -> str:
        return self._speaker.phrase(f"web.{key}", language, **values)

    @staticmethod
    def _reply(blocks: tuple[Block, ...], language: Language) -> Reply:
        return Reply(blocks, language, private=True)


def _protocols(servers: Servers) -> tuple[Protocol, ...]:
    return tuple(dict.fromkeys(target.protocol for target in servers.trusted))
