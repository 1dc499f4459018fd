"""Providers' refusals, read into reasons and causes."""

from __future__ import annotations

import pytest

from connectors.oauth.grammar import Refusal
from connectors.oauth.model import CAUSES, Reason
from connectors.oauth.refusals import read_refusal
from knowledge.causes import Cause
from knowledge.replies import ours
from tests.connectors.oauth.posting import SERVICE


@pytest.mark.parametrize(
    ("error", "description", "reason", "cause"),
    [
        ("access_denied", "", Reason.DECLINED, Cause.AUTH_TOKEN_REJECTED),
        ("authorization_declined", "", Reason.DECLINED, Cause.AUTH_TOKEN_REJECTED),
        ("expired_token", "", Reason.EXPIRED, Cause.CHECK_CANCELLED),
        ("code_expired", "", Reason.EXPIRED, Cause.CHECK_CANCELLED),
        ("invalid_client", "unknown client", Reason.CLIENT_REFUSED, Cause.AUTH_TOKEN_REJECTED),
        ("consent_required", "", Reason.ADMIN_CONSENT, Cause.AUTH_TOKEN_REJECTED),
        ("temporarily_unavailable", "", Reason.UNAVAILABLE, Cause.AUTH_TEMPORARY_FAILURE),
        ("org_internal", "", Reason.OTHER_ACCOUNT, Cause.AUTH_TOKEN_REJECTED),
        ("something_new", "who knows", Reason.OTHER, Cause.AUTH_TOKEN_REJECTED),
        (
            "access_denied",
            "AADSTS53003: Access has been blocked by policies.",
            Reason.DEVICE_CODE_BLOCKED,
            Cause.AUTH_ACCESS_DENIED,
        ),
        ("invalid_grant", "AADSTS50057: disabled", Reason.ACCOUNT, Cause.AUTH_ACCOUNT_DISABLED),
        ("invalid_grant", "AADSTS50055: expired", Reason.ACCOUNT, Cause.AUTH_PASSWORD_EXPIRED),
        ("invalid_grant", "AADSTS50126: wrong", Reason.ACCOUNT, Cause.AUTH_WRONG_CREDENTIALS),
        ("invalid_client", "AADSTS9999999: new", Reason.CLIENT_REFUSED, Cause.AUTH_TOKEN_REJECTED),
    ],
)
def test_a_refusal_is_read(error: str, description: str, reason: Reason, cause: Cause) -> None:
    """The provider's number first, then the protocol's word."""
    failed = read_refusal(Refusal(error, description), SERVICE, ours())
    assert (failed.reason, failed.cause) == (reason, cause)
    assert failed.code == (description.partition(":")[0] if "AADSTS" in description else error)


def test_every_reason_has_a_cause() -> None:
    """The vocabulary is whole."""
    assert set(CAUSES) == set(Reason)
