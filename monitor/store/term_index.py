"""What is found by its words, kept in memory: a ranking over many thousand texts in well under a millisecond."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

# A query follows its rarest terms, as long as they stand in so many texts together.
_RAREST = 12
_FOLLOWED = 60_000
_SATURATION, _LENGTH = 1.2, 0.75
_LONGEST = 0xFFFF


class TermIndex:
    """Texts by their terms, ranked by BM25; a term counts once in a text. What was added stays."""

    def __init__(self) -> None:
        self._texts = array("I")
        self._lengths = array("H")
        self._total = 0
        # Most terms stand in one text alone, as most numbers do; an array for each would take a hundred bytes.
        self._places: dict[str, int | array[int]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: int, terms: Sequence[str]) -> None:
        """Add a text by its number, with its terms, each once."""
        place = len(self._texts)
        for term in terms:
            known = self._places.get(term)
            if known is None:
                self._places[term] = place
            elif isinstance(known, int):
                self._places[term] = array("I", (known, place))
            else:
                known.append(place)
        self._texts.append(text)
        self._lengths.append(min(len(terms), _LONGEST))
        self._total += len(terms)

    def nearest(self, terms: Iterable[str], limit: int) -> list[int]:
        """The numbers of the texts that share the rarest of these terms, best match first, of equals the oldest.

        Source: BM25 (Robertson & Zaragoza 2009), with the always positive weight of a term that Lucene has.
        """
        chosen = self._rarest(terms)
        if not chosen:
            return []
        import numpy

        found = [numpy.asarray(self._of(term), numpy.uint32) for term in chosen]
        places = numpy.concatenate(found)
        scores = numpy.zeros(len(self), numpy.float32)
        for places_of_term in found:
            scores[places_of_term] += self._weight(len(places_of_term))
        best = self._best(places, scores[places] / self._norms(places), limit * len(chosen))
        return [self._texts[place] for place in list(dict.fromkeys(best))[:limit]]

    def _rarest(self, terms: Iterable[str]) -> list[str]:
        """The rarest known terms; the first one always, the others as far as they are not followed too far."""
        chosen: list[str] = []
        left = _FOLLOWED
        known = {term: len(self._of(term)) for term in terms if term in self._places}
        for term in sorted(known, key=lambda term: (known[term], term))[:_RAREST]:
            left -= known[term]
            if chosen and left < 0:
                break
            chosen.append(term)
        return chosen

    def _of(self, term: str) -> Sequence[int]:
        """The places of a known term."""
        known = self._places[term]
        return (known,) if isinstance(known, int) else known

    def _weight(self, texts: int) -> float:
        return log(1 + (len(self) - texts + 0.5) / (texts + 0.5))

    def _norms(self, places: numpy.typing.NDArray[numpy.uint32]) -> numpy.typing.NDArray[numpy.float32]:
        import numpy

        lengths = numpy.frombuffer(self._lengths, numpy.uint16)[places]
        per_word = _SATURATION * _LENGTH * len(self) / max(self._total, 1)
        return (1 + _SATURATION * (1 - _LENGTH) + per_word * lengths).astype(numpy.float32)

    def _best(
        self, places: numpy.typing.NDArray[numpy.uint32], scores: numpy.typing.NDArray[numpy.float32], most: int
    ) -> list[int]:
        """The places with the highest scores in order; a place can stand here once for each term."""
        import numpy

        if len(places) > most:
            # All that are as good as the last one of them: which of equals are left out must not be chance.
            least = numpy.partition(scores, len(scores) - most)[len(scores) - most]
            kept = scores >= least
            places, scores = places[kept], scores[kept]
        order = numpy.lexsort((places, -scores))
        return [int(place) for place in places[order]]
