"""Whether a mention adds a witness to a claim, and what kind of witness."""

from __future__ import annotations

from collections.abc import Collection

from monitor.model import Modality, Tier, Witness

_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TELLING = frozenset({Tier.PRESS, Tier.PRIMARY})
# Such a sentence repeats what others say without standing behind it.
_NOT_STANDING = frozenset({Modality.DENIED, Modality.CONDITIONAL})
_SPEAKS = frozenset({"own", "forum"})


def witness(new: Witness, before: Collection[Witness], modality: Modality) -> str | None:
    """What kind of witness joins the claim, in words; None where nobody new stands behind it.

    A primary source joins also where others have told already what it says. What only a forum or an aggregator
    carries joins nothing.
    """
    if new.tier not in _TELLING or modality in _NOT_STANDING or not before:
        return None
    if new.tier is Tier.PRIMARY and all(one.tier is not Tier.PRIMARY for one in before):
        return f"the first primary source, {new.outlet}"
    if any(one.origin == new.origin for one in before):
        return None
    if new.tier is Tier.PRIMARY or new.origin == new.outlet or new.kind in _SPEAKS:
        told = {one.origin for one in before if one.tier is new.tier}
        return f"the {_ordinal(len(told) + 1)} {new.tier} origin, {new.origin}"
    what = "a party to it" if new.kind == "party" else "another origin"
    return f"{what}, {new.origin}, as told by {new.outlet}"


def _ordinal(number: int) -> str:
    return _ORDINALS[number] if number < len(_ORDINALS) else f"{number}th"
