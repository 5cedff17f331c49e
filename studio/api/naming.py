"""Lasting names in the OpenAPI document: what an operation is called, and which group of addresses it belongs to.

Generated clients turn both into names of functions and modules, so they follow from the address and the method alone.
"""

from __future__ import annotations

from typing import Any

WORDS = {"list": "list", "create": "create", "retrieve": "get", "partial_update": "update", "destroy": "delete"}
BY_METHOD = {"POST": "create", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}


def fixed_words(path: str) -> list[str]:
    """The words of an address, without its version and the ids in it: `["shows", "watch_keys"]`."""
    steps = path.removeprefix("/api/v1/").split("/")
    return [step.replace("-", "_").replace(".", "_") for step in steps if not step.startswith("{")]


def operation_id(path: str, method: str, view: Any, is_list: bool) -> str:
    """`shows_sources_create`, `library_get`, `shows_take`: the address, and what is done where it does not say that."""
    return "_".join([*fixed_words(path), *_done(method, view, is_list)])


def _done(method: str, view: Any, is_list: bool) -> list[str]:
    action = getattr(view, "action", None)
    if action:
        return [WORDS[action]] if action in WORDS else []
    answers_more = len(set(view.allowed_methods) - {"OPTIONS", "HEAD"}) > 1
    if method == "GET":
        return ["list"] if is_list else ["get"] if answers_more else []
    return [BY_METHOD[method]] if answers_more or method != "POST" else []


def group(path: str, view: Any) -> str:
    """`sources` for everything below a show's sources, `shows` for what a show does itself."""
    words = fixed_words(path)
    return words[1] if words[0] == "shows" and len(words) > 1 and type(view).__name__ != "Shows" else words[0]
