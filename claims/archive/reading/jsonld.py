"""JSON-LD: a ClaimReview, a list or @graph of them, a DataFeed, or a page's whole markup.

Every node of type ClaimReview is an item, wherever it stands. A node that is named by its `@id`
alone is looked up in the same document. A DataFeedItem with a dateDeleted says that its publisher
took back the check at its `url`, or those that it holds: they are no checks any more. The context
is taken for schema.org's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.archive.reading.base import Item

_PREFIXES = ("http://schema.org/", "https://schema.org/", "schema:")
_REFERRING = ("author", "itemReviewed", "reviewRating")


def items(document: Any, at: str = "") -> list[Item]:
    """The document's ClaimReviews in their order, each with its JSON pointer."""
    named = {node["@id"]: node for _, node in _nodes(document, at) if _names_itself(node)}
    found = []
    for pointer, node in _nodes(document, at):
        if "ClaimReview" in types_of(node):
            found.append(Item(pointer or "/", _resolved(node, named)))
        elif _is_taken_back(node):
            found += _taken_back(pointer, node)
    return found


def _is_taken_back(node: Mapping[str, Any]) -> bool:
    return "DataFeedItem" in types_of(node) and bool(node.get("dateDeleted"))


def _taken_back(pointer: str, node: Mapping[str, Any]) -> list[Item]:
    """By the item's own address, else by those of the checks that it holds."""
    held = [(pointer, node)]
    if not node.get("url"):
        below = _nodes(node.get("item"), f"{pointer}/item")
        held = [(at, one) for at, one in below if "ClaimReview" in types_of(one)] or held
    return [Item(at or "/", {"url": one.get("url")}, deleted=True) for at, one in held]


def types_of(node: Mapping[str, Any]) -> set[str]:
    """The node's types, without the vocabulary's address."""
    value = node.get("@type", [])
    found = set()
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            for prefix in _PREFIXES:
                one = one.removeprefix(prefix)
            found.add(one)
    return found


def _nodes(document: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in document order, but none within a ClaimReview or what was taken back.

    No recursion: any depth.
    """
    waiting = [(at, document)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            yield pointer, value
            if "ClaimReview" in types_of(value) or _is_taken_back(value):
                continue
            below = [(f"{pointer}/{_escaped(key)}", one) for key, one in value.items()]
        elif isinstance(value, list):
            below = [(f"{pointer}/{index}", one) for index, one in enumerate(value)]
        else:
            continue
        waiting.extend(reversed(below))


def _names_itself(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("@id"), str) and len(node) > 1


def _resolved(node: dict[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Without its own context, and with the nodes that it names by reference."""
    found = {key: value for key, value in node.items() if key != "@context"}
    for key in _REFERRING:
        value = found.get(key)
        if isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str):
            found[key] = named.get(value["@id"], value)
    return found


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
