"""Closed lists of English words that the grammar alone does not tell apart, by what they do in a sentence.

Verbs stand as lemmas.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The subject passes on what it knows or was told.
REPORTING = _words(
    "say tell report announce state add write claim note explain confirm disclose reveal warn insist "
    "argue maintain "
    "assert declare allege acknowledge admit concede testify caution contend remark observe comment "
    "tweet post blog "
    "suggest indicate show find conclude calculate reckon stress emphasize emphasise underline "
    "underscore reiterate "
    "repeat recall relate recount inform notify clarify hint signal imply boast complain joke quip "
    "reply respond answer "
    "counter continue assure remind determine document record certify mention establish discover learn rule "
    "detail demonstrate specify estimate see quote hear understand tout agree vow pledge promise"
)
# The subject says what is to come.
FORECASTING = _words("expect predict forecast project anticipate foresee envisage see estimate reckon")
DENYING = _words("deny reject dismiss refute dispute rebut contradict repudiate disavow")
# What can be rejected as untrue; other things (an offer, a motion) are only turned down.
CHARGES = _words(
    "claim allegation accusation report rumour rumor speculation suggestion charge assertion notion "
    "idea story article "
    "account statement complaint talk criticism finding version theory insinuation contention reporting "
    "conclusion"
)
UNTRUE = _words(
    "false untrue wrong inaccurate incorrect baseless unfounded groundless fabricated misleading fake "
    "fictitious "
    "unsubstantiated invented nonsense rubbish lie hoax fiction"
)
# What a person holds to be so, or feels.
OPINING = _words("think believe feel suspect guess wish doubt suppose fear love hate imagine wonder deserve")
PLANNING = _words(
    "plan intend aim propose prepare agree decide pledge promise vow commit undertake seek want hope "
    "schedule set due "
    "poise slate"
)
WEIGHING = _words("consider weigh mull explore contemplate ponder study evaluate examine discuss eye")
# The people and papers that speak where nobody is named in full.
SPEAKERS = _words(
    "source person people official executive employee insider analyst trader lawyer banker diplomat "
    "researcher engineer "
    "developer spokesman spokeswoman spokesperson report document filing memo letter data figure record "
    "survey study"
)
EXPERTS = _words(
    "analysts analyst economists economist experts expert investigators scientists researchers engineers "
    "officials police doctors forecasters brokers bankers actuaries prosecutors auditors"
)
QUOTES = frozenset(('"', "“", "”", "''", "``", "«", "»"))
PRONOUNS = _words("it he she they we i you this that these those who which one there")
SAYING = REPORTING | FORECASTING | DENYING | OPINING | _words("cite call describe accord put")

# Adjectives and nouns that rate instead of telling.
EVALUATIVE = _words(
    "good bad great terrible horrible awful amazing awesome incredible fantastic wonderful brilliant "
    "excellent superb "
    "outstanding remarkable impressive disappointing shameful disgraceful outrageous ridiculous absurd "
    "stupid silly dumb "
    "smart clever wise foolish sad happy sorry tragic unfortunate lucky beautiful ugly pretty nice "
    "lovely cool boring dull "
    "exciting thrilling interesting fascinating surprising shocking stunning worrying troubling "
    "alarming frightening scary "
    "encouraging promising hopeful hopeless pointless useless worthless priceless worthwhile meaningful "
    "meaningless "
    "unfair fair unjust just unacceptable acceptable unforgivable inexcusable irresponsible reckless "
    "cowardly brave bold "
    "courageous cynical hypocritical naive arrogant greedy selfish generous noble honest dishonest "
    "ideal perfect flawed "
    "wrong right important crucial vital essential imperative overdue inevitable understandable "
    "reasonable unreasonable "
    "sensible senseless ironic telling healthy unhealthy elegant clunky clumsy mediocre decent solid "
    "underwhelming "
    "overrated underrated overhyped overpriced laughable pathetic embarrassing humiliating insulting "
    "historic "
    "revolutionary groundbreaking transformative unprecedented unmatched unrivalled unparalleled "
    "pivotal profound "
    "obvious clear unclear hard easy tough difficult impossible dangerous toxic poor weak strong best "
    "worst better worse "
    "finest greatest smartest mistake disaster catastrophe tragedy shame disgrace scandal joke farce "
    "triumph masterpiece "
    "blunder folly travesty betrayal gift blessing curse nightmare dream miracle failure success win "
    "victory defeat "
    "turning game-changer milestone wake-up reminder lesson testament proof warning mess gamble bargain "
    "rip-off nonsense "
    "genius hero villain fool coward hypocrite delight pleasure treat joy surprise relief pity justice "
    "injustice fairness "
    "freedom progress insult madness insanity eternity outrage robbery theft suicide luxury privilege "
    "burden bargain steal "
    "shocked amused tense surprised angry furious happy sad worried nervous calm optimistic pessimistic "
    "upset delighted "
    "thrilled disappointed proud ashamed embarrassed afraid scared grateful bitter confident concerned "
    "alarmed outraged "
    "sceptical skeptical cautious enthusiastic impressed relieved stunned speechless heartbroken "
    "devastated excited tired "
    "indicative decisive fragile murky bleak grim bright dire gloomy rosy mixed muted lukewarm wild "
    "crazy insane funny "
    "weird strange odd curious bizarre mysterious magical charming sensational spectacular epic "
    "legendary iconic "
    "obscene doomed huge enormous massive future envy past-it overdue spot-on out-of-touch tone-deaf "
    "lame cheap classy unbelievable inconceivable "
    "unthinkable undeniable unmistakable plain apt fitting poetic ominous sinister creepy eerie "
    "tiresome exhausting refreshing welcome "
    "sorely mild harsh cruel generous stingy sacred holy evil moral immoral shameless disgusting revolting"
)
# Adverbs that show the writer's own view.
STANCE = _words(
    "clearly obviously frankly honestly arguably surely undoubtedly certainly unfortunately sadly "
    "thankfully luckily "
    "hopefully ironically regrettably remarkably amazingly incredibly ridiculously literally basically "
    "essentially "
    "simply truly really seriously absolutely totally utterly definitely personally understandably"
)
# Verbs that say what becomes of something in pictures, not in facts.
GRAND = _words(
    "change transform reshape redefine revolutionize revolutionise disrupt dominate rule conquer eat "
    "devour kill destroy "
    "win lose matter vanish disappear die survive thrive prevail reign replace rewrite reinvent upend "
    "shake haunt regret "
    "remember forget prove bring bear shape define depend decide remain become pay catch suffer belong "
    "rest hinge boil come go fade crumble collapse explode soar shine flourish triumph risk face"
)
CHATTER = _words(
    "lol lmao rofl imo imho tbh fwiw iirc afaik ngl smh btw idk omg wtf thx pls plz bro dude yeah yep yup "
    "nope nah meh ugh wow haha hehe hmm gonna wanna gotta kinda sorta ok okay kudos congrats upvote downvote"
)
# Verbs that tell a reader what to do on a page.
IMPERATIVES = _words(
    "sign subscribe click tap read see visit follow share join download register check find learn get "
    "try buy order book "
    "contact email call send watch listen support donate become log enter accept manage skip view "
    "browse explore "
    "discover stay keep note please make let go use install open run ignore disregard forget remember "
    "consider imagine "
    "take add remove set select choose enable disable upgrade report respond reply tell ask write "
    "submit copy paste save "
    "search press forward enjoy meet catch start stop give put turn look think wait come pull build "
    "clone set create "
    "swipe scroll pass treat expect compare shop looking talk think beware mark spare trust judge blame "
    "picture welcome bring hold output print say answer translate summarise summarize refer do don't "
    "never always be"
)
# The subject rates the object.
RATING = _words(
    "call describe brand label dub praise hail laud applaud slam blast condemn criticise criticize "
    "deride mock ridicule "
    "denounce decry lambast bemoan lament celebrate commend compare liken"
)

# Verbs by which a writer says what something means, and what such sentences are about.
INTERPRETING = _words(
    "risk threaten signal reflect mirror underscore underline highlight foster stifle obscure represent "
    "mark serve "
    "contradict democratize democratise exacerbate entrench raise pave suggest demonstrate illustrate "
    "show embody "
    "symbolize symbolise epitomize exemplify encapsulate capture frame ignore omit overlook reveal "
    "expose point speak "
    "offer provide create leave make set open fuel drive undermine erode challenge complicate deepen "
    "widen reinforce mean "
    "aim seek help allow enable ensure encourage reduce increase lead force put keep position place "
    "cement solidify"
)
ABSTRACT = _words(
    "shift move pivot decision framing narrative development strategy approach change transition trend "
    "step reality "
    "success failure pattern positioning momentum tension story coverage success lesson question answer "
    "challenge "
    "opportunity landscape ecosystem dynamic dynamics implication consequence result outcome impact "
    "effect choice "
    "evolution departure directive contrast paradox irony truth balance initiative precedent historical "
    "example generosity "
    "trust innovation collaboration competition power control technology progress openness transparency "
    "this that it which"
)
