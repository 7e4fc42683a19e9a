"""What others may add: kinds of sources, judges, and listeners to events. docs/plugins.md shows one.

A plugin is a module, or an object, with functions marked by `hookimpl`. An installed package names it in the
entry-point group `story_monitor`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from monitor.comparison import Judge, JudgeSetup
    from monitor.model import Event
    from monitor.sources.kind import Kind

NAME = "story_monitor"
hookspec = pluggy.HookspecMarker(NAME)
hookimpl = pluggy.HookimplMarker(NAME)


class Hooks:
    """Everything that a plugin may answer to."""

    @hookspec
    def register_source_kinds(self) -> Sequence[type[Kind]]:
        """Kinds of sources to know beside the monitor's own."""
        return ()

    @hookspec
    def register_judges(self) -> Mapping[str, Callable[[JudgeSetup], Judge]]:
        """Judges by the name that `judge.kind` calls them by, each made from the configured setup."""
        return {}

    @hookspec
    def event_raised(self, event: Event) -> None:
        """Called after an event was stored. It is called again for an event if the process ended during the call."""


def listeners() -> Mapping[str, pluggy.HookCaller]:
    """What is to be called for each event, by the name of the plugin, so that none depends on another's success."""
    manager = plugins()
    every = manager.get_plugins()
    hearing = {impl.plugin for impl in manager.hook.event_raised.get_hookimpls()}
    return {
        manager.get_name(plugin) or "": manager.subset_hook_caller("event_raised", every - {plugin})
        for plugin in every
        if plugin in hearing
    }


@cache
def plugins() -> pluggy.PluginManager:
    """The installed plugins, loaded once."""
    manager = pluggy.PluginManager(NAME)
    manager.add_hookspecs(Hooks)
    manager.load_setuptools_entrypoints(NAME)
    return manager
