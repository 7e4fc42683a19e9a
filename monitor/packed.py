"""Values that go to a worker process and back by the thousand with every article."""

from __future__ import annotations

import copyreg
from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

_Kind = TypeVar("_Kind", bound=type)


def packed(kind: _Kind) -> _Kind:
    """A frozen dataclass of several fields whose values are pickled as what they are made from.

    By itself each one asks anew which fields its class has, when it is packed and when it is unpacked: an article's
    pairs are some two thousand values, and sending them to the judge cost a fifth of what judging them does.
    """
    values = attrgetter(*(field.name for field in fields(kind)))
    copyreg.pickle(kind, lambda one: (kind, values(one)))
    return kind
