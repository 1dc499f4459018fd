"""``bot.core.chat.Face`` in Slack: for whoever has something to say without being asked."""

from __future__ import annotations

from bot.adapters.slack.run.speech import Speech
from bot.adapters.slack.run.voices import GONE, InPlace
from bot.adapters.slack.run.workspace import Workspace
from bot.adapters.slack.run.workspaces import Workspaces
from bot.core.chat import NotDelivered, Posted
from bot.core.model import Reply


class SlackFace:
    """Posts to the workspaces that we sit in."""

    def __init__(self, workspaces: Workspaces, speech: Speech) -> None:
        self._workspaces = workspaces
        self._speech = speech

    async def post(self, place: str, reply: Reply, thread: str = "") -> Posted:
        """See ``Face``."""
        at, channel = await self._find(place)
        return await self._say(at, InPlace(at.client, channel, thread), reply)

    async def change(self, posted: Posted, reply: Reply) -> None:
        """See ``Face``."""
        at, channel = await self._find(posted.place)
        await at.edits.turn(last=reply.final)
        try:
            await self._speech.put(InPlace(at.client, channel), posted.message, reply, at)
        except NotDelivered as refused:
            if refused.reason not in GONE:
                raise

    async def direct(self, person: str, reply: Reply) -> Posted:
        """See ``Face``."""
        at, user = await self._find(person)
        channel = await at.direct_channel(user)
        if not channel:
            raise NotDelivered("no_conversation")
        return await self._say(at, InPlace(at.client, channel), reply)

    async def _say(self, at: Workspace, place: InPlace, reply: Reply) -> Posted:
        stamp = await self._speech.say(place, reply, at)
        await self._speech.attach(place, reply.files)
        return Posted(f"slack:{at.team}:{place.channel}", stamp)

    async def _find(self, name: str) -> tuple[Workspace, str]:
        platform, team, rest = (*name.split(":", 2), "", "")[:3]
        at = await self._workspaces.of(team) if platform == "slack" and rest else None
        if at is None:
            raise NotDelivered("unknown_place")
        return at, rest
