"""Signs that a later text goes on from an earlier one: what it counts, begins, settles or turns back on."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

from monitor.comparison import gate
from monitor.comparison.amounts import comparable, counted, is_human
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept
from monitor.comparison.view import View, clause_of, is_open, likeness, words_of
from monitor.frame import Clause, Slot, Term
from monitor.model import Modality

_COUNTS = frozenset(map(concept, "number total toll count tally".split()))
_UP, _DOWN = concept("rise"), concept("fall")
# Words of an amount that one side names, and of one that both have settled on.
_OFFERED = frozenset({*map(concept, "ask bid demand propose proposal quote".split()), "offer"})
_SETTLED = frozenset(map(concept, "agree settle settlement sell sale sign buy purchase deal".split()))
_WAYS = {concept("raise"): 1, concept("increase"): 1, concept("improve"): 1, concept("lower"): -1, concept("cut"): -1}
PUTTING_OFF = frozenset(map(concept, ("delay", "postpone", "defer", "put off", "push back")))
_STARTING = frozenset(map(concept, ("begin", "open", "take place", "go ahead")))
_TURNED = re.compile(
    r"\bafter all\b|\b(?:went|goes|gone|going) back on\b|\bmade an? (?:U-turn|about-face)\b"
    r"|\brevers(?:es|ed|ing|al of)(?: an?| its| his| her| their| the| earlier| previous| initial| own)*"
    r" (?:decision|promise|pledge|plan|position|stance|course|policy|announcement)",
    re.IGNORECASE,
)
_SPOKEN_AHEAD = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.FORECAST, Modality.CONDITIONAL})


def count_moved(a: View, b: View) -> str | None:
    """How a count moved, where one text says that it has: 'the number of injured has risen to 36'; None elsewhere."""
    if not a.slots or not b.slots or a.day is None or b.day is None:
        return None
    if gate.elsewhere(a, b) or gate.other_version(a, b):
        return None
    orders = ((a, b), (b, a)) if a.side.published == b.side.published else (_in_order(a, b),)
    return next((sign for earlier, later in orders if (sign := _counted_on(earlier, later)) is not None), None)


def _counted_on(earlier: View, later: View) -> str | None:
    if gate.other_period(earlier, later) or gate.long_past(earlier):
        return None
    if earlier.names and later.names and not earlier.names & later.names:
        return None
    for before, now in product(earlier.slots, later.slots):
        way = _way(now, clause_of(later.frame, now))
        led = way and _is_whole(before) and _moved(before, now, way) and _led_up(before, now, later)
        if led and _of_one_count(before, now, earlier, later):
            return f"{before.text} → {now.text}: the later text says that the count has moved"
        if _of_one_whole(before, now, earlier, later) and _moved(before, now, 1):
            return f"{before.text} → {now.text}: more of the same whole"
    return None


def _way(now: Slot, clause: Clause | None) -> int:
    """Which way a clause says that its count has moved to this value: 1 up, -1 down, 0 where it says nothing."""
    if clause is None or clause.agent is None or not _COUNTS & words_of(clause.agent) or clause.negated:
        return 0
    if clause.tense not in ("past", "perfect"):
        return 0
    verb, to = concept(clause.verb), now.role == "to" or now.text.lower().startswith("up to")
    if to and (verb == _UP or (clause.verb == "go" and now.text.lower().startswith("up"))):
        return 1
    return -1 if to and verb == _DOWN else 0


def _is_whole(slot: Slot) -> bool:
    return slot.role != "from" and not slot.part and slot.low is not None and slot.low == slot.high


def _moved(before: Slot, now: Slot, way: int) -> bool:
    """Whether the later value lies on the side to which the count moved."""
    if before.low is None or now.low is None or before.high is None or now.high is None:
        return False
    return now.low > before.high > 0 if way > 0 else now.high < before.low


def _led_up(before: Slot, now: Slot, later: View) -> bool:
    """Whether an earlier value lies on the way that the later text tells of: from 480 to 2,900 there is no 16."""
    starts = [
        slot.low for slot in later.slots if slot.role == "from" and comparable(slot, now) and slot.low is not None
    ]
    return (
        not starts
        or before.low is None
        or now.low is None
        or any(min(start, now.low) <= before.low <= max(start, now.low) for start in starts)
    )


def _of_one_count(before: Slot, now: Slot, earlier: View, later: View) -> bool:
    """Whether the later text names what the earlier one counts: its noun, or what was done to these people."""
    clause = clause_of(earlier.frame, before)
    acts = {concept(clause.verb)} if clause is not None and not clause.negated else set()
    if before.unit != now.unit and not comparable(before, now):
        return counted(now) in acts and is_human(before)  # 'three arrests' after 'two men were arrested'
    acts |= {concept(c.verb) for c in earlier.frame.clauses if clause is not None and c.depth > clause.depth}
    noun = counted(before)
    named = noun if noun and comparable(before, now) and noun in later.concepts else None
    return bool(acts & later.concepts) or (named is not None and before.unit != "person")


def _of_one_whole(before: Slot, now: Slot, earlier: View, later: View) -> bool:
    """Whether both give the part of one whole that somebody has done: '12 of 30 cars', then '21 of 30'."""
    first, second = clause_of(earlier.frame, before), clause_of(later.frame, now)
    if first is None or second is None or first.negated or second.negated or second.tense != "perfect":
        return False
    if concept(first.verb) != concept(second.verb) or is_open(first.agent) or likeness(first.agent, second.agent) < 0.5:
        return False
    if earlier.side.published == later.side.published:
        return False
    wholes = (_whole_of(before, earlier), _whole_of(now, later))
    return wholes[0] is not None and wholes[0] == wholes[1]


def _whole_of(part: Slot, one: View) -> float | None:
    """The number of things of which a slot counts a part: 30 of '12 of 30 cars'."""
    if f"{part.text} of " not in one.text:
        return None
    said = re.search(rf"(?<!\w){re.escape(part.text)} of (?:the |its |their )?([\w-]+)", one.text)
    if said is None:
        return None
    wholes = (s.low for s in one.slots if s.role == "of" and s.low == s.high and s.text.startswith(said.group(1)))
    return next(wholes, None)


def offered_anew(a: View, b: View) -> str | None:
    """How an offer, a price or a target was moved: 'raised its bid to 36 million' after 'has bid 30 million'."""
    if not a.slots or not b.slots or a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = _in_order(a, b)
    if later.modality in _SPOKEN_AHEAD or later.modality is Modality.DENIED or gate.other_version(a, b):
        return None
    for before, now in product(earlier.slots, later.slots):
        clause = clause_of(later.frame, now)
        way = 0 if clause is None or clause.negated else _WAYS.get(concept(clause.verb), 0)
        if not way or clause is None or clause.object is None or not _is_to(now, later):
            continue
        alike = comparable(before, now) and _is_whole(before) and _names_it(clause.object, before, earlier)
        if alike and _moved(before, now, way) and _by_one_party(earlier, later):
            return f"{before.text} → {now.text}: the later text says that it was moved"
    return None


def _is_to(slot: Slot, one: View) -> bool:
    """Whether a value is the one that something was moved to."""
    return slot.role == "to" or bool(re.search(rf"\bto (?:about |some |nearly )?{re.escape(slot.text)}", one.text))


def _names_it(thing: Term, before: Slot, earlier: View) -> bool:
    """Whether a noun is what an earlier value was: said with its verb ('has offered'), or beside it ('an offer of')."""
    head, clause = concept(thing.head), clause_of(earlier.frame, before)
    verb = "" if clause is None or clause.negated else clause.verb
    beside = {*map(concept, before.words), concept(verb)}
    return head in beside or not (_OFFERED.isdisjoint({thing.head, head}) or _OFFERED.isdisjoint({verb, *beside}))


def _by_one_party(earlier: View, later: View) -> bool:
    return not (earlier.names and later.names) or bool(earlier.names & later.names)


def settled(earlier: View, later: View, conflict: Conflict) -> str | None:
    """That two sides have settled on another amount than one of them had named; None where they have not."""
    if conflict.kind not in ("number", "far") or later.concepts & _OFFERED or not later.concepts & _SETTLED:
        return None
    offered = earlier.concepts & _OFFERED or earlier.words & {"offer", "offers", "offered"}
    return "what was offered, and what was agreed" if offered and not earlier.concepts & _SETTLED else None


def came_due(earlier: View, later: View, conflict: Conflict) -> str | None:
    """That what was put off until a day has begun, where the later text is no older than that day."""
    if conflict.kind != "antonym" or later.day is None or earlier.day is None:
        return None
    put_off = any(concept(clause.verb) in PUTTING_OFF and not clause.negated for clause in earlier.frame.clauses)
    begun = any(concept(clause.verb) in _STARTING and not clause.negated for clause in later.frame.clauses)
    days = [date.fromisoformat(moment.start) for moment in earlier.frame.moments if moment.start is not None]
    due = any(earlier.day < day <= later.day for day in days)
    return "what was put off until then has begun" if put_off and begun and due else None


def turned(a: View, b: View) -> str | None:
    """That somebody turned back on what was announced, where the later text says so of the same thing; else None."""
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = _in_order(a, b)
    if not _TURNED.search(later.text) or _TURNED.search(earlier.text) or earlier.modality not in _SPOKEN_AHEAD:
        return None
    if later.modality is Modality.DENIED or gate.other_version(a, b):
        return None
    speaker = later.side.mention.attribution
    same = speaker and speaker == earlier.side.mention.attribution and any(c.isupper() for c in speaker)
    things = earlier.nouns & later.nouns
    named = earlier.names and earlier.names <= later.names
    return "the later text says that it goes back on this" if things and (same or named) else None


def _in_order(a: View, b: View) -> tuple[View, View]:
    return (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
