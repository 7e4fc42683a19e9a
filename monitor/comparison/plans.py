"""What becomes of a plan or of an act: carried out, put off, given up, taken back."""

from __future__ import annotations

import re
from datetime import date
from itertools import product, takewhile

from monitor.comparison import gate
from monitor.comparison.amounts import comparable, disjoint, equal
from monitor.comparison.lexicon import concept
from monitor.comparison.once import once
from monitor.comparison.progress import PUTTING_OFF
from monitor.comparison.roles import clause_at
from monitor.comparison.view import LIGHT, View, clause_terms, gives_up, is_open, name_parts, share, words_of
from monitor.frame import Clause
from monitor.model import Modality

# A hedge must not lose what a plain plan is granted, or it would raise the score.
AHEAD = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.FORECAST, Modality.CONDITIONAL})
FACTS = frozenset({Modality.ASSERTED, Modality.REPORTED})
_PLANNING = frozenset("agree aim decide expect intend mean plan prepare propose want".split())
# Verbs that take an act back, and those that put it off; 'call off' is a verb of its own.
_UNDOING = frozenset(
    map(
        concept,
        "abandon abolish annul cancel halt overturn quash repeal rescind reverse revoke scrap shelve terminate undo "
        "void withdraw".split(),
    )
) | {concept("call off")}
# Those that share a concept with verbs of another sense: who raises or lowers an offer takes nothing back.
_LIFTING = frozenset({"lift", "drop"})
# Verbs of the way back, with those of the acts that they end.
_RESTORING = {
    concept(back): frozenset(map(concept, acts.split()))
    for back, acts in {
        "reinstate": "suspend dismiss sack fire expel remove cut abolish freeze",
        "rehire": "dismiss sack fire",
        "readmit": "expel suspend exclude ban",
        "resume": "suspend halt stop pause interrupt freeze",
        "reopen": "close shut seal",
        "release": "arrest detain jail seize",
    }.items()
}
# Words with which a date takes the place of another.
_RESET = frozenset({"now", "than announced", "than planned"})
_ROOT = 4  # letters that a noun and a verb of one root have in common at least
_SHARED = 0.5
_NTH = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)) ([a-z]+)\b", re.IGNORECASE
)


def given_up(a: View, b: View) -> str | None:
    """That a plan was given up, where the later text says so of what the earlier one plans; None otherwise."""
    acts = _plan_and_act(a, b)
    if acts is None:
        return None
    plan, done, _, later = acts
    return "what was planned has been given up" if gives_up(done) and concept(plan.verb) in later.concepts else None


def carried_out(a: View, b: View) -> str | None:
    """That a plan was carried out, where the later text tells of the act that the earlier one plans; None otherwise."""
    acts = _plan_and_act(a, b)
    if acts is None:
        return None
    plan, done, earlier, later = acts
    if concept(plan.verb) in LIGHT and not _returns(plan, done):  # what will be so is no act
        return None
    same = _same_verb(plan.verb, done.verb, later) and not plan.negated and not plan.denied
    done_so = same and later.modality in FACTS and _covered(plan, done) and _one_thing(plan, done, earlier, later)
    return "what was planned has been carried out" if done_so and not _other_amounts(earlier, later) else None


def _returns(plan: Clause, done: Clause) -> bool:
    """Whether both tell of a return to a state, which is an act: 'will be back', 'was open again'."""
    return bool({"back", "again"}.intersection(plan.adverbs, done.adverbs))


def _other_amounts(plan: View, act: View) -> bool:
    """Whether the act has another amount than the plan: 38 trains ran, where 400 were to run."""
    pairs = [pair for pair in product(plan.slots, act.slots) if comparable(*pair)]
    return any(disjoint(*pair) for pair in pairs) and not any(equal(*pair) for pair in pairs)


def _same_verb(planned: str, done: str, later: View) -> bool:
    """Whether two verbs are one, also where the parser has cut the particle off: 'step down', 'stepped … down'."""
    (first, *particle), (other, *_) = planned.split(), done.split()
    return concept(planned) == concept(done) or (first == other and later.words.issuperset(particle))


def put_off(a: View, b: View) -> str | None:
    """How a date moved, where the later text names the earlier one too: 'on 3 October instead of in June'."""
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    plan, act = _top(earlier), _top(later)
    if plan is None or act is None or not _same_verb(plan.verb, act.verb, later):
        return None
    if gate.other_version(a, b) or not about_one(earlier, later) or other_in_row(a, b):
        return None
    replanned = earlier.modality in AHEAD and later.modality in AHEAD and _of_one_voice(earlier, later)
    cues = [cue for cue in later.frame.cues if cue in _RESET and cue not in earlier.frame.cues]
    for before, old, new in product(earlier.frame.moments, later.frame.moments, later.frame.moments):
        moved = before.start == old.start and new.start != old.start and earlier.modality in AHEAD
        said = rf"\b(?:instead of|rather than|and not|not)(?: \w+)?? {re.escape(old.text)}"
        if moved and re.search(said, later.text):
            return f"{before.text} → {new.text}: the later text says when it was to be before"
        if replanned and cues and gate.apart(before, new) and act == clause_at(later, new):
            return f"{before.text} → {new.text}: the later text says '{cues[0]}'"
    return None


def other_in_row(a: View, b: View) -> bool:
    """Whether two texts tell of two of a row: the second race and the third."""
    mine, yours = ({(m[1].lower(), m[0].lower()) for m in _NTH.findall(view.text)} for view in (a, b))
    return any(noun in dict(yours) for noun, _ in mine - yours) and any(noun in dict(mine) for noun, _ in yours - mine)


def _of_one_voice(earlier: View, later: View) -> bool:
    """Whether two plans are of one outlet, or name somebody in common."""
    same = bool(earlier.side.outlet) and earlier.side.outlet == later.side.outlet
    return same or bool(earlier.names & later.names)


def undone(a: View, b: View) -> str | None:
    """That an act was taken back or put off, where the later text says so of the earlier one's; None otherwise.

    It names the act by its noun: who 'lifted the suspension' undoes what 'suspended' told of.
    """
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    act, end = _top(earlier), _top(later)
    if act is None or end is None or act.negated or act.denied or end.negated or end.denied:
        return None
    if end.tense not in ("past", "perfect") or later.modality not in FACTS or gate.other_version(a, b):
        return None
    if _restores(act, end) and _named_alike(earlier, later) and not was_before(later, earlier):
        return "what was stopped has been restored"
    if end.object is None or not _names_the_act(end.object.head, act.verb) or not _of_one(act, end, later):
        return None
    dated = {moment.text for moment in earlier.frame.moments} & {moment.text for moment in later.frame.moments}
    if (concept(end.verb) in _UNDOING or end.verb in _LIFTING) and (dated or not was_before(later, earlier)):
        return "what was done or planned has been taken back"
    return "what was planned has been put off" if concept(end.verb) in PUTTING_OFF else None


def _restores(act: Clause, end: Clause) -> bool:
    """Whether a verb is the way back from another one's act on one thing: 'reinstated' whom it 'suspended'."""
    ways = _RESTORING.get(concept(end.verb), frozenset())
    thing = end.object or end.agent  # 'the plant reopened'
    return concept(act.verb) in ways and bool(words_of(act.object) & words_of(thing))


def _named_alike(earlier: View, later: View) -> bool:
    """Whether two texts share a name, where both have some, and the earlier one tells no old story."""
    return not (earlier.names and later.names and earlier.names.isdisjoint(later.names)) and not gate.long_past(earlier)


def _names_the_act(noun: str, verb: str) -> bool:
    """Whether a noun is of one root with a verb: 'suspension' and 'suspend', 'walkout' and 'walk out'."""
    noun, verb = noun.replace("-", ""), verb.replace(" ", "")
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(noun, verb, strict=False)))
    shorter = min(len(noun), len(verb))
    return alike >= max(min(_ROOT, shorter), shorter - 2)


def _of_one(act: Clause, end: Clause, later: View) -> bool:
    """Whether the act and its end have a party or a thing in common, and name no rivals."""
    mine, yours = (frozenset().union(*map(words_of, clause_terms(one))) for one in (act, end))
    named = _names_of(act)
    return bool(mine & yours) and (not named or not later.names or bool(named & later.names))


def _plan_and_act(a: View, b: View) -> tuple[Clause, Clause, View, View] | None:
    """The planned act of the earlier text and the act that the later one tells of, if they may be one."""
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    plan, done = _top(earlier), _top(later)
    if plan is None or done is None or not about_one(earlier, later):
        return None
    if earlier.modality is not Modality.PLANNED and not _owed(plan, earlier):
        return None
    if done.negated or done.denied or done.tense not in ("past", "perfect") or was_before(later, earlier):
        return None
    return plan, done, earlier, later


def _is_planned(clause: Clause) -> bool:
    """Whether a thing is planned, and no act of somebody: 'a flight is planned for June'."""
    return clause.agent is None and not is_open(clause.object)


def _owed(act: Clause, one: View) -> bool:
    """Whether an act is one that somebody must do yet: 'must return it by Friday'."""
    return "must" in one.words and not act.tense and not act.negated


@once
def _top(one: View) -> Clause | None:
    """The clause that tells the act itself: 'open' in 'plans to open'."""
    acts = [clause for clause in one.frame.clauses if clause.verb not in _PLANNING or _is_planned(clause)]
    top = min(acts or one.frame.clauses, key=lambda clause: clause.depth, default=None)
    if top is None or top.verb != "have" or top.object is not None:
        return top
    # 'Has to sit it again': the act stands in the clause below.
    return next((c for c in acts if c.depth == top.depth + 1 and c.place > top.place), top)


def _covered(plan: Clause, done: Clause) -> bool:
    """Whether the planned act has an object or a subject, and the act that was done has the same."""
    wanted = words_of(plan.object) or words_of(plan.agent)  # 'plans to reopen it': by whom
    told = frozenset().union(*(words_of(term) for term in (done.object, done.agent) if term is not None))
    return bool(wanted) and len(wanted & told) >= _SHARED * len(wanted)


def _one_thing(plan: Clause, done: Clause, earlier: View, later: View) -> bool:
    """Whether each side knows the names that the other acts on: the terminal at Holm is not the one at Ebbe.

    A plan without names is the act with some where both are of one day.
    """
    wanted, told = (_names_of(clause) for clause in (plan, done))
    return wanted <= later.names and (told <= earlier.names or (not wanted and bool(_days(earlier) & _days(later))))


def _days(one: View) -> set[str]:
    return {moment.start for moment in one.frame.moments if moment.start is not None and moment.start == moment.end}


def _names_of(clause: Clause) -> frozenset[str]:
    return frozenset(part for name in (clause.object.names if clause.object else ()) for part in name_parts(name))


def was_before(later: View, earlier: View) -> bool:
    """Whether the later text tells of a time before the plan was published."""
    ends = [moment.end for moment in later.frame.moments if moment.end is not None]
    return earlier.day is not None and any(date.fromisoformat(end) < earlier.day for end in ends)


def about_one(earlier: View, later: View) -> bool:
    said = later.concepts | later.names
    return share(earlier.concepts | earlier.names, said) >= _SHARED
