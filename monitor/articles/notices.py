"""Corrections, clarifications and retractions that an article prints about itself, and notes that it was updated.

A notice has a form: a label at the start of a paragraph ('Correction:', '更正：'), or a sentence that speaks of
this very article and of an error in it. A story *about* somebody's correction has neither. A note that says
what was added ('Update:') tells that the text changed, and takes nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.articles.versions import fold, normalise, split_sentences

_LONGEST = 1500  # characters of a paragraph in which a notice is looked for


class NoticeKind(StrEnum):
    """What an article says about its own earlier text."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as printed; `wrong` is its sentence that says what was wrong, where it has one."""

    kind: NoticeKind
    text: str
    wrong: str | None = None


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.VERBOSE)


_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"[\s,(\[]*(?:on\s+)?(?:{_MONTH}\s+\d|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|\d+[-/.]\d)[^:|]{{0,30}}?[)\]]?"
_LABEL = _pattern(
    rf"""[\s*_#(\[\-–—•]*
    (?:editor(?:'s|s'|s|ial)?\ note\s*[-:|]?\s*)?
    (?P<label>(?:corrections?|corrected|errat(?:um|a)|corrigend(?:um|a)|clarifications?|clarified
        |retractions?|retracted)(?:\ (?:and|&)\ (?:clarifications?|corrections?))?)
    (?:\ (?:appended|notice|note))? (?:{_DATE})?
    (?:\s*[:|] | \s+-+\s | \)\s*[:-]? | \]\s*[:-]? | \s*$)"""
)
_NOTE = _pattern(
    r"[\s*_#(\[]*(?:editor(?:'s|s'|s|ial)?|publisher's)\ note | [\s*_#(\[]*(?:note\ to\ readers|update[ds]?\b)"
)
_WIRE = _pattern(
    r"""\(\s*(?:corrects?|clarifies)\ (?!the\ record)[^()]{3,200}\)\s*$ |
    [\s(\[]*(?:corrects?|clarifies|refiles\ to\ (?:correct|fix))\ (?!the\ record)
    .{0,120}\b(?:paragraphs?|para|headline|lead|story|byline|spelling|typo|to\ (?:read|say|show)|throughout)\b"""
)
_ARTICLE = (
    r"(?:news\ )?(?:article|story|post|report|piece|headline|column|page|item|blog|newsletter|caption|chart|graphic)"
)
_EARLIER = r"(?:earlier|previous|prior|original|initial|first|older|former)"
_OF_THIS = rf"(?:version|edition|draft|headline|caption)s?\ (?:of|on|to|in)\ (?:this|our)\ {_ARTICLE}"
_SELF = rf"""(?:(?:an?|the|our|in)\ )?{_EARLIER}\ {_OF_THIS}
    | (?:an?|the|our)\ {_EARLIER}\ (?:version|edition)s?\ of\ the\ (?:article|story)
    | (?:an?|our)\ {_EARLIER}\ (?:article|story|headline|version(?!\ of))
    | (?:this|our)\ (?:(?:{_EARLIER}|{_MONTH}\ \d{{1,2}}|\d{{1,2}}\ {_MONTH})\ )?{_ARTICLE}
    (?!\ (?:is|are)\b) | the\ {_EARLIER}\ (?:version(?!\ of)|headline)"""
_ERROR = r"""(?:mis(?:stat|spell|spelt|identif|attribut|quot|report|characteri|represent|nam|label)\w*
    | mis(?:describ|translat|calculat|dat)\w* | (?:over|under)stat\w+
    | (?:incorrect|wrong|erroneous|mistaken|inaccurate|false)\w* | in\ error | errors? | mistakes? | inaccurac\w+
    | should\ (?:have\ (?:said|read|been)|read|say))"""
_SAID = r"(?:said|stated|reported|suggested|claimed|gave|put|described|identified|listed|had|quoted|included|named)"
_VERSION_ERRED = _pattern(
    rf"""(?:{_SELF})\b .* \b{_ERROR}\b | \b{_EARLIER}\ {_OF_THIS}\b .* \b{_SAID}\b
    | ^\W*the\ (?:article|story|headline)\ (?:originally\ |initially\ )?(?:mis|incorrectly|wrongly|erroneously)\w*"""
)
_MENDED = _pattern(
    rf"""[\s*_(\[]*(?:the\ )?(?:{_SELF})\ (?:has|have|had|was|were|is)\ (?:(?:since|now|been|also)\ )*
    (?: corrected | clarified | retracted | amended | withdrawn | taken\ down | unpublished
      | (?:updated|changed|revised|edited|modified|removed)\b .*\b(?:correct\w*|clarif\w+|fix|rectify|{_ERROR}) )"""
)
_HAS = r"(?:has|have|was|were)\ (?:since\ |now\ )?(?:been\ )?"
_THIS_VERSION = _pattern(
    rf"""^[\s*_(\[]*(?:this\ (?:version|update)\ (?:corrects?|clarifies|fixes)\b
      | we(?:'ve|\ have)\ (?:since\ |now\ )?(?:corrected|amended|clarified|retracted)\ (?:this|our)\ {_ARTICLE}\b)
    | \b{_EARLIER}\ {_OF_THIS}\b .{{0,80}}\b {_HAS}(?:corrected|removed)\b"""
)
# What an editor's note says was taken out of the article.
_TAKEN_OUT = _pattern(
    rf"""\b(?:removed|deleted|withdrawn|taken\ out|struck|cut)\ from\ (?:this|our|the)\ (?:{_ARTICLE}|text)\b
    | \b(?:passage|paragraph|sentence|quote|quotation|claim|line|section|photograph|reference)s?\b .{{0,80}}
      \b(?:has|have|was|were)\ (?:since\ )?(?:been\ )?(?:removed|deleted|withdrawn|taken\ out|retracted)\b"""
)
# An editor's note need not name the article: 'the premium was given wrongly'.
_GIVEN_WRONGLY = _pattern(
    r"""\b(?:wrongly|incorrectly|erroneously|mistakenly|inaccurately|in\ error|by\ mistake|misprinted)\b
    | \b(?:was|were|is)\ (?:wrong|incorrect|inaccurate)\b"""
)
_EDITORS = _pattern(r"[\s*_#(\[]*(?:editor(?:'s|s'|s|ial)?|publisher's)\ note")
_OPEN = r"""(?:review\w*|re-?examin\w*|investigat\w+|disput\w+|(?:questions?|concerns?)\ (?:about|over|have)
    |could\ not\ (?:be\ )?verif\w+|(?:not|failed\ to)\ disclose\w*|no\ longer\ stands?|apologi[sz]\w+)"""
_DOUBT = _pattern(rf"\b(?:{_SELF})\b .* \b{_OPEN}\b | \b{_OPEN}\b .* \b(?:this|our)\ {_ARTICLE}\b")
_UPDATED = _pattern(
    rf"""[\s*_#(\[]*(?:update[ds]?\b\ ?(?:\#?\d{{1,2}}\b)?[^:.]{{0,40}}(?:[:|]|\ -+\ )
      | updated\ (?:at|on|with|to)\b
      | (?:editor(?:'s|s')\ note\s*[-:]+\s*)?(?:{_SELF})\ (?:has|have|was|were|is)\ (?:(?:since|now|been|also)\ )*
        (?:updated|expanded|edited|revised)\b)
    | [\s*\#【\[(]*(?:最新)?更新\s*(?:[】\])]|:)
    | [\s*\#【\[(]*(?:本文|本稿|本报道)(?:内容)?(?:已|有)(?:作|经)?(?:更新|补充|修改)"""
)
_UPDATE_CORRECTS = _pattern(
    rf"[\s*_(\[]*updated?\b(?:[^:]{{0,40}}?|.{{0,20}}\b{_ARTICLE}\b.{{0,40}}?)\bto\ (?:correct|clarify|fix|rectify)\b"
)
_REGRET = _pattern(
    r"\bwe\ (?:\w+\ )?(?:regret|apologi[sz]e\ for)\ (?:the|this|any|our)\ (?:errors?|mistakes?|inaccurac\w+|confusion)"
)
_SAYS_WRONG = _pattern(rf"\b{_ERROR}\b | \b{_EARLIER}\ versions?\b .*\b{_SAID}\b")
_ZH_LABEL = re.compile(
    r"[\s*#【\[（(]*(?P<label>更正(?:启事|说明|声明|及致歉|与说明)?|勘误(?:表|启事)?|订正|澄清(?:声明|说明)?|撤[稿文](?:声明|说明|启事)?"
    r"|撤回声明|(?:更正)?致歉(?:声明|信)?|道歉声明)"
    r"[\s】\]]*(?:[（(][^）)]{0,20}[）)])?\s*(?:[::|】]|$)"
)
_ZH_SELF = re.compile(
    r"(?:本文|本报道|本稿|本报|本网|本刊|本条消息|原(?:文|稿|报道|标题)(?:中|将|称|所)|(?:此前|早前|先前|较早|前一)(?:的)?(?:版本|报道|文章|稿件))"
    r"[^。]{0,60}?(?:有误|错误|差错|不准确|不实|失实|误[写称报将作植]|更正|勘误|订正|撤回|撤稿|撤下|撤销|修正|致歉)"
)
_OF_ARTICLE = _pattern(
    rf"""\b(?:{_SELF})\b | \b(?:this|our)\ (?:version|{_ARTICLE})\b | \b{_ERROR}\b
    | ^it\ (?:had\ |has\ )?(?:originally\ |initially\ |first\ )?(?:{_SAID})\b
    | \bwe\ (?:{_SAID}|wrote|had|incorrectly|wrongly|mis\w+|over\w+|under\w+|regret|apologi[sz]e|withdraw)\b
    | \b(?:apologi[sz]es?|retracts?|retracted|withdraws?|withdrawn|regrets?|substantiate)\b"""
)
_ZH_OF_ARTICLE = re.compile(
    r"本文|本报|本稿|本网|本刊|原(?:文|稿|报道)|(?:此前|早前|先前|最初|初版|前一)|更正|勘误|订正|致歉|误[写称报将作植]|有误|撤回|撤稿|撤下|应为|而非"
)
_RETRACTED = re.compile(r"retract|withdrawn|taken down|unpublished|撤稿|撤文|撤回|撤下|撤销", re.IGNORECASE)
_CLARIFIED = re.compile(r"clarif|澄清", re.IGNORECASE)


def find_notice(text: str, title: str = "") -> Notice | None:
    """The first notice of an article, or None."""
    return next(_notices(text, title), None)


def find_notices(text: str, title: str = "") -> tuple[Notice, ...]:
    """All notices of an article in their order."""
    return tuple(_notices(text, title))


def new_notices(old: str, new: str, old_title: str = "", new_title: str = "") -> tuple[Notice, ...]:
    """The notices of a new text that the old one did not carry; only these tell of a correction now."""
    known = {normalise(notice.text) for notice in _notices(old, old_title)}
    return tuple(n for n in _notices(new, new_title) if normalise(n.text) not in known)


def new_update_note(old: str, new: str) -> Notice | None:
    """The first note of a new text that it was updated, without a correction, which the old one did not carry."""
    known = {normalise(line) for line in old.splitlines()}
    lines = (line.strip() for line in new.splitlines())
    notes = (line for line in lines if _UPDATED.match(fold(line[:_LONGEST])) and normalise(line) not in known)
    return next((Notice(NoticeKind.UPDATE, line) for line in notes if find_notice(line) is None), None)


def _notices(text: str, title: str) -> Iterator[Notice]:
    if title and (label := _label(fold(title))) and len(title) > label.end():
        yield _notice(title, label["label"])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    taken = False
    for line, after in zip(lines, [*lines[1:], ""], strict=False):  # no line has no next one
        if taken:  # by the label that stood alone on the line above
            taken = False
            continue
        label = _label(fold(line))
        taken = bool(label and label.end() >= len(fold(line)) and _is_body(after))
        if label and (taken or _is_body(fold(line)[label.end() :])):
            yield _notice(f"{line} {after}" if taken else line, label["label"])
        elif found := _in_line(line):
            yield _notice(found)


def _label(line: str) -> re.Match[str] | None:
    return _LABEL.match(line) or _ZH_LABEL.match(line)


def _is_body(text: str) -> bool:
    """Whether a text is long enough to say what was corrected; 'Clarification: what is a port?' asks."""
    if text.rstrip().endswith(("?", "？")):
        return False
    return len(text.split()) >= 4 or len(re.findall(r"[\u3400-\u9fff]", text)) >= 6


def _in_line(line: str) -> str | None:
    """The part of a paragraph that speaks of an error in this article, from the sentence that does to the end."""
    folded = fold(line[:_LONGEST])
    if _WIRE.match(folded) or _UPDATE_CORRECTS.match(folded):
        return line
    if _NOTE.match(folded):
        told = (_MENDED, _TAKEN_OUT, _DOUBT)
        wrong = _EDITORS.match(folded) and _GIVEN_WRONGLY.search(folded)
        speaks = wrong or _speaks_of_itself(folded) or any(pattern.search(folded) for pattern in told)
        return line if speaks else None
    sentences = split_sentences(line)
    for n, sentence in enumerate(sentences):
        if _speaks_of_itself(fold(sentence[:_LONGEST])):
            return " ".join(sentences[n:])
    return line if _REGRET.search(folded) else None


def _speaks_of_itself(sentence: str) -> bool:
    if sentence.startswith(('"', "'")):
        return False  # somebody is quoted
    return bool(
        _MENDED.match(sentence)
        or _VERSION_ERRED.search(sentence)
        or _THIS_VERSION.search(sentence)
        or _ZH_SELF.search(sentence)
    )


def _is_doubt(text: str) -> bool:
    """Whether an editor's note leaves open whether the article holds."""
    return bool(_NOTE.match(fold(text)) and not _speaks_of_itself(fold(text)) and _DOUBT.search(fold(text)))


def only_of_article(sentence: str, notices: Iterable[Notice]) -> bool:
    """Whether a sentence of an article's notice speaks of the article and not of the story: it claims nothing."""
    folded = fold(sentence)
    if not any(folded in fold(notice.text) for notice in notices):
        return False
    return bool(_NOTE.match(folded) or _OF_ARTICLE.search(folded) or _ZH_OF_ARTICLE.search(folded))


def _notice(text: str, label: str = "") -> Notice:
    # The label has the first word: 'Clarification: an earlier version wrongly suggested…' is no correction.
    said = label or text
    if _RETRACTED.search(said):
        kind = NoticeKind.RETRACTION
    elif (_CLARIFIED.search(said) or (not label and _is_doubt(text))) and not re.search("correct", said, re.IGNORECASE):
        kind = NoticeKind.CLARIFICATION
    else:
        kind = NoticeKind.CORRECTION
    wrong = next((s for s in split_sentences(text) if _SAYS_WRONG.search(fold(s)) or _ZH_SELF.search(fold(s))), None)
    return Notice(kind, text, wrong)
