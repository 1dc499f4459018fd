"""An authorization server's refusal, read into a reason and a cause. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connectors.oauth.grammar import Refusal
from connectors.oauth.model import Reason, Service, SignInFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

WORDS: Mapping[str, Reason] = {
    # RFC 6749 §4.1.2.1 and §5.2
    "access_denied": Reason.DECLINED,
    "invalid_client": Reason.CLIENT_REFUSED,
    "unauthorized_client": Reason.CLIENT_REFUSED,
    "unsupported_grant_type": Reason.CLIENT_REFUSED,
    "unsupported_response_type": Reason.CLIENT_REFUSED,
    "invalid_scope": Reason.CLIENT_REFUSED,
    "invalid_request": Reason.CLIENT_REFUSED,
    "server_error": Reason.UNAVAILABLE,
    "temporarily_unavailable": Reason.UNAVAILABLE,
    # RFC 8628 §3.5
    "expired_token": Reason.EXPIRED,
    # Microsoft's names for the same, and for what OpenID Connect Core §3.1.2.6 calls so
    "authorization_declined": Reason.DECLINED,
    "code_expired": Reason.EXPIRED,
    "consent_required": Reason.ADMIN_CONSENT,
    "admin_policy_enforced": Reason.ADMIN_CONSENT,
    "org_internal": Reason.OTHER_ACCOUNT,
}
"""What the protocol's own words mean; a provider's number says more and is looked at first."""

_NUMBER = re.compile(r"AADSTS\d{4,9}")


def read_refusal(refusal: Refusal, service: Service, replies: Replies) -> SignInFailed:
    """Why the service refused.

    The provider's own number says most: the facts tell its reason, or what is known of replies
    its cause, which is then about the account. Without one the protocol's word decides.
    """
    number = _NUMBER.search(refusal.description)
    code = number[0] if number else refusal.error
    reason, cause = service.refusals.get(code), None
    if reason is None and number:
        cause = _cause(code, replies)
        reason = Reason.ACCOUNT if cause else None
    return SignInFailed(reason or WORDS.get(refusal.error, Reason.OTHER), cause, code)


def _cause(code: str, replies: Replies) -> Cause | None:
    readings = (reading.cause for reading in replies.read(code))
    return next((cause for cause in readings if cause.stage == "auth"), None)
