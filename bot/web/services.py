"""The providers that people can sign in to here: those for which the operator has registered us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.config import ServeSettings
from connectors.model import Credentials, Protocol
from connectors.oauth.model import Client, Reason, Service
from knowledge.load import Knowledge
from knowledge.model import Row

KIND = "oauth"
"""The kind of the rows with the facts."""


class Way(StrEnum):
    """How people sign in to a service."""

    DEVICE = "device"
    """A code from the chat is typed on the provider's page (RFC 8628)."""
    BROWSER = "browser"
    """From our page to the provider's, and back (RFC 7636)."""


@dataclass(frozen=True, slots=True)
class SignInService:
    """A service, who we are there, and how people sign in."""

    service: Service
    client: Client
    way: Way


class Services:
    """The services that are ready, by the providers whose accounts they are for."""

    def __init__(self, knowledge: Knowledge, settings: ServeSettings) -> None:
        clients = _clients(settings)
        self._by_provider = {
            provider: SignInService(
                _service(row, settings.microsoft_tenant), clients[row.key], Way(row.fields["way"])
            )
            for row in knowledge.rows.values()
            if row.kind == KIND and row.key in clients
            for provider in row.fields["providers"]
        }

    def of(self, provider: str) -> SignInService | None:
        """The service for a provider's accounts, or None."""
        return self._by_provider.get(provider)

    def known(self, provider: str) -> SignInService:
        """The service that there is. KeyError when there is none."""
        return self._by_provider[provider]


def _clients(settings: ServeSettings) -> Mapping[str, Client]:
    secret = settings.google_client_secret
    clients = {
        "microsoft": Client(settings.microsoft_client_id),
        "google": Client(settings.google_client_id, Credentials(secret) if secret else None),
    }
    return {name: client for name, client in clients.items() if client.id}


def _service(row: Row, tenant: str) -> Service:
    fields = row.fields
    device, authorization, token = (
        fields[name].replace("{tenant}", tenant) for name in ("device", "authorization", "token")
    )
    return Service(
        row.key,
        device,
        authorization,
        token,
        scopes={Protocol(name): scope for name, scope in fields["scopes"].items()},
        refusals={
            number: Reason(reason)
            for reason, numbers in fields["refusals"].items()
            for number in numbers
        },
    )
