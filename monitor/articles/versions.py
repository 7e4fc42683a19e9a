"""What changed between two readings of an article: for deciding, for events, and for people."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.articles.volatile import is_volatile
from monitor.model import Changes

_ALTERED = 0.6  # share of words in common from which two sentences are one sentence, altered
_REWRITTEN = 40_000  # pairs of changed sentences above which a text is new, not edited
_LONGEST = 300  # words of a sentence that are compared
_BLOCK = 4_000_000  # pairs of words above which a changed block is shown as a whole
_ABBREVIATED = 8  # characters at a part's end that hold an abbreviation
_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("“”„‟″«»「」『』《》〈〉", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
_PRINT = re.compile(r"(?<!\d)[.,:;!、。·…]+|[.,:;!、。·…]+(?!\d)")
_SENTENCE_END = re.compile(
    r"(?<=[.!?][\"')\]])\s+(?=[\"'(\[]?[A-Z0-9])|(?<=[.!?])\s+(?=[\"'(\[]?[A-Z0-9])|(?<=[。！？])"
)
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Ltd|Co|Corp|vs|No|Gen|Sen|Rep|Gov|Jr|Sr|e\.g|i\.e|U\.S|U\.K|a\.m|p\.m|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])\.$"
)


class DiffOp(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as printed, and as compared."""

    text: str
    key: str


def normalise(text: str) -> str:
    """A text without what changes though nothing was edited, for telling whether it really changed.

    NFKC; one kind of quotes, dashes and spaces; no commas, full stops and letter case; a line per paragraph. Lines
    that are a clock, an age ('5 minutes ago') or a counter (views, shares, comments) are dropped. Idempotent.
    """
    folded = (line for line in map(fold, text.splitlines()) if line and not is_volatile(line))
    return "\n".join(filter(None, map(bare, folded)))


def text_changes(old: str, new: str) -> Changes:
    """The sentences that a new text adds, drops and alters; moved sentences and paragraphs are no change."""
    before, after = _sentences(old), _sentences(new)
    dropped = _beyond(before, after)
    added = _beyond(after, before)
    altered = _pair(dropped, added)
    gone, come = {id(a) for a, _ in altered}, {id(b) for _, b in altered}
    return Changes(
        added=tuple(s.text for s in added if id(s) not in come),
        dropped=tuple(s.text for s in dropped if id(s) not in gone),
        altered=tuple((a.text, b.text) for a, b in altered),
    )


def shared_sentences(old: str, new: str) -> frozenset[str]:
    """The sentences that two texts have in common, bare: what they say, they say in both."""
    return frozenset(s.key for s in _sentences(old)) & frozenset(s.key for s in _sentences(new))


def word_diff(old: str, new: str) -> list[tuple[DiffOp, str]]:
    """The way from the old text to the new one in runs of words.

    All runs but the added ones make the old text, all but the dropped ones the new.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    ops: list[tuple[DiffOp, str]] = []
    for i1, i2, j1, j2, same in _blocks(before, after):
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        ops += [(DiffOp.SAME, come)] if same else _word_ops(gone, come)
    return ops


def _word_ops(old: str, new: str) -> list[tuple[DiffOp, str]]:
    before, after = _pieces(old), _pieces(new)
    if len(before) * len(after) > _BLOCK:
        before, after = [old], [new]
    ops: list[tuple[DiffOp, str]] = []
    for i1, i2, j1, j2, same in _blocks(before, after):
        if same:
            ops.append((DiffOp.SAME, "".join(after[j1:j2])))
            continue
        ops += [(DiffOp.DROPPED, "".join(before[i1:i2]))] if i1 < i2 else []
        ops += [(DiffOp.ADDED, "".join(after[j1:j2]))] if j1 < j2 else []
    return ops


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int, bool]]:
    """Runs of equal and of changed items: their bounds in both sequences, and whether they are equal."""
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield i1, i2, j1, j2, tag == "equal"


def fold(line: str) -> str:
    """A line with one form for each look-alike character, and single spaces."""
    folded = line
    # Each step may give what the other one folds (an accent alone, a full-width quote), so both run twice.
    for _ in range(2):
        folded = unicodedata.normalize("NFKC", folded.translate(_FOLDED))
    return " ".join(folded.translate(_FOLDED).split())


def bare(folded: str) -> str:
    """A folded line without letter case and the punctuation that print alone decides: commas, colons, full stops.

    What stands between digits stays, and so do question marks and quotes.
    """
    return " ".join(_PRINT.sub(" ", folded.casefold()).split())


def _sentences(text: str) -> list[_Sentence]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    sentences = ((s, fold(s)) for line in lines for s in split_sentences(line))
    keyed = (_Sentence(s, bare(folded)) for s, folded in sentences if not is_volatile(folded))
    return [one for one in keyed if one.key]


def split_sentences(line: str) -> list[str]:
    """A line's sentences, English or Chinese; a break after an abbreviation is none."""
    sentences: list[str] = []
    held: list[str] = []
    for part in filter(None, _SENTENCE_END.split(line)):
        held.append(part)
        if not _ABBREVIATION.search(part[-_ABBREVIATED:]):
            sentences.append(" ".join(held))
            held = []
    return [*sentences, " ".join(held)] if held else sentences


def _beyond(these: Sequence[_Sentence], those: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentences of one text that the other one lacks, counted, in order."""
    left = Counter(s.key for s in those)
    beyond = []
    for sentence in these:
        if left[sentence.key] > 0:
            left[sentence.key] -= 1
        else:
            beyond.append(sentence)
    return beyond


def _pair(dropped: Sequence[_Sentence], added: Sequence[_Sentence]) -> list[tuple[_Sentence, _Sentence]]:
    """Dropped with added sentences so alike that one was made from the other; best pairs first, given in order."""
    if len(dropped) * len(added) > _REWRITTEN:
        return []
    befores, afters = [_words(s.key) for s in dropped], [_words(s.key) for s in added]
    scored = sorted(
        ((_likeness(a, b), i, j) for i, a in enumerate(befores) for j, b in enumerate(afters)),
        key=lambda scored: (-scored[0], scored[1], scored[2]),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if score >= _ALTERED and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return [(dropped[i], added[j]) for i, j in sorted(pairs.items())]


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """The share of words in common, in order, between 0 and 1."""
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    # The two cheap upper bounds spare nearly all pairs the full comparison.
    if matcher.real_quick_ratio() < _ALTERED or matcher.quick_ratio() < _ALTERED:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    """Words; each Chinese character is one."""
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text.casefold())[:_LONGEST]


def _pieces(text: str) -> list[str]:
    """Words with the space that follows them, single Chinese characters, and punctuation."""
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’.,:-][^\W\u3400-\u9fff]+)*\s*|[^\w\s]\s*|\s+", text)
