"""Accounts that take no password: signing in at authlib's server, and Dovecot takes the token."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.config import PasswordEntry
from bot.core.check_talk import CheckRequest
from bot.core.model import Code
from bot.core.plain import plain
from bot.web.runs import BudgetSpent
from bot.web.wish import Checked, NoToken, Wish
from connectors.budget import Left
from connectors.lookup.model import Srv
from connectors.oauth.model import Reason
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.providers import Protocol, Security
from tests.bot.overlays import provider
from tests.bot.web.world import ASKER, SETTINGS, Got, World, world
from tests.servers import authorization as served
from tests.servers.authorization import (
    CLIENT_ID,
    CLIENT_SECRET,
    Authorization,
    Device,
    authorization_server,
)
from tests.servers.certificates import HOST, Certificates
from tests.servers.dovecot import token
from tests.servers.mailboxes import TARO
from tests.servers.real import RealServers

pytestmark = pytest.mark.real_servers

BOTH = '"oauth2", "app-password"'


class Names:
    """The mail server is here."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        if host != HOST:
            raise LookupFailed(Cause.DNS_NO_SUCH_HOST)
        return (ip_address("127.0.0.1"),)

    async def srv(self, name: str) -> tuple[Srv, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)

    async def mx(self, domain: str) -> tuple[str, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)

    async def txt(self, name: str) -> tuple[bytes, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)


@asynccontextmanager
async def signing_in(
    real_servers: RealServers,
    certificates: Certificates,
    folder: Path,
    *,
    way: str = "microsoft",
    auth: str = '"oauth2"',
    user: str = TARO,
    client: bool = True,
) -> AsyncIterator[tuple[World, Authorization]]:
    """Dovecot, an authorization server whose tokens it takes, and our pages in front of both."""
    key = served.Client(CLIENT_ID)
    authorization = Authorization(token=token, client=key, user=user)
    async with authorization_server(authorization, certificates.good):
        overlay = _overlay(folder, real_servers, authorization.origin, way, auth)
        ids = {f"{way}_client_id": CLIENT_ID} if client else {}
        settings = replace(SETTINGS, **ids)  # type: ignore[arg-type]  # one of its fields
        if way == "google":
            key.secret = CLIENT_SECRET
            settings = replace(settings, google_client_secret=CLIENT_SECRET)
        knowledge = open_knowledge(overlay)
        async with world(knowledge, real_servers.ca_file, settings, names=Names()) as web:
            key.redirect_uris = [f"{web.desk.origin}/sign-in/back"]
            yield web, authorization


def _overlay(folder: Path, real_servers: RealServers, origin: str, way: str, auth: str) -> Path:
    dovecot = real_servers.dovecot
    servers = [(p, HOST, dovecot.port(p, Security.TLS), Security.TLS) for p in Protocol]
    provider(folder, "example.com", servers, auth=auth)
    lines = [
        'kind = "oauth"',
        "sources = []",
        "checked = 2026-11-26",
        "[[row]]",
        f'key = "{way}"',
        'providers = ["example"]',
        f'device = "{origin}/device"',
        f'authorization = "{origin}/authorize"',
        f'token = "{origin}/token"',
    ]
    (folder / "facts" / "oauth.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


async def test_no_code_is_asked_for_in_vain(
    real_servers: RealServers,
    certificates: Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has no check left may press the button as often as they like: the provider is spared."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):
        found = await web.desk.find(CheckRequest(TARO))
        wish = Wish(ASKER, CheckRequest(TARO), found.servers, web.chat.deliver)
        none = Left(runs=0, seconds=60.0)
        monkeypatch.setattr(web.desk._runs, "left", lambda *_, **__: none)
        with pytest.raises(BudgetSpent):
            await web.desk.begin(wish)
        assert not authorization.devices


async def test_by_code_from_the_chat(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """The chat shows address and code with a warning; all three protocols take the token."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):

        def person(device: Device) -> None:
            if device.asked == 2:
                authorization.approve(device.user_code)

        authorization.on_question = person
        taken = await web.ask(TARO)
        assert (taken.url, taken.pending) == ("", True)
        ending = await web.ended()
    (code,) = [block.text for block in taken.reply.blocks if isinstance(block, Code)]
    assert code in {device.user_code for device in authorization.devices.values()}
    text = plain(taken.reply.blocks)
    assert f"{authorization.origin}/enter" in text
    assert "only because you asked for it yourself" in text
    assert taken.reply.private
    assert isinstance(ending, Checked)
    assert ending.report.ok
    assert {r.facts.login_mechanism for r in ending.report.checks} == {"OAUTHBEARER"}
    assert token(TARO) not in repr(ending)


async def test_it_needs_no_page(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """Where no password is typed, ``none`` is no hindrance."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):
        web.desk._entry = PasswordEntry.NONE
        authorization.on_question = lambda device: authorization.approve(device.user_code)
        await web.ask(TARO)
        ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok


@pytest.mark.parametrize("language", Language)
async def test_by_code_and_they_say_no(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path, language: Language
) -> None:
    """Nothing is checked, and the chat says why."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):
        authorization.on_question = lambda device: authorization.refuse(device.user_code)
        await web.ask(TARO, replace(ASKER, language=language))
        ending = await web.ended()
        assert isinstance(ending, NoToken)
        assert ending.failed.reason is Reason.DECLINED
        told = plain(web.desk.told(ending, language).blocks)
    assert {Language.EN: "refused", Language.JA: "許可"}[language] in told


async def test_the_token_of_another_account(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """Whoever signs in as somebody else opens nothing: the server compares."""
    there = signing_in(real_servers, certificates, tmp_path, user="hanako@example.com")
    async with there as (web, authorization):
        authorization.on_question = lambda device: authorization.approve(device.user_code)
        await web.ask(TARO)
        ending = await web.ended()
    assert isinstance(ending, Checked)
    assert not ending.report.ok
    assert ending.report.checks[0].cause is Cause.AUTH_TOKEN_REJECTED


async def test_our_registration_is_refused(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """No code is shown, and nobody waits."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):
        authorization.client.client_id = "another"
        taken = await web.ask(TARO)
    assert not taken.pending
    assert "did not accept this program's registration" in plain(taken.reply.blocks)


async def test_nobody_has_registered_us(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """Everything up to the login is tested, and the chat says why no further."""
    there = signing_in(real_servers, certificates, tmp_path, client=False)
    async with there as (web, _):
        taken = await web.ask(TARO)
        ending = await web.ended()
    assert "takes no password" in plain(taken.reply.blocks)
    assert isinstance(ending, Checked)
    assert ending.report.ok
    assert {r.facts.login_mechanism for r in ending.report.checks} == {None}


SIGN_IN = {"act": "sign-in"}


async def sent_away(web: World) -> tuple[str, str]:
    """From our page to the provider's: the link, and the provider's address."""
    url = await web.link(TARO)
    page = await web.get(url)
    assert "Sign in with Google" in page.text
    gone = await web.post(url, SIGN_IN)
    assert gone.status == 303
    return url, gone.headers["Location"]


async def came_back(web: World, address: str) -> Got:
    """From the provider's page to ours."""
    there = await web.client.get(address, ssl=False, allow_redirects=False)
    assert there.status == 302
    return await web.get(there.headers["Location"])


def fields_of(page: Got) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found = re.findall(r'name="(state|code)" value="([^"]*)"', page.text)
    return {"act": "login", **dict(found)}


@pytest.mark.parametrize("auth", ['"oauth2"', BOTH], ids=["only", "or app password"])
async def test_in_the_browser(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path, auth: str
) -> None:
    """To the provider's page and back, one more yes, and the mailbox is opened with the token."""
    there = signing_in(real_servers, certificates, tmp_path, way="google", auth=auth)
    async with there as (web, authorization):
        url, address = await sent_away(web)
        page = await web.get(url)
        assert page.status == 410
        back = await came_back(web, address)
        assert back.status == 200
        assert "Hanako Sato" in back.text
        assert web.chat.endings.empty()
        begun = await web.post("/sign-in/back", fields_of(back))
        assert begun.status == 303
        ending = await web.ended()
        assert isinstance(ending, Checked)
        assert ending.report.ok, ending
        again = await web.post("/sign-in/back", fields_of(back))
        assert again.status == 410
        assert (
            authorization.origin
            in (await web.get(await web.link(TARO))).headers["Content-Security-Policy"]
        )


async def test_in_the_browser_and_they_say_no(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """A page that says what happened."""
    there = signing_in(real_servers, certificates, tmp_path, way="google")
    async with there as (web, authorization):
        authorization.consents = False
        _, address = await sent_away(web)
        back = await came_back(web, address)
    assert back.status == 403
    assert back.heading == "The sign-in did not work"


async def test_coming_back_uses_nothing_up(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """The address bar may be loaded again; only the yes counts, once, from our own page."""
    there = signing_in(real_servers, certificates, tmp_path, way="google")
    async with there as (web, _):
        _, address = await sent_away(web)
        state = parse_qs(urlsplit(address).query)["state"][0]
        back = f"/sign-in/back?state={state}&code=x"
        for _ in range(5):
            assert (await web.get(back)).status == 200
        assert (await web.get(f"/sign-in/back?state={state}")).status == 400
        assert (await web.get(f"/sign-in/back?state={state}x&code=x")).status == 404
        fields = {"state": state, "code": "x"}
        foreign = await web.post(
            "/sign-in/back", fields, headers={"Origin": "https://evil.example"}
        )
        assert foreign.status == 403
        assert (await web.post("/sign-in/back", fields)).status == 303
        ending = await web.ended()
        assert isinstance(ending, NoToken)
        assert ending.failed.code == "invalid_grant"
        web.clock.move(600)
        assert (await web.get(back)).status == 404


async def test_a_password_where_none_is_taken(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path
) -> None:
    """There is no field for it, and a form that has one all the same is refused."""
    there = signing_in(real_servers, certificates, tmp_path, way="google")
    async with there as (web, _):
        url = await web.link(TARO)
        assert 'type="password"' not in (await web.get(url)).text
        assert (await web.post(url, {"act": "login", "password": "x"})).status == 400
