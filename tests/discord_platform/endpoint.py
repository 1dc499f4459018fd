"""Interactions by HTTP: signed with Ed25519 and posted to an endpoint of the application's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True)
class Delivered:
    """What the endpoint said."""

    status: int
    body: Any


@dataclass
class Endpoint:
    """Where the application hears, and the key that Discord signs with."""

    url: str
    key: Ed25519PrivateKey = field(repr=False)

    async def deliver(
        self, payload: Mapping[str, Any], timestamp: int, *, forged: bool = False
    ) -> Delivered:
        """Post it, with a good signature or with one of another key."""
        body = json.dumps(payload, ensure_ascii=False).encode()
        key = Ed25519PrivateKey.generate() if forged else self.key
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
            "X-Signature-Ed25519": key.sign(str(timestamp).encode() + body).hex(),
            "X-Signature-Timestamp": str(timestamp),
        }
        async with (
            ClientSession() as session,
            session.post(self.url, data=body, headers=headers) as response,
        ):
            raw = await response.read()
            is_json = raw and response.content_type == "application/json"
            return Delivered(response.status, json.loads(raw) if is_json else None)


def public_key_of(key: Ed25519PrivateKey) -> str:
    """As the application's page shows it."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
