"""Our pictures in a workspace: by our address, or uploaded once, never in anybody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import ways
from bot.adapters.slack.run.pictures import Pictures, no_pictures
from bot.core.model import Picture, Reply
from knowledge.model import Language
from tests.slack_platform.app_config import AppConfig
from tests.slack_platform.faults import Refuse
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.strict import strict

NAME = "mail-way"


class Beside:
    """What is done beside, when the test says so."""

    def __init__(self) -> None:
        self.work: list[Coroutine[Any, Any, None]] = []

    def __call__(self, work: Coroutine[Any, Any, None]) -> None:
        self.work.append(work)

    async def done(self) -> None:
        await asyncio.gather(*self.work)
        self.work.clear()


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    platform = SlackPlatform(AppConfig(scopes=tuple(ways.SCOPES)))
    platform.workspace("acme")
    async with strict(platform):
        yield platform


@pytest.fixture
def client(slack: SlackPlatform) -> AsyncWebClient:
    return AsyncWebClient(slack.workspace("acme").installation.token, base_url=slack.api_url)


def asked(language: Language, name: str = NAME) -> Reply:
    return Reply((Picture(name, "メールの道のり", ""),), language)


@pytest.mark.parametrize("language", Language)
async def test_uploaded_once(
    slack: SlackPlatform, client: AsyncWebClient, language: Language
) -> None:
    """The first who asks is told in words, the next sees it; one file however many ask."""
    beside = Beside()
    pictures = Pictures(client, no_pictures, beside)
    pictures.want(asked(language))
    pictures.want(asked(language))
    assert pictures.source(NAME, language) == {}
    await beside.done()
    (file,) = slack.workspace("acme").files.values()
    assert pictures.source(NAME, language) == {"slack_file": {"id": file.id}}
    assert file.content.startswith(b"\x89PNG")
    other = next(one for one in Language if one is not language)
    assert pictures.source(NAME, other) == {}


async def test_our_own_address_needs_no_upload(client: AsyncWebClient) -> None:
    """Where Slack can fetch it."""
    beside = Beside()
    url = "https://help.example.com/static/pictures/mail-way.en.png"
    pictures = Pictures(client, lambda *_: url, beside)
    pictures.want(asked(Language.EN))
    assert beside.work == []
    assert pictures.source(NAME, Language.EN) == {"image_url": url}


@pytest.mark.parametrize(
    "url", ["", "http://localhost:8025/a.png", "https://help.example.com", "file:///a.png"]
)
async def test_what_slack_cannot_fetch_is_uploaded(client: AsyncWebClient, url: str) -> None:
    """An address of this machine, or no picture's at all."""
    beside = Beside()
    pictures = Pictures(client, lambda *_: url, beside)
    pictures.want(asked(Language.EN))
    assert pictures.source(NAME, Language.EN) == {}
    await beside.done()
    assert "slack_file" in pictures.source(NAME, Language.EN)


async def test_a_picture_that_we_do_not_ship(client: AsyncWebClient) -> None:
    """An overlay's, for one: it is told in words."""
    beside = Beside()
    pictures = Pictures(client, no_pictures, beside)
    pictures.want(asked(Language.EN, "no-such-picture"))
    assert beside.work == []


async def test_a_refused_upload(slack: SlackPlatform, client: AsyncWebClient) -> None:
    """Words for everybody, and no second try until the next start."""
    slack.faults.order("files.getUploadURLExternal", Refuse("missing_scope"))
    beside = Beside()
    pictures = Pictures(client, no_pictures, beside)
    pictures.want(asked(Language.EN))
    await beside.done()
    pictures.want(asked(Language.EN))
    assert beside.work == []
    assert pictures.source(NAME, Language.EN) == {}
