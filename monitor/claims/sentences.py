"""Cuts a text into sentences: paragraphs, headlines, list items and table rows first, then full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a sentence's line looks like."""

    PROSE = "prose"
    ITEM = "item"
    ROW = "row"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's place in its text, and the same words with white space collapsed."""

    start: int
    end: int
    text: str
    form: Form
    block: int

    def locate(self, source: str, start: int, end: int) -> tuple[int, int]:
        """The span in `source` of the characters from `start` to `end` of the collapsed text."""
        characters = re.finditer(r"\s+|\S", source[self.start : self.end])
        places = [self.start, *(self.start + match.end() for match in characters)]
        return places[start], places[end]


# Never at a sentence's end.
_TITLES = frozenset(
    "mr mrs ms dr prof gen col lt maj capt cmdr sgt adm sen rep gov hon rev fr st mt messrs mme mlle "
    "fig figs vs v cf "
    "no nos vol vols pp ed eds al approx est e.g i.e viz resp art sec para c ca supt insp atty pres min "
    "amb".split()
)
# At a sentence's end only where the next word looks like a beginning.
_ABBREVIATIONS = frozenset(
    "inc ltd corp co llc plc n.v s.a a.g gmbh b.v pty bros dept univ assn intl jr sr esq ph.d m.d b.a m.a "
    "a.m p.m am pm etc u.s u.k u.n e.u u.s.a d.c jan feb mar apr jun jul aug sept sep oct nov dec mon "
    "tue tues "
    "wed thu thur thurs fri sat sun ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass "
    "mich minn "
    "miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo ont que b.c ave blvd rd hwy ft sq km "
    "kg lb oz "
    "hr hrs min mins sec yr yrs bn mn tn".split()
)
_STARTERS = frozenset(
    "the a an it he she they we i you this that these those there but and or yet so in on at by for "
    "from with as "
    "after before since while when if although though however meanwhile its his her their our my some "
    "many most "
    "no not none nobody both each all one two three several last next according asked shares earlier "
    "later also "
    "what who why how where despite because under during until about more other another still then now even "
    "instead analysts".split()
)
_CLOSERS = "\"'”’»)]』」〉》"
_STOP = re.compile(r"(?P<stop>\.{3,}|…|[.!?]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+)(?=(?P<next>\S+))")
_CHINESE_STOP = re.compile(r"(?:[。！？；]|……)+[”’」』）)\"]*")
_CJK = re.compile(r"[\u3400-\u9fff]")
_MARKER = re.compile(r"\s*(?:[-–—•*·‣▪●○◦→✓✔➤]+\s+|\(?\d{1,2}[.)]\s+(?=\D)|\([a-z]\)\s+|#{1,6}\s+|>+\s+)")
_DATELINE = re.compile(
    r"\s*(?:(?:[A-Z][\w.'’/-]*(?:[ ,]+)){0,6}(?:\d{1,2}\s*)?\((?:[A-Za-z][\w&.'’ -]{1,30})\)\s*[-–—:]+\s+"
    r"|[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w.' ]{2,20}){0,2},?\s*(?:[A-Z][a-z]{2,8}\.? \d{1,2})?\s*(?:--|"
    r"[—–]|\s-)\s+)(?=\S)"
)
_CREDIT = re.compile(
    r"(?<=[.!?”\"])\s+(?=\(?(?:photo|photograph|image|picture|illustration|graphic|credit|source|via|file)s?"
    r"(?: credit| by)?\s*:)|(?<=[.!?])\s+(?=\((?:photo|image|picture|ap|afp|reuters|getty|bloomberg)\b)",
    re.IGNORECASE,
)
_ROW = re.compile(r"\S\s*(?:\|| {3,}|\t|¦)\s*\S")


def is_chinese(text: str) -> bool:
    """Whether most of the text's letters are Chinese characters (one such character is worth two letters)."""
    han = len(_CJK.findall(text))
    return 2 * han >= sum(letter.isascii() and letter.isalpha() for letter in text) and han > 0


def split(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order, with what kind of line each stands in."""
    for block, (start, end) in enumerate(_blocks(text)):
        form = _form(text[start:end])
        begin = start + _lead(text[start:end], form)
        for first, last in _cut(text, begin, end, form):
            first, last = _trim(text, first, last)
            if first < last:
                collapsed = " ".join(text[first:last].split())
                yield Sentence(first, last, collapsed, form, block)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, with hard-wrapped ones joined: the next begins in lower case and the line is long and unfinished."""
    start: int | None = None
    end = 0
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if not line.strip():
            continue
        if start is not None and _continues(text[start:end], text[end : match.start()], line):
            end = match.end()
            continue
        if start is not None:
            yield start, end
        start, end = match.span()
    if start is not None:
        yield start, end


def _continues(before: str, gap: str, line: str) -> bool:
    last = before.rsplit("\n", 1)[-1].rstrip()
    if gap.count("\n") != 1 or len(last) < 50 or last[-1] in ".!?:;。！？" + _CLOSERS or _ROW.search(line):
        return False
    return line.lstrip()[:1].islower() or (len(last) > 60 and last[-1] in ",-–—")


def _form(line: str) -> Form:
    # Wide gaps also stand in badly set prose, which ends in a full stop.
    if _ROW.search(line.strip()) and ("|" in line or line.rstrip()[-1] not in ".!?。"):
        return Form.ROW
    return Form.ITEM if _MARKER.match(line) else Form.PROSE


def _lead(line: str, form: Form) -> int:
    """How many characters of list marker or dateline precede the sentence."""
    lead = 0
    if form is not Form.ROW and (match := _MARKER.match(line)):
        lead = match.end()
    if form is Form.PROSE and (match := _DATELINE.match(line[lead:])):
        lead += match.end()
    return lead


def _cut(text: str, start: int, end: int, form: Form) -> Iterator[tuple[int, int]]:
    if form is Form.ROW:
        yield start, end
        return
    last = start
    for place in _boundaries(text[start:end]):
        yield last, start + place
        last = start + place
    yield last, end


def _boundaries(line: str) -> list[int]:
    """The offsets after which a new sentence begins."""
    places = {match.end() for match in _CREDIT.finditer(line)}
    if is_chinese(line):
        places |= {match.end() for match in _CHINESE_STOP.finditer(line)}
    for match in _STOP.finditer(line):
        if _ends(line, match):
            places.add(match.end("gap"))
    return sorted(place for place in places if 0 < place < len(line))


def _ends(line: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not _opens(following):
        return False
    if match["stop"] != "." or match["close"]:
        return match["stop"] == "." or match["stop"][0] in "!?" or following.lstrip("\"'“‘«([")[:1].isupper()
    word = re.split(r"[\s(\[\"“‘'/]", line[: match.start()])[-1].lower()
    starter = following.strip("\"'“”‘’«([,").lower() in _STARTERS
    if word in _TITLES:
        return word == "no" and starter and line[: match.start()].lower() == "no"
    if re.fullmatch(r"[a-z]", word):
        return starter and word != "i"
    if word in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return starter
    return True


def _opens(word: str) -> bool:
    """Whether a word can begin a sentence: a capital, a digit, a Chinese character, or a name like iPhone."""
    bare = word.lstrip("\"'“‘«([*_$£€¥")
    if not bare:
        return bool(word) and word[0] in '"“‘«(['
    return bare[0].isupper() or bare[0].isdigit() or bool(_CJK.match(bare)) or any(c.isupper() for c in bare[1:3])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
