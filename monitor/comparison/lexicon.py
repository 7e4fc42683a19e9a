"""Words that say the same and words that say the opposite, as small closed lists about English.

Each line of `_SAME` is one concept; its first word names it. A word in no line stands for itself, by its stem.
Each line of `_OPPOSITE` holds two concepts that cannot both be true of one thing at one time.
"""

from __future__ import annotations

import re
from functools import cache

_SAME = """
rise increase grow climb jump soar surge gain advance swell growth higher upturn uptick
raise lift hike boost
fall decrease decline drop shrink dip slump plunge sink slide tumble lower slip plummet contract reduction downturn lose-value
cut reduce slash trim curtail
expand widen enlarge broaden extend extension expansion
loosen relax ease soften
tighten toughen stiffen strict strictness
cheap cheaper inexpensive affordable
expensive costly dear pricey
price cost charge fee tariff
open reopen unlock reopening
close shut closure shutdown shutter
start begin launch commence kick-off inception beginning onset
end finish conclude complete completion expire terminate termination
stop halt cease discontinue quit abandon scrap drop-plan axe cancel cancellation call-off shelve scrapping
freeze suspend suspension pause
hold retain captive
continue keep persist proceed go-on resume
win victory triumph prevail beat defeat
lose defeated loss
approve pass adopt endorse ratify back authorise authorize clear clearance approval ratification consent green-light
reject decline-offer turn-down refuse veto rebuff rejection refusal block blocked
allow permit let enable legalise legalize lift-ban permission
ban prohibit forbid bar outlaw prohibition
accept agree consent-to acceptance
confirm verify corroborate affirm acknowledge admit confirmation
deny refute dispute denial
hire recruit employ-new appoint appointment name-to hiring recruitment
fire dismiss sack lay-off layoff redundancy shed oust
resign step-down quit-post leave depart departure resignation
stay remain
notify inform alert tell-report
buy acquire purchase acquisition takeover take-over
sell divest sale disposal divestment
publish release issue unveil announce-product publication come-out
withdraw pull recall retract remove withdrawal delete
join enter membership member
include contain comprise cover
exclude omit exempt except exemption
arrest detain custody detention
convict guilty conviction
acquit innocent clear-of acquittal
charge-crime indict indictment prosecute
sue lawsuit suit litigation
jail imprison prison sentence
die death dead kill killed fatality deceased
survive survivor
injure wound hurt injured injury
destroy demolish ruin devastate raze
build construct erect construction
found establish create set-up
succeed success successful pass-test
fail failure unsuccessful collapse
support favour favor backing
oppose object opposition
free complimentary gratis no-charge
paid pay subscription
public
private confidential secret proprietary
proprietary closed-source
full complete-adj entire whole
partial incomplete
legal lawful legitimate
illegal unlawful
guilty-plea plead
safe secure
dangerous unsafe hazardous
safety
profit profitable surplus earnings-plus
deficit unprofitable shortfall
more
less few fewer
major large big huge sizeable
minor small tiny
early
late delay postpone delayed postponement defer
true accurate correct
false untrue wrong incorrect fabricated bogus
alive
missing vanish disappear
found-thing discover detect
above exceed top surpass
below
always
never
strong robust
weak feeble
lead ahead
trail behind
import
export
borrow
lend
attack strike assault
company firm business group corporation enterprise
worker employee staff personnel workforce workman
job post position role
factory plant facility works
car automobile vehicle
lorry truck
doctor physician medic
police officer cop
soldier troop
judge court tribunal
government administration ministry
lawmaker legislator parliamentarian mp deputy parliament legislature
agency authority regulator watchdog
leader head chief boss chair chairman chairwoman president director executive
spokesman spokeswoman spokesperson
hospital clinic
school college
pupil student
customer client user buyer subscriber
maker manufacturer producer
produce make manufacture production
ship deliver delivery dispatch shipment
use employ-thing utilise utilize
need require requirement
want
show indicate
plan intend
study research investigation examine inquiry probe investigate
test trial-run trial
train training
model system
chip processor accelerator semiconductor gpu
software program programme app application
developer programmer engineer
researcher scientist
licence license licensing
weight parameter
revenue turnover income
sales
investment invest investor
fund finance funding
talk negotiation negotiate discussion discuss
deal agreement contract pact accord
merge merger combine combination
meet meeting
visit
move relocate relocation
change alter alteration amend
fire-blaze blaze wildfire
flood flooding
storm hurricane typhoon cyclone
outage blackout disruption downtime
crash collide collision
breach leak hack
fine penalty
vote ballot election elect
protest march demonstration demonstrate rally
strike-work walkout
cause trigger blame due result lead-to
house home
city town municipality
area region district
country nation
child kid minor-person
man
woman
people person human
year annual
month
game match
score
goal
fan supporter
aircraft plane jet airplane
boat vessel craft
rail train-rail railway
airport
road street motorway highway
drug medicine medication pharmaceutical
vaccine jab
illness disease sickness
virus infection infect
evidence proof
document paper
report-noun review
network
server
data
memory
size
speed
length long
height high tall
video clip
share stock
owner own possess ownership
build-up
promise pledge vow
reach total amount hit attain come
receive get obtain
give grant hand provide supply offer
pick choose select choice selection
bring
explain
happen occur take-place
send
near
quickly fast rapid speed speeding velocity
slowly slow
damage harm
affect impact hit-by
recover recovery regain retrieve
rescue save
search seek
visitor guest
tourist
bank lender
debt
loan
tax levy duty
rule regulation law
term condition
apply
right
minister secretary
founder co-founder
talks-aim
headquarters head-office
office
pay-money spend outlay expenditure
download
launch-rocket
rocket
satellite
planet
border frontier
refugee migrant
war conflict
peace truce ceasefire
weapon arm
bomb explosive explosion blast
shoot shooting gunfire
hostage
suspect accused defendant
victim casualty
witness
"""

_OPPOSITE = """
rise fall
raise cut
rise cut
raise fall
expand cut
loosen tighten
cheap expensive
open close
start end
start stop
continue stop
continue freeze
continue end
start freeze
win lose
approve reject
approve ban
allow ban
allow reject
accept reject
accept deny
confirm deny
hire fire
stay resign
join withdraw
publish withdraw
stay withdraw
stay stop
include exclude
convict acquit
guilty-plea acquit
die survive
succeed fail
support oppose
free paid
free expensive
public private
open proprietary
approve fail
approve stop
free hold
free-set hold
die safe
hire stop
guilty acquit
convict clear-of
raise freeze
succeed reject
full fail
win fail
found-thing lose
sell keep
sell stay
close keep
fire stay
open private
full partial
legal illegal
safe dangerous
profit deficit
profit lose
more less
major minor
early late
true false
above below
always never
strong weak
lead trail
buy sell
import export
found-thing missing
alive die
rise freeze
apply exclude
quickly slowly
"""

# Stems end where these begin; longest first.
_ENDINGS = re.compile(
    r"(?:ational|ization|isation|fulness|iveness|ations?|ments?|nesses|ness|ities|ity|ings?|edly|ed|ies|ers?|ors?"
    r"|ally|ly|ives?|ions?|ances?|ences?|als?|ants?|ents?|es|s|e|y)$"
)
_IRREGULAR = {
    "frozen": "freeze", "lawsuit": "sue", "sold": "sell", "bought": "buy", "shut": "close", "lost": "lose",
    "won": "win", "dead": "die", "grown": "grow", "cheaper": "cheap", "stricter": "strict", "unsuccessful": "fail",
    "analyse": "analyze", "centre": "center", "colour": "color", "defence": "defense", "labour": "labor",
}  # fmt: skip


@cache
def _concepts() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _SAME.split("\n"):
        for word in line.split():
            table.setdefault(word.replace("-", " "), line.split()[0])
            table.setdefault(word, line.split()[0])
    return table


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _OPPOSITE.split("\n"):
        if line:
            one, other = line.split()
            table.setdefault(one, set()).add(other)
            table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}


@cache
def stem(word: str) -> str:
    """A word without its ending, never shorter than four letters."""
    word = _IRREGULAR.get(word, word)
    stripped = _ENDINGS.sub("", word)
    if stripped == word or len(stripped) < 4:
        return word[:-1] if len(word) > 4 and word[-1] in "es" else word
    return stripped[:-1] if len(stripped) > 4 and stripped[-1] == stripped[-2] else stripped


@cache
def concept(word: str) -> str:
    """What a word stands for: the name of its group, or its stem."""
    table = _concepts()
    word = _IRREGULAR.get(word, word)
    return table.get(word) or table.get(word.split(" ")[0]) or stem(word)


def opposite(one: str, other: str) -> bool:
    """Whether two concepts exclude each other, by the list or by a negating prefix."""
    if other in _opposites().get(one, frozenset()):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in ("un", "in", "im", "il", "ir", "dis", "non"))
