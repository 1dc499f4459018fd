"""Discord's refusals: the status, the code and the words of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.discord_platform.schema import Fault


@dataclass(frozen=True)
class Refusal(Exception):  # noqa: N818 - it is what Discord says
    """An answer that is no success. ``via`` tells Discord's own 429 from Cloudflare's ban."""

    status: int
    code: int
    message: str
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code, **self.more}


UNAUTHORIZED = Refusal(401, 0, "401: Unauthorized")
NO_ROUTE = Refusal(404, 0, "404: Not Found")
NO_CHANNEL = Refusal(404, 10003, "Unknown Channel")
NO_GUILD = Refusal(404, 10004, "Unknown Guild")
NO_MESSAGE = Refusal(404, 10008, "Unknown Message")
NO_USER = Refusal(404, 10013, "Unknown User")
NO_WEBHOOK = Refusal(404, 10015, "Unknown Webhook")
NO_INTERACTION = Refusal(404, 10062, "Unknown interaction")
NO_COMMAND = Refusal(404, 10063, "Unknown application command")
ACKNOWLEDGED = Refusal(400, 40060, "Interaction has already been acknowledged.")
TOO_MANY_FOLLOW_UPS = Refusal(
    400, 40094, "This interaction has hit the maximum number of follow up messages."
)
NO_ACCESS = Refusal(403, 50001, "Missing Access")
NOT_THE_AUTHOR = Refusal(403, 50005, "Cannot edit a message authored by another user")
CLOSED = Refusal(403, 50007, "Cannot send messages to this user")
NO_PERMISSION = Refusal(403, 50013, "Missing Permissions")
BAD_TOKEN = Refusal(401, 50027, "Invalid Webhook Token")
SERVER_ERROR = Refusal(500, 0, "500: Internal Server Error")


def bad_form(faults: Iterable[Fault]) -> Refusal:
    """What an invalid body gets, each field named."""
    errors: dict[str, Any] = {}
    for fault in faults:
        place = errors
        for part in filter(None, fault.path.split(".")):
            place = place.setdefault(part, {})
        place.setdefault("_errors", []).append({"code": "BAD", "message": fault.what})
    return Refusal(400, 50035, "Invalid Form Body", {"errors": errors})


def too_many(*, retry_after: float = 0.01, via: bool = True, everywhere: bool = False) -> Refusal:
    """429: by Discord itself, which has a ``Via`` header, or by the wall before it."""
    headers = {
        "Retry-After": str(retry_after),
        "X-RateLimit-Scope": "global" if everywhere else "user",
    }
    if via:
        headers["Via"] = "1.1 google"
    more = {"retry_after": retry_after, "global": everywhere}
    return Refusal(429, 0, "You are being rate limited.", more, headers)
