"""Answers to what somebody did: in the acknowledgement, or to a response URL."""

from __future__ import annotations

import json

from aiohttp import web

from tests.slack_platform.calls import Call
from tests.slack_platform.faults import RESPONSE_URL, RateLimited, Refuse, Status
from tests.slack_platform.messages import Way, judge_message
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Message
from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.tickets import ResponseUrl


def answered(platform: SlackPlatform, url: ResponseUrl, said: Json, where: str) -> Message | None:
    """Show what was said; None when nothing is shown, or Slack refuses it."""
    found = list(judge_message(said, where, Way.RESPONSE))
    for violation in found:
        platform.tell(violation)
    if any("/blocks" in violation.where for violation in found):
        return None
    clicked = url.message
    if said.get("delete_original") or said.get("replace_original"):
        if clicked is None:
            # Of a command: bolt-js #2287, bolt-python #1268. A second message is shown.
            platform.tell(Violation(where, "nothing_to_replace"))
        elif said.get("delete_original"):
            clicked.gone = True
            platform.changes.ring()
            return None
        else:
            clicked.text = said["text"]
            clicked.blocks = url.workspace.numbered(said.get("blocks") or [])
            clicked.edits += 1
            platform.changes.ring()
            return clicked
    private = said.get("response_type", "ephemeral") == "ephemeral"
    message = url.workspace.post(
        url.channel,
        url.workspace.bot.id,
        str(said.get("text", "")),
        said.get("blocks"),
        thread=str(said.get("thread_ts", "")),
        only_for=url.person.id if private else "",
        by_app=True,
    )
    platform.changes.ring()
    return message


class Responses:
    """The host of response URLs."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform

    async def handle(self, request: web.Request) -> web.Response:
        """One answer."""
        platform = self._platform
        said = await request.json()
        platform.look_for_secrets(json.dumps(said, ensure_ascii=False), RESPONSE_URL)
        match platform.faults.take(RESPONSE_URL, said):
            case RateLimited(seconds):
                return web.Response(status=429, headers={"Retry-After": str(seconds)})
            case Status(code):
                return web.Response(status=code)
            case Refuse(error):
                return web.json_response({"ok": False, "error": error}, status=404)
        url = platform.tickets.answer(request.match_info["key"])
        if isinstance(url, str):
            self._note(said, "", url)
            return web.json_response({"ok": False, "error": url}, status=404)
        before = len(platform.violations)
        answered(platform, url, said, RESPONSE_URL)
        if any("/blocks" in one.where for one in platform.violations[before:]):
            self._note(said, url.workspace.id, "invalid_blocks")
            return web.Response(status=400, text="invalid_blocks")
        self._note(said, url.workspace.id, "")
        return web.Response(text="ok")

    def _note(self, said: Json, team: str, error: str) -> None:
        call = Call(RESPONSE_URL, said, team, self._platform.clock.now(), error)
        self._platform.calls.append(call)
        self._platform.changes.ring()
