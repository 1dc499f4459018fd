"""XML from strangers, read without doing what it asks for.

No document type is accepted at all: no entities that grow, none that name a file or an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError


class MalformedDocument(ValueError):  # noqa: N818 - a finding, not an error of ours
    """The bytes are not a document of the kind that was asked for."""


def read(document: bytes) -> Element:
    """The root of a document.

    Raises:
        MalformedDocument: it is not well-formed, has a DOCTYPE, or is in an unknown encoding.
    """
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(document, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as malformed:
        raise MalformedDocument(str(malformed)) from malformed
    return root


def name(element: Element) -> str:
    """An element's name without its namespace, in lower case."""
    tag = element.tag
    # Comments and processing instructions have a function there; defusedxml drops them.
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children(element: Element, wanted: str) -> Iterator[Element]:
    """The children of this name, in whatever namespace and case."""
    return (child for child in element if name(child) == wanted)


def text(element: Element, wanted: str) -> str:
    """What the first child of this name says, blanks around it left out; empty without one."""
    return next(((child.text or "").strip() for child in children(element, wanted)), "")
