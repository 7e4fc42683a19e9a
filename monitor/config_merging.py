"""One mapping of feeds.yaml read by two models: the keys that every source has, and those of its kind."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

_T = TypeVar("_T")


def common_and_own(data: dict[str, Any], common: Set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys of a source that all have, and the others. `place` is not for people to write."""
    shared = {key: value for key, value in data.items() if key in common and key != "place"}
    return shared, {key: value for key, value in data.items() if key not in shared}


def attempt(make: Callable[[], _T]) -> tuple[_T | None, list[InitErrorDetails]]:
    """What a validation gives, or None with what is wrong, to be raised together with other problems."""
    try:
        return make(), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [
            InitErrorDetails(type=one["type"], loc=one["loc"], input=one["input"], ctx=one.get("ctx", {}))
            for one in found
        ]
