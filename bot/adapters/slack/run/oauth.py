"""Installation by the workspaces themselves: the way to Slack's consent, and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import ways
from bot.adapters.slack.doors import INSTALL, REDIRECT, Doors
from bot.adapters.slack.people import language_of
from bot.adapters.slack.run.installations import Installations
from bot.adapters.slack.run.quiet import QUIET
from bot.adapters.slack.settings import SlackSettings
from knowledge.model import Language
from knowledge.speak import Speaker

STATE_SECONDS = 600
"""How long somebody may take on Slack's page."""

_LIBRARY_MINUTES = 1
"""So long before a token's end the library renews it, without a lock; the store was first."""

Installed = Callable[[Installation], Awaitable[None]]


async def several(
    settings: SlackSettings,
    client: AsyncWebClient,
    store: Installations,
    speaker: Speaker,
    installed: Installed,
) -> AsyncApp:
    """Bolt's app for all workspaces of a store; its tables are made where they are missing."""
    states = AsyncSQLAlchemyOAuthStateStore(STATE_SECONDS, store.engine, logger=QUIET)
    await store.create_tables()  # type: ignore[no-untyped-call]
    await states.create_tables()  # type: ignore[no-untyped-call]
    scopes = [*ways.SCOPES, *(ways.WATCHED_SCOPES if settings.watching else ())]
    root = urlsplit(settings.api_url)
    return AsyncApp(
        name="mailmedic",
        client=client,
        logger=QUIET,
        request_verification_enabled=False,
        # Given besides the settings: else the library renews tokens by a client of its own, at
        # slack.com whatever the API's root is.
        installation_store=store,
        authorize=AsyncInstallationStoreAuthorize(  # type: ignore[arg-type] # may find nobody
            logger=QUIET,
            installation_store=store,
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            token_rotation_expiration_minutes=_LIBRARY_MINUTES,
            bot_only=True,
            cache_enabled=True,
            client=client,
        ),
        installation_store_bot_only=True,
        oauth_settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=sorted(scopes),
            user_scopes=[],
            redirect_uri=f"{settings.public_url}{REDIRECT}",
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            install_page_rendering_enabled=False,
            authorization_url=f"{root.scheme}://{root.netloc}/oauth/v2/authorize",
            callback_options=_callbacks(speaker, installed, f"{root.scheme}://{root.netloc}"),
            installation_store=store,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=STATE_SECONDS,
            token_rotation_expiration_minutes=_LIBRARY_MINUTES,
            logger=QUIET,
        ),
    )


def open_pages(app: AsyncApp, doors: Doors) -> None:
    """Open the two pages of an installation."""
    flow = app.oauth_flow
    assert flow is not None  # noqa: S101 - made with OAuth settings

    def page(
        handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def show(request: web.Request) -> web.StreamResponse:
            return await to_aiohttp_response(await handle(await to_bolt_request(request)))

        return show

    doors.more[INSTALL] = page(flow.handle_installation)
    doors.more[REDIRECT] = page(flow.handle_callback)


def _callbacks(speaker: Speaker, installed: Installed, site: str) -> AsyncCallbackOptions:
    async def success(done: AsyncSuccessArgs) -> BoltResponse:
        """On to the app in Slack, where we have greeted meanwhile."""
        await installed(done.installation)
        query = {"app": done.installation.app_id, "team": done.installation.team_id}
        there = urlencode({name: value for name, value in query.items() if value})
        location = f"{site}/app_redirect?{there}"
        return BoltResponse(status=302, body="", headers={"Location": location})

    async def failure(failed: AsyncFailureArgs) -> BoltResponse:
        """One line of plain text; what Slack said is not shown, for anybody can say it."""
        language = _language(failed.request)
        key = "denied" if failed.reason == "access_denied" else "failed"
        words = speaker.plain(f"slack.install.{key}", language)
        return BoltResponse(
            status=failed.suggested_status_code,
            body=words + "\n",
            headers={"Content-Type": "text/plain; charset=utf-8"},
        )

    return AsyncCallbackOptions(success=success, failure=failure)


def _language(request: AsyncBoltRequest) -> Language:
    """The first of the browser's languages that we speak."""
    wanted = ",".join(request.headers.get("accept-language", []))
    spoken = (language_of(one.partition(";")[0].strip()) for one in wanted.split(","))
    return next(filter(None, spoken), Language.EN)
