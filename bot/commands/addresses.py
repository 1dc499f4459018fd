"""Addresses, hosts and name servers as arguments: read, or refused with a reason."""

from __future__ import annotations

from ipaddress import ip_address

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.config import SettingsError
from connectors.lookup.address import MalformedAddress, parse
from connectors.lookup.names import MalformedName, host_name, literal


def read_address(text: str) -> str:
    """A mail address. UsageError says what is wrong with it."""
    try:
        return str(parse(text))
    except MalformedAddress as malformed:
        raise UsageError(f"address.{malformed.fault}", value=text[:100]) from malformed


def read_host(text: str) -> str:
    """A host name or IP address. UsageError when it cannot be one."""
    if address := literal(text):
        return str(address)
    try:
        return host_name(text)
    except MalformedName as malformed:
        raise UsageError("host", value=text[:100]) from malformed


def read_user(text: str) -> str:
    """A user name: anything but a control character. UsageError otherwise."""
    if not text or any(character < " " or character == "\x7f" for character in text):
        raise UsageError("user", value=text[:100])
    return text


def read_resolver(text: str) -> str:
    """A name server, ``IP`` or ``IP:PORT`` (``[IP]:PORT`` for IPv6). UsageError otherwise."""
    host, port = text, "53"
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        ip_address(host)
        if not port.isdigit() or not 0 < int(port[:6]) < 65536:
            raise ValueError
    except ValueError:
        raise UsageError("resolver", value=text[:100]) from None
    return text


def resolver_of(option: str | None, context: Context) -> str:
    """The name server to ask, of the option or the settings; empty for the machine's own.

    Raises:
        SettingsError: the one in the settings cannot be meant.
    """
    wanted = context.settings.resolver
    if option is not None or not wanted:
        return option or ""
    try:
        return read_resolver(wanted)
    except UsageError:
        raise SettingsError("resolver", value=wanted[:100]) from None
