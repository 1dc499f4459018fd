"""An authorization server's part, as a list of answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from connectors.model import Protocol
from connectors.oauth.model import Answer, Client, Reason, Service, Unreachable

IMAP_SCOPE, SMTP_SCOPE = "https://mail.example/IMAP.Access", "https://mail.example/SMTP.Send"

SERVICE = Service(
    id="example",
    device="https://login.example/device",
    authorization="https://login.example/authorize",
    token="https://login.example/token",
    scopes={
        Protocol.IMAP: IMAP_SCOPE,
        Protocol.POP3: "https://mail.example/POP.Access",
        Protocol.SMTP: SMTP_SCOPE,
    },
    refusals={"AADSTS53003": Reason.DEVICE_CODE_BLOCKED, "org_internal": Reason.OTHER_ACCOUNT},
)
CLIENT = Client("client-7")

DEVICE_CODE = {
    "device_code": "device-code-secret",
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://login.example/device/enter",
    "expires_in": 900,
    "interval": 5,
}
TOKEN = {"access_token": "token-secret", "token_type": "Bearer", "expires_in": 3600}


def answer(said: object, status: int = 200) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(said).encode())


def refusal(error: str, description: str = "") -> Answer:
    """An error answer (RFC 6749 §5.2)."""
    return answer({"error": error, "error_description": description}, 400)


class Posted:
    """Gives the answers in turn, and keeps what was sent."""

    def __init__(self, *answers: Answer | Unreachable) -> None:
        self._answers: Iterator[Answer | Unreachable] = iter(answers)
        self.sent: list[tuple[str, Mapping[str, str]]] = []

    async def __call__(self, url: str, form: Mapping[str, str]) -> Answer:
        self.sent.append((url, dict(form)))
        given = next(self._answers)
        if isinstance(given, Unreachable):
            raise given
        return given
