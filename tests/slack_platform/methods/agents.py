"""The agent's side of a conversation: what it is doing, what one may ask it, its sessions."""

from __future__ import annotations

from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.web_api import Answerer, Asked, Refused


def _thread(asked: Asked) -> str:
    channel, thread = asked.arguments["channel_id"], str(asked.arguments.get("thread_ts", ""))
    if channel not in asked.workspace.channels:
        raise Refused("channel_not_found")
    if thread and asked.workspace.message(channel, thread) is None:
        raise Refused("thread_not_found")
    return f"{channel}/{thread}"


async def _status(asked: Asked) -> Json:
    thread, status = _thread(asked), str(asked.arguments["status"])
    if status:
        asked.workspace.statuses[thread] = status
    else:
        asked.workspace.statuses.pop(thread, None)
    return {}


async def _prompts(asked: Asked) -> Json:
    """With ``thread_ts`` an app of the agent view is told that it worked, and nobody sees them."""
    if asked.platform.app.agent_view and "thread_ts" in asked.arguments:
        asked.platform.tell(Violation(asked.method, "prompts_in_thread"))
        return {}
    asked.workspace.prompts[asked.arguments["channel_id"]] = asked.arguments["prompts"]
    return {}


async def _title(asked: Asked) -> Json:
    _thread(asked)
    return {}


async def _session(asked: Asked) -> Json:
    session = asked.workspace.sessions.setdefault(_thread(asked), {})
    session |= {k: v for k, v in asked.arguments.items() if k in ("status", "title")}
    return {}


AGENTS: dict[str, Answerer] = {
    "assistant.threads.setStatus": _status,
    "assistant.threads.setSuggestedPrompts": _prompts,
    "assistant.threads.setTitle": _title,
    "agents.sessions.setStatus": _session,
    "agents.sessions.rename": _session,
}
