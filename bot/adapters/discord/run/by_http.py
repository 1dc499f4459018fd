"""Interactions that came by HTTP, handed to the library as if its gateway had brought them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord


def hand_over(client: discord.Client, interaction: Mapping[str, Any]) -> None:
    """Let the library read an interaction and call its command, button or form.

    The library serves no HTTP of its own, so this calls the method with which it reads the
    gateway's event; both carry the same payload. It is private: a test holds it to what we need.

    Raises:
        KeyError, TypeError, ValueError: the payload lacks what an interaction has.
    """
    client._connection.parse_interaction_create(dict(interaction))  # type: ignore[arg-type]
