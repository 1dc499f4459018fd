"""An authorization server on loopback: authlib's grants behind aiohttp's server.

It hands out codes for devices (RFC 8628) and codes by redirect with PKCE (RFC 7636). ``approve``,
``refuse`` and ``consents`` play the person on its pages.
"""

# mypy: disable-error-code="misc, no-untyped-call, no-untyped-def"

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from authlib.oauth2.rfc6749 import (
    AuthorizationCodeMixin,
    AuthorizationServer,
    ClientMixin,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialMixin,
)

NAME = DeviceAuthorizationEndpoint.ENDPOINT_NAME

CLIENT_ID, CLIENT_SECRET = "mailmedic-tests", "client-secret-of-tests"


@dataclass
class Client(ClientMixin):
    """A registered program; public where it has no secret."""

    client_id: str
    secret: str = ""
    redirect_uris: list[str] = field(default_factory=list)

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("client_secret_post" if self.secret else "none")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type != "refresh_token"


@dataclass
class Device(DeviceCredentialMixin):
    """A code that was handed out to a device."""

    client_id: str
    scope: str
    user_code: str
    asked: int = 0

    def get_client_id(self) -> str:
        return self.client_id

    def get_scope(self) -> str:
        return self.scope

    def get_user_code(self) -> str:
        return self.user_code

    def is_expired(self) -> bool:
        return False


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was handed out by redirect."""

    client_id: str
    redirect_uri: str
    scope: str
    user: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Authorization:
    """What the server knows. ``token`` makes an access token for a user.

    ``slow_down_at`` are the questions (from 1) that are answered by slow_down.
    """

    token: Callable[[str], str]
    client: Client
    user: str
    consents: bool = True
    slow_down_at: frozenset[int] = frozenset()
    origin: str = ""
    devices: dict[str, Device] = field(default_factory=dict)
    grants: dict[str, tuple[str, bool]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    on_question: Callable[[Device], None] = lambda device: None

    def approve(self, user_code: str) -> None:
        """The person types the code and allows the access."""
        self.grants[user_code] = (self.user, True)

    def refuse(self, user_code: str) -> None:
        """The person types the code and says no."""
        self.grants[user_code] = (self.user, False)


@asynccontextmanager
async def authorization_server(
    authorization: Authorization, context: ssl.SSLContext
) -> AsyncIterator[Authorization]:
    """Serve it over TLS on a free port; its ``origin`` is set then."""
    server = _server(authorization)
    app = web.Application()

    async def device(request: web.Request) -> web.Response:
        return _answered(server.create_endpoint_response(NAME, await _heard(request)))

    async def token(request: web.Request) -> web.Response:
        return _answered(server.create_token_response(await _heard(request)))

    async def authorize(request: web.Request) -> web.Response:
        heard = await _heard(request)
        grant = server.get_consent_grant(heard, end_user=authorization.user)
        user = authorization.user if authorization.consents else None
        return _answered(server.create_authorization_response(heard, user, grant))

    app.router.add_post("/device", device)
    app.router.add_post("/token", token)
    app.router.add_get("/authorize", authorize)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        port = runner.addresses[0][1]
        authorization.origin = f"https://127.0.0.1:{port}"
        yield authorization
    finally:
        await runner.cleanup()


def _answered(response: Any) -> web.Response:
    assert isinstance(response, web.Response)
    return response


async def _heard(request: web.Request) -> OAuth2Request:
    heard = OAuth2Request(request.method, str(request.url), headers=request.headers)
    fields = dict(request.query) | {k: str(v) for k, v in (await request.post()).items()}
    heard.payload = BasicOAuth2Payload(fields)
    # The library reads client authentication and the like from these.
    heard.__class__ = type(
        "Heard", (OAuth2Request,), {"form": property(lambda _: fields), "args": dict(request.query)}
    )
    return heard


def _server(authorization: Authorization) -> Any:
    class Server(AuthorizationServer):
        def query_client(self, client_id: str) -> Client | None:
            known = authorization.client
            return known if known.client_id == client_id else None

        def save_token(self, token: Any, request: Any) -> None:
            """It is not kept: nobody refreshes it."""

        def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
            return request

        def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
            """Nobody listens."""

        def handle_response(self, status: int, body: Any, headers: Any) -> web.Response:
            headers = {k: v for k, v in headers if k.lower() != "content-type"}
            if isinstance(body, dict):
                return web.json_response(body, status=status, headers=headers)
            return web.Response(text=body or "", status=status, headers=headers)

    class Devices(DeviceAuthorizationEndpoint):
        INTERVAL = 5
        EXPIRES_IN = 900

        def get_verification_uri(self) -> str:
            return f"{authorization.origin}/enter"

        def save_device_credential(self, client_id: str, scope: str, data: Any) -> None:
            device = Device(client_id, scope, data["user_code"])
            authorization.devices[data["device_code"]] = device

    class DeviceCodes(DeviceCodeGrant):
        def query_device_credential(self, device_code: str) -> Device | None:
            device = authorization.devices.get(device_code)
            if device:
                device.asked += 1
                authorization.on_question(device)
            return device

        def query_user_grant(self, user_code: str) -> tuple[str, bool] | None:
            return authorization.grants.get(user_code)

        def should_slow_down(self, credential: Device) -> bool:
            return credential.asked in authorization.slow_down_at

    class Codes(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post", "none")

        def save_authorization_code(self, code: str, request: Any) -> None:
            fields = request.payload.data
            authorization.codes[code] = Code(
                request.payload.client_id,
                request.payload.redirect_uri,
                request.payload.scope,
                request.user,
                fields["code_challenge"],
                fields["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return authorization.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            authorization.codes = {
                code: known
                for code, known in authorization.codes.items()
                if known is not authorization_code
            }

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.user

    def token(grant_type: str, client: Any, user: str, scope: str, **_: Any) -> dict[str, Any]:
        return {
            "token_type": "Bearer",
            "access_token": authorization.token(user),
            "expires_in": 3600,
            "scope": scope,
        }

    server = Server()
    server.register_token_generator("default", token)
    server.register_endpoint(Devices)
    server.register_grant(DeviceCodes)
    server.register_grant(Codes, [CodeChallenge(required=True)])
    return server
