"""XML from strangers, read without doing what it asks for.

No document type is accepted at all: no entities that grow, none that name a file or an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

ELEMENTS_LIMIT = 5000
"""The largest configuration that we have seen, of a provider with 200 domains, has 400."""

DEPTH_LIMIT = 50
"""Elements within elements; the formats that are read here go six deep."""


class MalformedDocument(ValueError):  # noqa: N818 - a finding, not an error of ours
    """The bytes are not a document of the kind that was asked for."""


def read(document: bytes) -> Element:
    """The root of a document.

    Raises:
        MalformedDocument: it is not well-formed, has a DOCTYPE, is in an unknown encoding, or has
            too many elements.
    """
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(document)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as malformed:
        raise MalformedDocument(str(malformed)) from malformed
    return root


class _Bounded(TreeBuilder):
    """Builds a tree that is neither large nor deep."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """See ``TreeBuilder``."""
        self._elements += 1
        self._depth += 1
        if self._elements > ELEMENTS_LIMIT or self._depth > DEPTH_LIMIT:
            raise MalformedDocument(tag[:100])
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        """See ``TreeBuilder``."""
        self._depth -= 1
        return super().end(tag)


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
