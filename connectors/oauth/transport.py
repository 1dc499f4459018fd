"""Sends forms to authorization servers, by aiohttp: bounded, verified, and never redirected.

Imported only where somebody signs in: the library takes a fifth of a second to load.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientError,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from connectors.oauth.model import Answer, Unreachable
from knowledge.causes import Cause

ANSWER_BYTES = 64 * 1024
"""Tokens have some two kilobytes."""

SECONDS = 15.0
"""One exchange, connecting included."""


class HttpPost:
    """Sends a form to an endpoint; ``context`` makes the rules of TLS when first needed."""

    def __init__(self, context: Callable[[], ssl.SSLContext]) -> None:
        self._context = context

    async def __call__(self, url: str, form: Mapping[str, str]) -> Answer:
        """The answer, of which 64 KiB are read.

        Raises:
            Unreachable: there is none.
        """
        try:
            return await self._exchange(url, form)
        except (ClientConnectorCertificateError, ClientSSLError) as error:
            cause = _of_certificate(error)
        except ClientConnectorDNSError:
            cause = Cause.DNS_FAILURE
        except TimeoutError:
            cause = Cause.NET_TIMEOUT
        except (ClientError, OSError):
            cause = Cause.NET_CANNOT_CONNECT
        # The error itself names the form's address and may quote: it goes no further.
        raise Unreachable(cause)

    async def _exchange(self, url: str, form: Mapping[str, str]) -> Answer:
        # A session of its own: nothing of one person's sign-in is there for the next one's.
        connector = TCPConnector(ssl=self._context(), force_close=True)
        async with (
            ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                timeout=ClientTimeout(total=SECONDS),
                headers={"Accept": "application/json", "User-Agent": "mailmedic"},
                trust_env=False,
            ) as session,
            session.post(url, data=dict(form), allow_redirects=False) as response,
        ):
            body = await response.content.read(ANSWER_BYTES)
            while len(body) < ANSWER_BYTES and (more := await response.content.read(ANSWER_BYTES)):
                body += more
            return Answer(response.status, body[:ANSWER_BYTES])


def _of_certificate(error: ClientError) -> Cause:
    if isinstance(error, ClientConnectorCertificateError):
        return Cause.TLS_CERTIFICATE_INVALID
    return Cause.TLS_HANDSHAKE_FAILED
