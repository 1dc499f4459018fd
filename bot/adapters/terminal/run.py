"""The chat on a terminal: a prompt, and what is typed there answered; nothing is kept on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.adapters.terminal.account_check import AccountCheck, Asked
from bot.adapters.terminal.complete import Completions
from bot.adapters.terminal.context import Context
from bot.adapters.terminal.defect import tell_defect
from bot.adapters.terminal.person import Stopped, ask_line, ask_secret
from bot.adapters.terminal.render import show, tell
from bot.adapters.terminal.session import Session
from bot.core.assistant import Assistant
from bot.core.check_form import ADDRESS
from bot.core.check_talk import Checker, CheckRequest
from bot.core.model import Form, Message, Reply
from bot.core.password import PasswordUnusable, credentials
from connectors.lookup.address import MalformedAddress
from connectors.lookup.address import parse as parse_address
from connectors.model import Credentials
from connectors.wire.contexts import CaFileUnusable

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

PROMPT = "> "


class Chat:
    """Talks with the person until they leave.

    ``addresses`` are accounts that can be checked here, for the Tab key.
    """

    def __init__(
        self, context: Context, assistant: Assistant, addresses: Iterable[str] = ()
    ) -> None:
        self._context = context
        self._session = Session(assistant, context.speaker, context.language)
        resolver = context.settings.resolver
        self._checker = Checker.in_terminal(context.knowledge, resolver)
        self._addresses = tuple(addresses)

    def run(self, greeting: Reply) -> None:
        """From the greeting to the goodbye. Ctrl-C ends what is going on, and not the chat."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        # In memory: people paste passwords, and a file would keep them.
        prompt: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=_completer(self._completions()),
            complete_while_typing=False,
            complete_in_thread=True,  # the first time takes half a second
        )
        self._show(self._session.shown(greeting))
        while True:
            try:
                line = prompt.prompt(PROMPT)
            except KeyboardInterrupt:
                self._tell("chat.leave_hint")
                continue
            except EOFError:
                break
            if self._session.leaves(line):
                break
            if line.strip():
                self._turn(self._session.message(line))
        self._tell("chat.goodbye")

    def _turn(self, message: Message) -> None:
        """One message, answered; a form in the reply is filled in, and its check made."""
        try:
            reply = self._session.reply(message)
            self._show(reply)
            for block in reply.blocks:
                if isinstance(block, Form):
                    self._check(message, block)
        except (KeyboardInterrupt, Stopped):
            self._context.stdout.write("\n")
            self._tell("check.stopped")
        except CaFileUnusable as unusable:
            self._tell("settings.ca_file", value=str(unusable.path))
        except Exception as error:  # the conversation outlives a defect of ours
            tell_defect(error, self._spoken)

    def _check(self, message: Message, form: Form) -> None:
        """Ask for what the form lacks, check, and show the report."""
        address = next(field.value for field in form.fields if field.id == ADDRESS)
        address = address or self._address()
        if not address:
            return
        request = CheckRequest(address, ca_file=self._context.settings.ca_file)
        asked = Asked(request, self._password)
        checked = AccountCheck(asked, self._checker, self._spoken).run()
        if checked.report.checks or checked.discovery is None:
            self._show(self._session.report(message, checked.report))
        else:
            self._show(self._session.no_servers(checked.discovery))

    def _address(self) -> str:
        """The address that the person types, asked for until it is one; empty: never mind."""
        self._tell("check.address_hint")
        question = self._spoken.say("check.address_prompt")
        while typed := ask_line(question, self._context.stdin, self._context.stderr):
            try:
                return str(parse_address(typed))
            except MalformedAddress as malformed:
                self._tell(f"usage.address.{malformed.fault}", value=typed[:100])
        return ""

    def _password(self, user: str) -> Credentials | None:
        """The password that the person types, hidden; None where they leave it empty."""
        self._tell("check.password_hint")
        question = self._spoken.say("check.password_prompt", user=user)
        while typed := ask_secret(question, self._context.stderr):
            try:
                return credentials(typed)
            except PasswordUnusable as unusable:
                self._tell(f"usage.{unusable.code}")
        return None

    @property
    def _spoken(self) -> Context:
        """The context in the language of the conversation."""
        return self._context.speaking(self._session.language)

    def _completions(self) -> Completions:
        context = self._context
        word = context.say("chat.words.check")
        own = (f"{word} {address}" for address in self._addresses)
        return Completions(context.knowledge, context.speaker, context.language, own)

    def _show(self, reply: Reply) -> None:
        """The reply, without its form, which is asked for field by field."""
        blocks = tuple(block for block in reply.blocks if not isinstance(block, Form))
        self._context.stdout.write("\n")
        show(Reply(blocks, reply.language), self._context.stdout, numbered=True)
        self._context.stdout.write("\n")

    def _tell(self, key: str, **values: str) -> None:
        tell(self._spoken.say(key, **values), self._context.stdout)


def _completer(completions: Completions) -> Completer:
    """The completions as the prompt wants them: each replaces the whole line."""
    from prompt_toolkit.completion import Completer, Completion

    class Topics(Completer):
        def get_completions(
            self, document: Document, complete_event: CompleteEvent
        ) -> Iterator[Completion]:
            typed = document.text_before_cursor
            for line in completions.of(typed):
                yield Completion(line, start_position=-len(typed))

    return Topics()
