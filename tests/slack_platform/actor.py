"""Somebody at a Slack client: what they do reaches the app as Slack would send it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.slack_platform import payloads
from tests.slack_platform.eyes import Eyes
from tests.slack_platform.filling_in import filled
from tests.slack_platform.methods.files import file_of
from tests.slack_platform.methods.views import judged, put_up, replace
from tests.slack_platform.parcels import Acked, NotAcked, Outcome
from tests.slack_platform.records import (
    Channel,
    HostedFile,
    Message,
    OpenView,
    interactive,
)
from tests.slack_platform.responses import answered
from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.typed import in_marks, in_rich_text
from tests.slack_platform.web_api import Refused

Files = Mapping[str, bytes]
NO_FILES: Files = {}
TYPES = {"png": "image/png", "eml": "message/rfc822", "pdf": "application/pdf"}


class Actor(Eyes):
    """A person of a workspace, who acts and sees."""

    async def command(
        self, command: str, text: str = "", *, channel: Channel | None = None
    ) -> Message | None:
        """Type a slash command; what the acknowledgement shows, if it shows something."""
        channel = channel or self.dm
        assert command in self.platform.app.commands, f"{command} is not in the manifest"
        key = self.platform.tickets.response_url(self.workspace, channel, self.person)
        names = {"im": "directmessage", "group": "privategroup"}
        people = self._names() if self.platform.app.commands[command] else {}
        payload = {
            "token": payloads.VERIFICATION_TOKEN,
            "team_id": self.workspace.id,
            "team_domain": self.workspace.domain,
            "channel_id": channel.id,
            "channel_name": names.get(channel.kind, channel.name),
            "user_id": self.person.id,
            "user_name": self.person.name,
            "command": command,
            "text": in_marks(text, people) if people else text,
            "api_app_id": self.platform.app.id,
            "is_enterprise_install": "false",
            "response_url": f"{self.platform.address}/commands/{key}",
            "trigger_id": self._trigger(),
        }
        outcome = await self.platform.deliver("slash_commands", payload)
        return self._shown(outcome, key)

    async def says(
        self,
        text: str,
        channel: Channel,
        *,
        thread: str = "",
        files: Files = NO_FILES,
    ) -> Message:
        """Write into a channel, whether or not it names the app."""
        message = self._write(text, channel, thread, files)
        event = self._said(message)
        if f"<@{self.workspace.bot.id}>" in message.text and channel.kind != "im":
            event_of_mention = {k: v for k, v in event.items() if k != "subtype"}
            await self.platform.event(
                self.workspace, "app_mention", event_of_mention | {"type": "app_mention"}
            )
        kind = channel.kind
        name = "message.im" if kind == "im" else f"message.{kind}s"
        await self.platform.event(self.workspace, name, event | {"channel_type": kind})
        return message

    async def mentions(
        self, text: str, channel: Channel, *, thread: str = "", files: Files = NO_FILES
    ) -> Message:
        """Write to the app in a channel."""
        return await self.says(f"@mailmedic {text}", channel, thread=thread, files=files)

    async def writes(self, text: str, *, thread: str = "", files: Files = NO_FILES) -> Message:
        """Write to the app directly."""
        return await self.says(text, self.dm, thread=thread, files=files)

    async def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        before = self._json(message)
        message.text = in_marks(text, self._names())
        message.edits += 1
        ts = self.platform.ids.ts()
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": self._json(message),
            "previous_message": before,
            "channel": message.channel.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": message.channel.kind,
        }
        await self._message_event(message.channel, event)

    async def deletes(self, message: Message) -> None:
        """Take back one's own message."""
        message.gone = True
        ts = self.platform.ids.ts()
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": self._json(message),
            "channel": message.channel.id,
            "hidden": True,
            "deleted_ts": message.ts,
            "ts": ts,
            "event_ts": ts,
            "channel_type": message.channel.kind,
        }
        await self._message_event(message.channel, event)

    async def picks_shortcut(self, callback_id: str, message: Message | None = None) -> Outcome:
        """Choose a shortcut, of a message's menu or of the client's."""
        known = {one.callback_id: one.on_message for one in self.platform.app.shortcuts}
        assert known.get(callback_id) is (message is not None), (
            f"{callback_id}: not in the manifest"
        )
        payload = self._context() | {
            "type": "message_action" if message else "shortcut",
            "callback_id": callback_id,
            "trigger_id": self._trigger(),
            "action_ts": self.platform.ids.ts(),
        }
        if message:
            assert not message.only_for, "shortcuts are not offered on ephemeral messages"
            key = self.platform.tickets.response_url(
                self.workspace, message.channel, self.person, None
            )
            payload |= {
                "response_url": f"{self.platform.address}/commands/{key}",
                "message_ts": message.ts,
                "message": self._json(message),
                "channel": payloads.place(message.channel),
            }
        return await self.platform.deliver("interactive", payload)

    async def click(self, where: Message | OpenView, label: str) -> Outcome:
        """Click a button."""
        blocks = where.blocks if isinstance(where, Message) else where.view["blocks"]
        for element in interactive(blocks):
            if element["type"] == "button" and element["text"]["text"] == label:
                return await self._act(where, element, {"text": element["text"]} | _value(element))
        raise AssertionError(f"no button {label!r} among {where.labels}")

    async def rates(self, message: Message, *, good: bool) -> Outcome:
        """Click one of the two feedback buttons."""
        for element in interactive(message.blocks):
            if element["type"] == "feedback_buttons":
                button = element["positive_button" if good else "negative_button"]
                more = {"text": button["text"], "value": button["value"]}
                return await self._act(message, element, more)
        raise AssertionError("no feedback buttons")

    async def chooses(self, where: Message | OpenView, label: str) -> Outcome:
        """Choose an option of a menu or a group, whichever has it."""
        blocks = where.blocks if isinstance(where, Message) else where.view["blocks"]
        for element in interactive(blocks):
            for option in element.get("options", ()):
                if option["text"]["text"] == label:
                    return await self._act(where, element, {"selected_option": option})
        raise AssertionError(f"no option {label!r}")

    async def submits(self, view: OpenView, values: Mapping[str, str]) -> dict[str, str]:
        """Fill in a modal by its labels and send it off; the errors that it shows, by label."""
        view.typed = filled(view, values)
        payload = self._context() | {
            "type": "view_submission",
            "trigger_id": self._trigger(view.id),
            "view": payloads.view_of(view, self.workspace, self.platform.app.id),
            "response_urls": [],
        }
        outcome = await self.platform.deliver("interactive", payload)
        if isinstance(outcome, NotAcked):
            return {"": outcome.reason}
        return self._after_submission(view, outcome.body)

    async def closes(self, view: OpenView) -> None:
        """Leave a modal; the app hears of it if it asked to."""
        del self.workspace.views[view.id]
        if view.view.get("notify_on_close"):
            payload = self._context() | {
                "type": "view_closed",
                "view": payloads.view_of(view, self.workspace, self.platform.app.id),
                "is_cleared": False,
            }
            await self.platform.deliver("interactive", payload)

    async def opens(self, tab: str = "home") -> None:
        """Open the app's page, or its messages."""
        event: Json = {
            "type": "app_home_opened",
            "user": self.person.id,
            "channel": self.dm.id,
            "tab": tab,
            "event_ts": self.platform.ids.ts(),
        }
        if tab == "home" and self.home:
            event["view"] = payloads.view_of(self.home, self.workspace, self.platform.app.id)
        await self.platform.event(self.workspace, "app_home_opened", event)

    async def invites(self, channel: Channel) -> None:
        """Bring the app into a channel."""
        channel.members.add(self.workspace.bot.id)
        event = {
            "type": "member_joined_channel",
            "user": self.workspace.bot.id,
            "channel": channel.id,
            "channel_type": "G" if channel.kind == "group" else "C",
            "team": self.workspace.id,
            "inviter": self.person.id,
            "event_ts": self.platform.ids.ts(),
        }
        await self.platform.event(self.workspace, "member_joined_channel", event)

    async def stops(self) -> None:
        """Click on the agent's stop button."""
        event = {
            "type": "agent_session_stopped",
            "user": self.person.id,
            "channel": self.dm.id,
            "event_ts": self.platform.ids.ts(),
        }
        await self.platform.event(self.workspace, "agent_session_stopped", event)

    # How Slack puts it.

    def _trigger(self, above: str | None = None) -> str:
        return self.platform.tickets.trigger(self.workspace, self.person, above)

    def _names(self) -> dict[str, str]:
        return {person.name: person.id for person in self.workspace.people.values()}

    def _context(self) -> Json:
        context = payloads.context(self.workspace, self.platform.app.id)
        return context | {"user": payloads.user(self.person)}

    def _json(self, message: Message) -> Json:
        return message.as_json(self.platform.app.id, self.workspace.bot_id, self.workspace.id)

    def _write(self, text: str, channel: Channel, thread: str, files: Files) -> Message:
        people = self._names()
        message = self.workspace.post(
            channel,
            self.person.id,
            in_marks(text, people),
            in_rich_text(text, people, self.platform.ids.new("b")),
            thread=thread,
            files=[self._hosts(name, content) for name, content in files.items()],
        )
        self.platform.changes.ring()
        return message

    def _hosts(self, name: str, content: bytes) -> Json:
        kind = TYPES.get(name.rpartition(".")[2], "text/plain")
        hosted = HostedFile(self.platform.ids.new("F"), name, content, kind, complete=True)
        self.workspace.files[hosted.id] = hosted
        return file_of(hosted, self.platform.address, self.workspace)

    def _said(self, message: Message) -> Json:
        event = self._json(message) | {
            "channel": message.channel.id,
            "event_ts": message.ts,
            "client_msg_id": f"{message.ts}-{self.person.id}",
        }
        if self.person.team != self.workspace.id:
            # Of a connected organization: the message names theirs.
            theirs = ("team", "user_team", "source_team")
            event |= dict.fromkeys(theirs, self.person.team)
        return event | ({"subtype": "file_share"} if message.files else {})

    async def _message_event(self, channel: Channel, event: Json) -> None:
        name = "message.im" if channel.kind == "im" else f"message.{channel.kind}s"
        await self.platform.event(self.workspace, name, event)

    def _shown(self, outcome: Outcome, key: str) -> Message | None:
        if isinstance(outcome, NotAcked) or not outcome.body:
            return None
        url = self.platform.tickets.urls[key]
        return answered(self.platform, url, outcome.body, "ack")

    async def _act(self, where: Message | OpenView, element: Json, more: Json) -> Outcome:
        action = {
            "action_id": element["action_id"],
            "block_id": element["block_id"],
            "type": element["type"],
            "action_ts": self.platform.ids.ts(),
        } | more
        payload = self._context() | {"type": "block_actions", "actions": [action]}
        if isinstance(where, Message):
            payload |= self._clicked(where) | {"trigger_id": self._trigger()}
        else:
            payload |= {
                "container": {"type": "view", "view_id": where.id},
                "view": payloads.view_of(where, self.workspace, self.platform.app.id),
                "trigger_id": self._trigger(where.id),
            }
        outcome = await self.platform.deliver("interactive", payload)
        if isinstance(outcome, Acked) and outcome.body:
            self.platform.tell(Violation("ack", "body_is_ignored", str(outcome.body)[:80]))
        return outcome

    def _clicked(self, message: Message) -> Json:
        key = self.platform.tickets.response_url(
            self.workspace, message.channel, self.person, message
        )
        found: Json = {
            "container": payloads.container(message),
            "channel": payloads.place(message.channel),
            "state": {"values": {}},
            "response_url": f"{self.platform.address}/commands/{key}",
        }
        return found if message.only_for else found | {"message": self._json(message)}

    def _after_submission(self, view: OpenView, said: Json) -> dict[str, str]:
        screen = self.workspace.screen(self.person)
        action = said.get("response_action")
        if action == "errors":
            return self._errors(view, said["errors"])
        if action in ("update", "push"):
            return self._next_view(view, said, pushes=action == "push")
        if said and action != "clear":
            self.platform.tell(Violation("ack", "unknown_response_action", repr(said)[:80]))
        for one in screen if action == "clear" else [view]:
            self.workspace.views.pop(one.id, None)
        self.platform.changes.ring()
        return {}

    def _next_view(self, view: OpenView, said: Json, *, pushes: bool) -> dict[str, str]:
        try:
            new = judged(self.platform, said.get("view"), "ack/view")
            if pushes:
                put_up(self.platform, self.workspace, self.person.id, new, view)
            else:
                replace(self.platform, self.workspace, view, new)
        except Refused as refused:
            return {"": refused.error}
        return {}

    def _errors(self, view: OpenView, errors: Json) -> dict[str, str]:
        labels = {
            block["block_id"]: block["label"]["text"]
            for block in view.view["blocks"]
            if block["type"] == "input"
        }
        for block_id, error in errors.items():
            if block_id not in labels or not error:
                self.platform.tell(Violation("ack/errors", "no_such_input", block_id))
        return {labels.get(block_id, block_id): error for block_id, error in errors.items()}


def _value(element: Json) -> Json:
    return {"value": element["value"]} if "value" in element else {}
