"""Files of the app's: an address to upload to, then where they are shown."""

from __future__ import annotations

from tests.slack_platform.records import HostedFile
from tests.slack_platform.shapes import Json
from tests.slack_platform.web_api import Answerer, Asked, Refused
from tests.slack_platform.workspace import Workspace


def file_of(hosted: HostedFile, address: str, workspace: Workspace) -> Json:
    """A file as Slack hands it out."""
    url = f"{address}/files-pri/{workspace.id}-{hosted.id}/{hosted.name}"
    return {
        "id": hosted.id,
        "name": hosted.name,
        "title": hosted.name,
        "mimetype": hosted.mimetype,
        "filetype": hosted.name.rpartition(".")[2] or "text",
        "size": hosted.announced or len(hosted.content),
        "mode": "hosted",
        "is_external": False,
        "url_private": url,
        "url_private_download": url.replace("/files-pri/", "/files-pri/download/"),
    }


async def _upload_url(asked: Asked) -> Json:
    hosted = HostedFile(asked.platform.ids.new("F"), asked.arguments["filename"], b"", "text/plain")
    hosted.announced = int(asked.arguments["length"])
    if hosted.announced <= 0:
        raise Refused("invalid_arguments")
    asked.workspace.files[hosted.id] = hosted
    url = f"{asked.platform.address}/upload/v1/{asked.workspace.id}/{hosted.id}"
    return {"upload_url": url, "file_id": hosted.id}


async def _complete(asked: Asked) -> Json:
    workspace, shown = asked.workspace, []
    for wanted in asked.arguments["files"]:
        hosted = workspace.files.get(wanted["id"])
        if hosted is None or len(hosted.content) != hosted.announced:
            raise Refused("file_not_found")
        hosted.complete = True
        shown.append(file_of(hosted, asked.platform.address, workspace))
    if "channel_id" in asked.arguments:
        _share(asked, shown)
    return {"files": [{"id": one["id"], "title": one["title"]} for one in shown]}


def _share(asked: Asked, shown: list[Json]) -> None:
    workspace, given = asked.workspace, asked.arguments["channel_id"]
    channel = workspace.channels.get(given)
    if channel is None or workspace.bot.id not in channel.members:
        raise Refused("channel_not_found")
    for one in shown:
        workspace.files[one["id"]].shared_in.append(channel.id)
    workspace.post(
        channel,
        workspace.bot.id,
        str(asked.arguments.get("initial_comment", "")),
        thread=str(asked.arguments.get("thread_ts", "")),
        by_app=True,
        files=shown,
    )


async def _info(asked: Asked) -> Json:
    hosted = asked.workspace.files.get(asked.arguments["file"])
    if hosted is None:
        raise Refused("file_not_found")
    return {"file": file_of(hosted, asked.platform.address, asked.workspace)}


FILES: dict[str, Answerer] = {
    "files.getUploadURLExternal": _upload_url,
    "files.completeUploadExternal": _complete,
    "files.info": _info,
}
