"""The kinds of sources that come with the monitor: one file each, found by looking into this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from monitor.sources.kind import Kind


def _defined_here() -> tuple[type[Kind], ...]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Kind) and value.__module__ == module.__name__
    )


BUILT_IN = _defined_here()
