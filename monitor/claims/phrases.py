"""Set phrases and word lists by which a sentence shows that it is rhetoric, chat, a guess, a scene or a data line."""

from __future__ import annotations

import re

RHETORIC = re.compile(
    r"^\W*(?:so much for|make no mistake|let that sink|imagine|remember when|welcome to|and (?:that|"
    r"this|yet|so|then)\b|here['’]?s|"
    r"the (?:truth|point|irony|question|problem|lesson|message|takeaway|upshot|bottom line|real \w+|"
    r"reality|simple fact) (?:is|here|remains)|spoiler|cue |"
    r"think about|picture this|gone are|(?:no|little|small) wonder|needless to say|if only|not so fast|"
    r"case in point|bottom line|let['’]?s|"
    r"who (?:knew|needs|would|cares|wouldn)|what (?:a|an) |how (?:very|\w+ly) |call (?:it|me)|good luck|"
    r"enough|long live|rip\b|bravo|of course|"
    r"in other words|simply put|put simply|at the end of the day|it (?:feels|looks|sounds|"
    r"seems) (?:like|as)|my (?:guess|bet|hunch|theory|take|two cents|feeling|sense)|"
    r"maybe|perhaps|probably|hopefully|surely|presumably|no doubt|chances are|word is|rumou?r has it|"
    r"one (?:can|could|might|wonders|shudders|suspects|has to)|"
    r"(?:opinion|analysis|comment|editorial|explained|explainer|review|podcast|watch|video|letters?|q&a|"
    r"interview|profile|feature|perspective|live|quiz|column)\s*[|:–—-])",
    re.IGNORECASE,
)
GUESS = re.compile(
    r"(?<!\w)(?:"  # within a word none of them needs to be tried
    r"\b(?:I|we) (?:think|guess|suspect|bet|feel|hope|wish|believe|doubt|assume|imagine|reckon|suppose|"
    r"wonder|fear|love|hate)\b|\bI['’]d\b|\bin my (?:opinion|view|experience|book|mind|eyes)\b|"
    r"\b(?:imho|imo)\b|\bwould rather\b|\bhad better\b|\blet['’]?s\b|\bone too many\b|\byet to come\b|"
    r"\bsaw (?:this|that|it) coming\b|\bship has sailed\b|\bas we know (?:it|them)\b|\bif true\b|"
    r"\bmy (?:money|bet|hunch|guess) (?:is|would be)\b|"
    r"\bmust (?:be|have)\b|"
    r"\bnot (?:nearly )?enough\b|\b(?:a|one) million reasons\b|\b(?:no|any) (?:sane|serious|sensible|"
    r"decent) \w+|\bhas to be\b|\bnothing to do with\b.*\beverything\b|\bby far\b|\bnot even close\b|"
    r"\bthe least we\b|\bworth (?:it|every|the|your)\b|"
    r"\bnot a (?:good|bad) (?:look|sign)\b|\bspeaks volumes\b|\bonly time will tell\b|"
    r"\bremains to be seen\b|\bthe rest is history\b|\bwithout (?:a )?doubt\b|\bmakes? (?:no|little|"
    r"perfect|zero) sense\b|\b(?:everybody|everyone) knows\b|\bsomething tells\b|\bsooner or later\b|"
    r"\bto me\b[.!]?$|^\W*either \w+.*\bor\b|"
    r"\b(?:uphill (?:battle|struggle)|perfect storm|tip of the iceberg|elephant in the room|"
    r"level playing field|double-edged|slippery slope|wake-up call|at a crossroads|"
    r"hangs? in the balance|high time|last straw|end of an era|"
    r"house of cards|writing on the wall|point of no return|turning point|watershed|wild west|"
    r"holy grail|silver bullet|new normal|uncharted|game[- ]changer|paradigm|brave new|tale of two|"
    r"sign of the times|recipe for|race to the bottom)\b)",
    re.IGNORECASE,
)
CHAT = re.compile(
    r"^\W*(?:same here|can confirm|this\.|\+1|came here|take my|following|thanks|thank you|nice|cool|"
    r"congrat|good (?:job|work|bot|point|question)|great (?:job|work|post)|"
    r"edit\b|update:|tl;?dr|ps\b|hi\b|hello|hey|anyone|asking for a friend|source\?|proof|agreed|"
    r"exactly|true\b|not sure|no idea|sorry)|\btrust me\b|\bmy upvote\b|\bop\b|"
    r"\bcan['’]t wait\b|\bstay tuned\b|\bsee you\b|\bhappy (?:to|friday|new)\b|[:;]-?[)(DP]\s*$|"
    r"[\U0001F300-\U0001FAFF]",
    re.IGNORECASE,
)
INSTRUCTS = re.compile(
    r"^\W*(?:(?:then|first|next|now|finally|just|simply|also|or|and|so|again),? )?(?:please |kindly |"
    r"do not |don['’]t |never |always |to [^,]{3,60}, |for [^,]{3,60}, |"
    r"if [^,]{3,60}, )?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
WH_TITLE = re.compile(
    r"^\W*(?:why|how|what|when|where|who|which|whether|inside|meet|behind|beyond|from|the case (?:for|"
    r"against)|in defen[cs]e of)\b",
    re.IGNORECASE,
)
# A line of a schedule, a result, or a data sheet: it states something without a verb.
SCHEDULE = re.compile(
    r"(?=.*\d).*\b[A-Z]{6,}\b|^[A-Z][\w ]+ \d+ ?[-–:] ?\d+ [A-Z]\w+|^[A-Z][\w ]+ \d+, [A-Z][\w ]+ \d+|"
    r"^[A-Z]\w+(?: [A-Z]\w+)* \d+\S* ?[/–-] ?\d+\S*$|"
    r"^(?:licen[cs]e|context(?: length| window)?|parameters|size|price|version|release date|released|"
    r"architecture|weight|memory|battery(?: life)?|status|owner|founded|headquarters|ceo): \S"
)
VALUE = re.compile(
    r"(?:✓|✗|✔|✘|yes|no|none|n/a|free|paid|open|closed|available|unavailable|cancelled|canceled|delayed|"
    r"on time|sold out|mit|apache(?: license)?|bsd|proprietary|pending|"
    r"approved|rejected|passed|failed|active|inactive|discontinued|deprecated|planned|unknown|supported|"
    r"unsupported|won|lost|drawn|withdrawn|open weights?|api only)",
    re.IGNORECASE,
)
STRONG = frozenset(
    "terrible horrible awful amazing awesome incredible brilliant superb disgraceful outrageous "
    "ridiculous absurd stupid silly dumb shameful "
    "laughable pathetic insulting cowardly hypocritical greedy cynical madness insanity insult mistake "
    "blunder disgrace shame joke farce betrayal "
    "nonsense travesty folly masterpiece miracle nightmare idiot idiots idiotic foolish unforgivable "
    "inexcusable overrated underrated overhyped".split()
)
IDIOM = re.compile(
    r"\b(?:slap in the face|asleep at the wheel|lost touch with|got (?:it|this|that) (?:all )?(?:wrong|right)|"
    r"(?<!\ba )(?<!\bthe )(?:smells?|reeks?|stinks?) of|"
    r"on the (?:brink|verge|cusp|threshold) of a new|out of (?:ideas|touch)|"
    r"headed for a|missed the (?:boat|mark|point)|shot (?:itself|themselves) in the foot|bite the bullet|"
    r"too big to fail|emperor has no clothes|playing with fire|nail in the coffin|bridge too far|"
    r"drop in the (?:ocean|bucket)|storm in a teacup|smoke and mirrors|snake oil|window dressing|deck ?chairs|"
    r"kick(?:ing|s)? the can|mov(?:e|es|ed|ing) the goalposts|(?:money|cash|land|power) grab|"
    r"speaks? for (?:itself|themselves)|welcome to the|has no future|in tears|market will decide|kiss of death|"
    r"trojan horse|golden age|canary in|sleight of hand|tail wagging|genie is out|it seems(?=[.!]?$))\b",
    re.IGNORECASE,
)
# A headline that leaves the verb out.
STATE = re.compile(
    r"\b(?:under (?:investigation|way|fire|review|threat)|in (?:talks|custody|hospital|court|limbo)|"
    r"on (?:strike|trial|hold|sale|fire)|out of stock|for sale|at risk)\b|"
    r"\b\w+ (?:dead|injured|missing|hurt|held|arrested|killed)\b|(?:^|"
    r"[;,] )\w[\w ]{1,20}: [A-Z0-9][^:;,]*[;,] \w[\w ]{1,20}: [A-Z0-9]"
)
CONTRAST = re.compile(
    r"\b(?:is|are|was)(?:n['’]t| not) (?:an? |the |about |just |only |"
    r"merely )*[\w-]+(?: [\w-]+)?[,;:.—–-]+ ?(?:it|that|this|they)(?:['’]s|['’]re| is| are| was)\b|"
    r"\bmeans? (?:nothing|little|everything)\b|"
    r"\bsays? it all\b|\bproves? (?:nothing|everything)\b|\bcan(?:no|['’])t even\b|\bstill can(?:no|"
    r"['’])t\b|\bnot a single useful\b|\bnothing (?:but|more than)\b",
    re.IGNORECASE,
)
POSED = re.compile(
    r"(?:, |\()(?:left|right|centre|center|pictured|second from (?:left|right))(?:,|\))|"
    r"\bpictured (?:in|at|on|with|here|above|below)\b",
    re.IGNORECASE,
)
SCENES = frozenset("wait inspect stand sit walk pose wave watch gaze smile chat cheer queue ride stroll".split())
ANYONE = frozenset("nobody everyone everybody anyone anybody someone something everything nothing one who what".split())
COPULAS = frozenset("be seem look feel sound become remain prove appear represent mean".split())
