"""Texts that are one wire report: near-identical articles of different outlets.

A text is a set of shingles, pairs of neighbouring content words. Its MinHash signature is cut into bands; texts
that share a band are compared shingle by shingle, so that what costs is independent of how many are stored.

Source: MinHash and banding as in Broder (1997) and Leskovec, Rajaraman & Ullman, Mining of Massive Datasets,
chapter 3. With 40 bands of 3 rows a pair whose shingles agree to 0.47 (every fifth word edited) is found with
probability 0.99, one that agrees to 0.02 with 0.0003. A copy that was cut to its first paragraphs agrees with little of
the whole, so the beginning of a text has a signature of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_BANDS = 40
_ROWS = 3
_SEED = 7
_SEARCHED = 20_000  # characters of a text; a wire report has 5,000
# Short words are mostly function words, whose pairs any two texts share. Chinese is cut into its characters.
_WORDS = re.compile(r"[㐀-鿿]|[^\W\d_㐀-鿿]{4,}|\d+")
_LEAD = 600  # characters of the beginning that is signed once more
_LEAST = 10  # shingles; shorter texts agree by chance
_JACCARD = 0.25
_CONTAINED = 0.5


def shingles(text: str) -> frozenset[str]:
    """The pairs of neighbouring content words of a text."""
    words = _WORDS.findall(text[:_SEARCHED].casefold())
    return frozenset(f"{one} {two}" for one, two in pairwise(words))


def signature(text: str) -> tuple[int, ...]:
    """The bands of a text and of its beginning as signed 64-bit numbers, to be searched for; none if it is short."""
    return (*_bands(shingles(text), 0), *_bands(shingles(text[:_LEAD]), _BANDS))


def _bands(parts: frozenset[str], first: int) -> tuple[int, ...]:
    """The bands of one signature, numbered from `first` on."""
    if len(parts) < _LEAST:
        return ()
    from rensa import RMinHash

    hashes = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    hashes.update(list(parts))
    values = hashes.digest()
    return tuple(_key(first + band, values[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS))


def _key(band: int, rows: Sequence[int]) -> int:
    """One number for a band and its values, mixed so that equal values of different bands are different numbers."""
    mixed = band + 1
    for row in rows:
        mixed = ((mixed ^ row) * 0x9E3779B97F4A7C15 + 0x7F4A7C15) & 0xFFFF_FFFF_FFFF_FFFF
        mixed ^= mixed >> 29
    return mixed - (1 << 63)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller text's shingles that the other has; 0 where the two are no copies.

    They are copies when a quarter of all their shingles, or half of the smaller one's, is common to both.
    """
    smaller = min(len(one), len(other))
    if smaller < _LEAST:
        return 0.0
    common = len(one & other)
    contained = common / smaller
    alike = contained >= _CONTAINED or common >= _JACCARD * (len(one) + len(other) - common)
    return contained if alike else 0.0
