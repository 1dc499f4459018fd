"""What both ways of signing in share: who we are, and whether a token is good for mail."""

from __future__ import annotations

from connectors.model import Credentials
from connectors.oauth.grammar import Granted
from connectors.oauth.model import Client, Reason, SignInFailed


def client_fields(client: Client) -> dict[str, str]:
    """Who we are, in a form to the token endpoint (RFC 6749 §2.3.1)."""
    fields = {"client_id": client.id}
    if client.secret is not None:
        fields["client_secret"] = client.secret.reveal()
    return fields


def scoped(granted: Granted, wanted: str) -> Credentials:
    """The token, if it may do what was asked for.

    Raises:
        SignInFailed: ``scope_missing``: consent pages let people untick what a program asks for.
    """
    if granted.scopes is not None:
        given = set(map(_name, granted.scopes))
        if any(_name(scope) not in given for scope in wanted.split()):
            raise SignInFailed(Reason.SCOPE_MISSING)
    return granted.token


def _name(scope: str) -> str:
    """A scope's own name: services answer with another host or another case than was asked for."""
    return scope.rstrip("/").rpartition("/")[2].lower()
