"""What somebody wants checked, from what they filled in or wrote. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.core.check_form import ADDRESS
from bot.core.check_talk import CheckRequest
from connectors.lookup.names import MalformedName, host_name, literal
from connectors.model import Protocol, Security

_ENCRYPTED = (Security.TLS, Security.STARTTLS)


def request_of(address: str, values: Mapping[str, str]) -> CheckRequest:
    """The request of an address, with what was filled in besides; what cannot be is left out.

    A port and an encryption belong to one protocol: without one they are left out too.
    """
    port = values.get("port", "").strip()
    request = CheckRequest(address, host=_host(values.get("host", "").strip()))
    protocol = next((one for one in Protocol if one == values.get("protocol", "")), None)
    if protocol is None:
        return request
    return replace(
        request,
        protocols=(protocol,),
        port=int(port) if re.fullmatch(r"[0-9]{1,5}", port) else None,
        security=next((one for one in _ENCRYPTED if one == values.get("security", "")), None),
    )


def address_of(values: Mapping[str, str]) -> str:
    """The address that was filled in."""
    return values.get(ADDRESS, "").strip()


def _host(text: str) -> str:
    if address := literal(text):
        return str(address)
    try:
        return host_name(text) if text else ""
    except MalformedName:
        return ""
