"""Which release of ours read a text: the monitor's own, and that of the library that extracts it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from monitor import __version__


@cache
def release() -> str:
    """The releases that decide what is read in a page, such as '0.1.0 trafilatura 2.0.0'.

    What another release has read is read again from the kept page before anything is compared with it.
    """
    return f"{__version__} trafilatura {version('trafilatura')}"
