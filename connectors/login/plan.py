"""Which mechanisms could be used with a server and what was given, or why none. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.dialogue.arguments import has_control_character
from connectors.dialogue.details import DetailCode
from connectors.login.mechanism import TOKEN_ORDER, Mechanism
from connectors.login.sasl import can_scram
from connectors.model import Credentials, Detail
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

_NEED_SCRAM_NAMES = (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers for logging in, commands of the protocol's own included.

    ``order`` is that in which we would take them. ``whole`` is false when the server could not
    say what it offers, so that more may be tried when asked for. ``more_with_tls``: the line is
    clear, and the server says that it could be encrypted or must be.
    """

    mechanisms: tuple[str, ...]
    order: Sequence[Mechanism]
    whole: bool = True
    more_with_tls: bool = False


def plan(offer: Offer, user: str, credentials: Credentials, wanted: str) -> tuple[Mechanism, ...]:
    """The mechanisms that could be used, strongest first; only ``wanted`` when that is given.

    Raises:
        WireFailed: there is none: ``auth.tls_required``, ``auth.oauth_required`` or
            ``auth.no_common_mechanism``; ``auth.wrong_credentials`` when what was given can be
            neither password nor token. Nothing was sent.
    """
    if has_control_character(credentials.reveal()):
        detail = Detail(DetailCode.LOGIN_INVISIBLE_CHARACTER)
        raise WireFailed(Cause.AUTH_WRONG_CREDENTIALS, detail=detail)
    if wanted:
        return (_wanted(offer, wanted.upper()),)
    usable = [mechanism for mechanism in offer.order if mechanism in offer.mechanisms]
    if not can_scram(user, credentials.reveal()):
        usable = [mechanism for mechanism in usable if mechanism not in _NEED_SCRAM_NAMES]
    if not usable:
        raise _nothing_usable(offer, credentials)
    return tuple(usable)


def _wanted(offer: Offer, name: str) -> Mechanism:
    supported = name in Mechanism.__members__.values()
    if supported and (name in offer.mechanisms or not offer.whole):
        return Mechanism(name)
    if offer.more_with_tls:
        raise WireFailed(Cause.AUTH_TLS_REQUIRED)
    values = {"mechanism": name, "offered": " ".join(offer.mechanisms)}
    detail = Detail(DetailCode.LOGIN_NOT_OFFERED, values)
    raise WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)


def _nothing_usable(offer: Offer, credentials: Credentials) -> WireFailed:
    if offer.more_with_tls:
        return WireFailed(Cause.AUTH_TLS_REQUIRED)
    if not offer.mechanisms:
        detail = Detail(DetailCode.LOGIN_NOTHING_OFFERED)
        return WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)
    detail = Detail(DetailCode.LOGIN_NOTHING_IN_COMMON, {"offered": " ".join(offer.mechanisms)})
    if not credentials.is_token and any(token in offer.mechanisms for token in TOKEN_ORDER):
        return WireFailed(Cause.AUTH_OAUTH_REQUIRED, detail=detail)
    return WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)
