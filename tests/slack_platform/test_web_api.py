"""The Web API answers Slack's own client as Slack does, and refuses what Slack refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_platform.app_config import AppConfig
from tests.slack_platform.calls import METHODS
from tests.slack_platform.faults import RateLimited, Refuse, Status
from tests.slack_platform.methods import ANSWERERS
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Channel
from tests.slack_platform.shapes import Json
from tests.slack_platform.strict import actor, strict
from tests.slack_platform.toy import MODAL, buttons

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


@pytest.fixture
def client(slack: SlackPlatform) -> AsyncWebClient:
    token = slack.workspace("acme").installation.token
    return AsyncWebClient(token, base_url=slack.api_url)


@pytest.fixture
def channel(slack: SlackPlatform) -> Channel:
    acme = slack.workspace("acme")
    return acme.add_channel("general", acme.bot, acme.add_person("taro"))


async def refused(call: object) -> str:
    """The error for which a call was refused."""
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])


def test_every_method_is_judged_and_answered() -> None:
    """The two tables name the same methods."""
    assert METHODS.keys() == ANSWERERS.keys()


async def test_auth_test(client: AsyncWebClient) -> None:
    """It says who we are, and a header says what we may do."""
    answer = await client.auth_test()
    assert answer["bot_id"].startswith("B")
    assert answer["team"] == "acme"
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_message_is_posted_changed_and_deleted(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """Each person in the channel sees it as it is."""
    acme = slack.workspace("acme")
    taro = acme.named("taro")
    posted = await client.chat_postMessage(
        channel=channel.id, text="One", blocks=buttons("Press"), **QUIET
    )
    (seen,) = acme.seen_by(taro, channel)
    assert seen.labels == ["Press"]
    await client.chat_update(channel=channel.id, ts=posted["ts"], text="Two")
    assert acme.seen_by(taro, channel)[0].words == "Two"
    await client.chat_delete(channel=channel.id, ts=posted["ts"])
    assert acme.seen_by(taro, channel) == []
    gone = client.chat_update(channel=channel.id, ts=posted["ts"], text="Three")
    assert await refused(gone) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """By nobody else, never again after a reload, and it cannot be changed."""
    acme = slack.workspace("acme")
    taro, hana = acme.named("taro"), acme.add_person("hana")
    channel.members.add(hana.id)
    answer = await client.chat_postEphemeral(channel=channel.id, user=taro.id, text="Psst")
    assert [one.words for one in acme.seen_by(taro, channel)] == ["Psst"]
    assert acme.seen_by(hana, channel) == []
    changed = client.chat_update(channel=channel.id, ts=answer["message_ts"], text="No")
    assert await refused(changed) == "message_not_found"
    acme.forget_ephemeral(taro)
    assert acme.seen_by(taro, channel) == []


@pytest.mark.parametrize(
    ("wrong", "error", "code"),
    [
        ({"text": ""}, "no_text", "empty"),
        ({"text": "x" * 4001}, "msg_too_long", "too_long"),
        ({"blocks": [{"type": "marquee"}]}, "invalid_blocks", "unknown_type"),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5},
            "msg_blocks_too_long",
            "msg_blocks_too_long",
        ),
        ({"colour": "red"}, "invalid_arguments", "unknown_field"),
    ],
)
async def test_a_bad_message_is_refused(
    client: AsyncWebClient,
    channel: Channel,
    slack: SlackPlatform,
    wrong: Json,
    error: str,
    code: str,
) -> None:
    """With Slack's error, and it is remembered against the test."""
    call = client.api_call(
        "chat.postMessage", json={"channel": channel.id, "text": "x", **QUIET, **wrong}
    )
    assert await refused(call) == error
    assert code in slack.take_violations()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"unfurl_links": True}, "unfurls"),
        ({"unfurl_media": None}, "unfurls"),
        ({"text": "<!channel> look"}, "pings"),
        ({"text": "<@U1> look"}, "pings"),
        ({"text": "the word hunter2hunter2 in it"}, "secret_sent"),
    ],
)
async def test_bad_manners_are_remembered(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform, wrong: Json, code: str
) -> None:
    """Slack would take it; the test fails all the same."""
    slack.plant("hunter2hunter2")
    said = {"channel": channel.id, "text": "x", **QUIET, **wrong}
    await client.api_call(
        "chat.postMessage", json={name: one for name, one in said.items() if one is not None}
    )
    assert code in slack.take_violations()


async def test_where_one_may_post(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """Only where the app is, to those who let it, and below what is there."""
    acme = slack.workspace("acme")
    hana = acme.add_person("hana")
    elsewhere = acme.add_channel("elsewhere", hana)
    secret = acme.add_channel("secret", hana, private=True)
    say = client.chat_postMessage
    assert await refused(say(channel=elsewhere.id, text="x", **QUIET)) == "not_in_channel"
    assert await refused(say(channel=secret.id, text="x", **QUIET)) == "channel_not_found"
    lost = say(channel=channel.id, text="x", thread_ts="1.2", **QUIET)
    assert await refused(lost) == "thread_not_found"
    hana.dm_closed = True
    assert await refused(say(channel=hana.id, text="x", **QUIET)) == "messages_tab_disabled"
    assert await refused(client.conversations_open(users=hana.id)) == "user_not_visible"
    outsider = client.chat_postEphemeral(channel=channel.id, user=hana.id, text="x")
    assert await refused(outsider) == "user_not_in_channel"


async def test_faults_come_as_ordered(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """One after another, then none."""
    slack.faults.order("chat.postMessage", Refuse("restricted_action"))
    slack.faults.order("chat.postMessage", RateLimited(0))
    slack.faults.order("chat.postMessage", Status(503))
    say = client.chat_postMessage
    assert await refused(say(channel=channel.id, text="x", **QUIET)) == "restricted_action"
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    with pytest.raises(SlackApiError) as caught:
        await say(channel=channel.id, text="x", **QUIET)
    assert caught.value.response.status_code == 503
    await say(channel=channel.id, text="x", **QUIET)
    assert [call.error for call in slack.calls] == ["restricted_action", "ratelimited", "503", ""]
    assert slack.faults.waiting == 0


async def test_rates_can_be_enforced(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """A fifth message in a second is one too many; after a while there is room again."""
    slack.enforces_rates = True
    for _ in range(4):
        await client.chat_postMessage(channel=channel.id, text="x", **QUIET)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=channel.id, text="x", **QUIET)
    assert caught.value.response.headers["Retry-After"] == "4"
    await slack.passes(4)
    await client.chat_postMessage(channel=channel.id, text="x", **QUIET)


async def test_tokens(slack: SlackPlatform, client: AsyncWebClient) -> None:
    """None, a foreign one, an app's and a revoked one are each refused by name."""
    assert await refused(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"
    foreign = AsyncWebClient("xoxb-foreign", base_url=slack.api_url)
    assert await refused(foreign.auth_test()) == "invalid_auth"
    assert await refused(client.apps_connections_open(app_token="xoxb-x")) == (
        "not_allowed_token_type"
    )
    await client.auth_revoke()
    assert await refused(client.auth_test()) == "token_revoked"


async def test_scopes() -> None:
    """What the app was not granted it may not do, and is told what is missing."""
    platform = SlackPlatform(AppConfig(scopes=("chat:write",)))
    acme = platform.workspace("acme")
    async with strict(platform):
        client = AsyncWebClient(acme.installation.token, base_url=platform.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.users_info(user=acme.bot.id)
        assert caught.value.response["needed"] == "users:read"
        assert caught.value.response["provided"] == "chat:write"


async def test_an_unknown_method_fails_the_test(
    client: AsyncWebClient, slack: SlackPlatform
) -> None:
    """Nothing is answered that nobody wrote down."""
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert slack.take_violations() == ["unknown_method"]


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
async def test_people(client: AsyncWebClient, slack: SlackPlatform, locale: str) -> None:
    """A person's language is told to whoever asks for it; query, form and JSON are all read."""
    person = slack.workspace("acme").add_person("hana", locale=locale)
    person.guest = True
    for how in ("params", "data", "json"):
        asked = {how: {"user": person.id, "include_locale": "true"}}
        answer = await client.api_call("users.info", **asked)  # type: ignore[arg-type]
        assert answer["user"]["locale"] == locale
        assert answer["user"]["is_restricted"] is True


async def test_files_go_up_and_down(
    client: AsyncWebClient, channel: Channel, slack: SlackPlatform
) -> None:
    """What was uploaded is in the channel, and is given to the app's token alone."""
    await client.files_upload_v2(
        channel=channel.id, filename="card.txt", content="設定", title="card"
    )
    acme = slack.workspace("acme")
    (message,) = acme.seen_by(acme.named("taro"), channel)
    url = message.files[0]["url_private"]
    session_token = acme.installation.token
    for token, expected in ((session_token, "設定"), ("xoxb-wrong", "<!DOCTYPE html>")):
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as got:
            assert (await got.text()).startswith(expected)


async def test_a_form_opens_once_and_soon(client: AsyncWebClient, slack: SlackPlatform) -> None:
    """A trigger lives three seconds and opens one form."""
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    trigger = slack.tickets.trigger(acme, taro.person)
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert taro.modal
    assert taro.modal.fields == ["Name"]
    assert await refused(client.views_open(trigger_id=trigger, view=MODAL)) == (
        "exchanged_trigger_id"
    )
    late = slack.tickets.trigger(acme, taro.person)
    await slack.passes(3.1)
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=MODAL)) == "invalid_trigger_id"


async def test_forms_are_stacked_three_high(client: AsyncWebClient, slack: SlackPlatform) -> None:
    """A fourth is refused; a stale hash conflicts."""
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    opened = await client.views_open(
        trigger_id=slack.tickets.trigger(acme, taro.person), view=MODAL
    )
    for _ in range(2):
        await client.views_push(trigger_id=slack.tickets.trigger(acme, taro.person), view=MODAL)
    fourth = client.views_push(trigger_id=slack.tickets.trigger(acme, taro.person), view=MODAL)
    assert await refused(fourth) == "push_limit_reached"
    stale, view_id = opened["view"]["hash"], opened["view"]["id"]
    await client.views_update(view_id=view_id, hash=stale, view=MODAL)
    again = client.views_update(view_id=view_id, hash=stale, view=MODAL)
    assert await refused(again) == "hash_conflict"


async def test_prompts_in_a_thread_are_shown_to_nobody(
    client: AsyncWebClient, slack: SlackPlatform
) -> None:
    """Slack says that all is well, and shows nothing: that fails the test."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    prompts = [{"title": "Ports", "message": "what's port 143?"}]
    await client.assistant_threads_setSuggestedPrompts(channel_id=taro.dm.id, prompts=prompts)
    assert slack.workspace("acme").prompts[taro.dm.id] == prompts
    message = await client.chat_postMessage(channel=taro.dm.id, text="x", **QUIET)
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=taro.dm.id, thread_ts=message["ts"], prompts=prompts
    )
    assert slack.take_violations() == ["prompts_in_thread"]


@pytest.fixture
async def rotating() -> AsyncIterator[SlackPlatform]:
    platform = SlackPlatform(AppConfig(rotates=True))
    platform.workspace("acme").add_person("installer")
    async with strict(platform):
        yield platform


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's
async def test_tokens_rotate(rotating: SlackPlatform) -> None:
    """After twelve hours a token is spent; its refresh token gives one new pair."""
    acme, app = rotating.workspace("acme"), rotating.app
    client = AsyncWebClient(acme.installation.token, base_url=rotating.api_url)
    await client.auth_test()
    await rotating.passes(12 * 3600 + 1)
    assert await refused(client.auth_test()) == "token_expired"
    old = acme.installation.refresh_token

    async def refresh() -> str:
        answer = await client.oauth_v2_access(
            client_id=app.client_id,
            client_secret=app.client_secret,
            grant_type="refresh_token",
            refresh_token=old,
        )
        assert answer["expires_in"] == 43_200
        return str(answer["access_token"])

    await AsyncWebClient(await refresh(), base_url=rotating.api_url).auth_test()
    assert await refused(refresh()) == "invalid_refresh_token"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_a_code_is_exchanged_once(rotating: SlackPlatform) -> None:
    """For a token of the workspace that installed."""
    rotating.codes["code-1"] = rotating.workspace("acme")
    client = AsyncWebClient(base_url=rotating.api_url)

    async def exchange() -> Json:
        answer = await client.oauth_v2_access(
            client_id=rotating.app.client_id,
            client_secret=rotating.app.client_secret,
            code="code-1",
        )
        return dict(answer.data)  # type: ignore[arg-type]

    assert (await exchange())["team"]["name"] == "acme"
    assert await refused(exchange()) == "invalid_code"
