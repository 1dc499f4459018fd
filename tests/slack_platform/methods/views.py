"""Modals and Home pages."""

from __future__ import annotations

import json

from tests.slack_platform.payloads import view_of
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import OpenView
from tests.slack_platform.shapes import Json
from tests.slack_platform.tickets import Trigger
from tests.slack_platform.views import MOST_VIEWS, VIEW_BYTES, judge_view
from tests.slack_platform.web_api import Answerer, Asked, Refused
from tests.slack_platform.workspace import Workspace


def judged(platform: SlackPlatform, view: object, where: str) -> Json:
    """The view, or the refusal of one that Slack does not take."""
    found = list(judge_view(view, where))
    for violation in found:
        platform.tell(violation)
    if found or not isinstance(view, dict):
        messages = list(map(str, found))
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    return view


def put_up(
    platform: SlackPlatform,
    workspace: Workspace,
    person: str,
    view: Json,
    below: OpenView | None = None,
) -> OpenView:
    """Show a view to somebody, above another one or alone."""
    external = view.get("external_id")
    if external and any(one.view.get("external_id") == external for one in _all(workspace)):
        raise Refused("duplicate_external_id")
    view_id = platform.ids.new("V")
    view = view | {"blocks": workspace.numbered(view["blocks"])}
    opened = OpenView(
        view_id,
        person,
        view,
        platform.ids.ts(),
        root=below.root if below else view_id,
        previous=below.id if below else None,
    )
    workspace.views[view_id] = opened
    platform.changes.ring()
    return opened


def replace(
    platform: SlackPlatform, workspace: Workspace, opened: OpenView, view: Json
) -> OpenView:
    """Another view in the place of this one; what was typed stays where its block stays."""
    opened.view = view | {"blocks": workspace.numbered(view["blocks"])}
    opened.hash = platform.ids.ts()
    platform.changes.ring()
    return opened


def _all(workspace: Workspace) -> list[OpenView]:
    return [*workspace.views.values(), *workspace.homes.values()]


def _out(asked: Asked, opened: OpenView) -> Json:
    return {"view": view_of(opened, asked.workspace, asked.platform.app.id)}


def _trigger(asked: Asked) -> Trigger:
    trigger = asked.platform.tickets.use(str(asked.arguments["trigger_id"]), asked.workspace)
    if isinstance(trigger, str):
        raise Refused(trigger)
    return trigger


def _modal(asked: Asked) -> Json:
    view = judged(asked.platform, asked.arguments["view"], f"{asked.method}/view")
    if view["type"] != "modal":
        raise Refused("invalid_arguments")
    return view


async def _open(asked: Asked) -> Json:
    view, trigger = _modal(asked), _trigger(asked)
    for below in asked.workspace.screen(trigger.person):
        del asked.workspace.views[below.id]
    return _out(asked, put_up(asked.platform, asked.workspace, trigger.person.id, view))


async def _push(asked: Asked) -> Json:
    view, trigger = _modal(asked), _trigger(asked)
    screen = asked.workspace.screen(trigger.person)
    if not screen:
        raise Refused("not_found")
    if len(screen) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    opened = put_up(asked.platform, asked.workspace, trigger.person.id, view, screen[-1])
    return _out(asked, opened)


async def _update(asked: Asked) -> Json:
    view = _modal(asked)
    opened = _named(asked)
    if asked.arguments.get("hash") not in (None, opened.hash):
        raise Refused("hash_conflict")
    return _out(asked, replace(asked.platform, asked.workspace, opened, view))


def _named(asked: Asked) -> OpenView:
    for opened in asked.workspace.views.values():
        if opened.id == asked.arguments.get("view_id") or (
            "external_id" in asked.arguments
            and opened.view.get("external_id") == asked.arguments["external_id"]
        ):
            return opened
    raise Refused("not_found")


async def _publish(asked: Asked) -> Json:
    view = judged(asked.platform, asked.arguments["view"], f"{asked.method}/view")
    if view["type"] != "home":
        raise Refused("invalid_arguments")
    if not asked.platform.app.home_tab:
        raise Refused("not_enabled")
    person, workspace = asked.person("user_id"), asked.workspace
    old = workspace.homes.get(person.id)
    if old and asked.arguments.get("hash") not in (None, old.hash):
        raise Refused("hash_conflict")
    view_id = old.id if old else asked.platform.ids.new("V")
    view = view | {"blocks": workspace.numbered(view["blocks"])}
    opened = OpenView(view_id, person.id, view, asked.platform.ids.ts(), view_id)
    workspace.homes[person.id] = opened
    asked.platform.changes.ring()
    return _out(asked, opened)


VIEWS: dict[str, Answerer] = {
    "views.open": _open,
    "views.push": _push,
    "views.update": _update,
    "views.publish": _publish,
}
