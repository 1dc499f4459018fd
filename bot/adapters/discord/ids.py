"""What the ``custom_id`` of a button, menu or form says, so that it needs no memory of ours.

| id | stands for |
| --- | --- |
| ``p:MESSAGE`` | picking a choice whose message is short enough to be written here |
| ``c:KEY:N`` | picking the Nth choice of a kept reply, whose message is too long for an id |
| ``m:KEY:PAGE:TOPIC`` | reading on in a kept reply; TOPIC finds it again once it is forgotten |
| ``f:KEY:FORM`` | opening the form of a kept reply; FORM asks for it again |
| ``s:KEY`` | showing a kept reply to the person it is for |
| ``a`` | writing a further question |
| ``l:N`` | a menu, the Nth of a message; its options' values are ids of the above |
| ``form:ID`` | a form of the assistant; ``own:NAME`` a form of this face |
"""

from __future__ import annotations

import re

LONGEST = 100
"""Characters of a ``custom_id``, and of a menu option's value."""

FOLLOW_UP = "a"
PICK = re.compile(r"p:(?P<message>.+)", re.DOTALL)
CHOICE = re.compile(r"c:(?P<key>[^:]+):(?P<number>[0-9]{1,3})")
MORE = re.compile(r"m:(?P<key>[^:]+):(?P<page>[0-9]{1,3}):(?P<topic>.*)", re.DOTALL)
FORM = re.compile(r"f:(?P<key>[^:]+):(?P<form>.*)", re.DOTALL)
SHOW = re.compile(r"s:(?P<key>[^:]+)")
MENU = re.compile(r"l:(?P<number>[0-9]{1,2})")
MODAL = re.compile(r"(?P<owner>form|own):(?P<id>.+)", re.DOTALL)


def choice(message: str, key: str, number: int) -> str:
    """The id of a reply's choice: the message itself where it fits."""
    written = f"p:{message}"
    return written if message and len(written) <= LONGEST else f"c:{key}:{number}"


def more(key: str, page: int, topic: str) -> str:
    """The id of the button that shows another page."""
    known = f"m:{key}:{page}:{topic}"
    return known if len(known) <= LONGEST else f"m:{key}:{page}:"


def form(key: str, form_id: str) -> str:
    """The id of the button that opens a form."""
    known = f"f:{key}:{form_id}"
    return known if len(known) <= LONGEST else f"f:{key}:"


def show(key: str) -> str:
    """The id of the button that shows somebody what is meant for them."""
    return f"s:{key}"


def menu(number: int) -> str:
    """The id of a menu."""
    return f"l:{number}"


def modal(form_id: str) -> str:
    """The id of a form of the assistant's. Its own id is shortened, never the prefix."""
    return f"form:{form_id}"[:LONGEST]


def own_modal(name: str) -> str:
    """The id of a form of this face."""
    return f"own:{name}"
