"""Sentences that belong to the page and not to what it reports, known by their shapes."""

from __future__ import annotations

import re

# Each shape begins where a word does, or with one of these signs: within a word none needs to be tried.
_SHAPES = re.compile(
    r"(?:(?<!\w)|(?=[©(›»→]))(?:"
    + "|".join(
        (
            # Newsletters, subscriptions, paywalls, accounts.
            r"\bsign(?:ing)? (?:up|in)\b(?=.*\b(?:newsletter|briefing|account|inbox|email|free|for our|"
            r"updates|to continue)\b|$)",
            r"\b(?:newsletters?|inbox)\b.*\b(?:sign|subscribe|delivered|every|weekly|daily|get|our)\b",
            r"^\W*(?:(?:please|to) )?subscribe\b",
            r"\bsubscribe (?:now|today|here|for|to|from)\b",
            r"\bsubscri(?:bers?|ption)\b.*\b(?:to (?:read|continue|keep|unlock)|cancel any ?time)\b",
            r"\b(?:already a|not a|become a|for) (?:subscriber|member)s?\b",
            r"\b(?:members?|subscribers?)[ -](?:only|exclusive)\b",
            r"\b(?:your|this) (?:free|last|remaining|first) (?:free )?(?:article|stor|trial)",
            r"\bto (?:continue|keep) reading\b",
            r"\bcreate (?:a|your) (?:free )?account\b",
            r"^\W*(?:please )?log ?in\b",
            r"\bunsubscribe\b",
            r"\bfree trial\b",
            r"\bsupport (?:independent|our|quality) (?:journalism|reporting|work)\b",
            r"\bthis (?:article|story|post|content) is (?:for|free|public|reserved|"
            r"available (?:only )?to)\b",
            # Consent.
            r"\bcookies?\b.*\b(?:use|uses|accept|consent|prefer|policy|site|website|experience|"
            r"analytics|manage|settings|agree)\b",
            r"\b(?:use|uses|accept|manage|reject)\b.*\bcookies?\b",
            r"\b(?:consent|privacy|cookie) (?:preferences|settings|choices|policy|notice|options)\b",
            r"\b(?:privacy policy|terms (?:of (?:use|service)|and conditions|& conditions))\b",
            r"\bstrictly necessary\b",
            r"\bby (?:continuing|using|clicking|browsing|signing)\b.*\b(?:agree|accept|consent)\b",
            # Rights.
            r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b",
            r"\ball rights reserved\b",
            r"\b(?:may|must|can) ?not be (?:published|reproduced|redistributed|copied|republished|"
            r"reprinted)\b",
            r"\brepublished? (?:with permission|under|from)\b",
            r"\breprinted with\b",
            r"\bregistered (?:trademark|office|in england)\b",
            r"\b(?:is|are) (?:a )?(?:registered )?trademarks? of\b",
            r"\breproduction\b.*\b(?:prohibited|permission|forbidden|consent)\b|\brespective owners\b",
            r"^(?:the )?(?:contents?|materials?|texts?|articles?|images?)\b.*\b(?:may|must|can) (?:not |"
            r"only )?be (?:\w+ )?(?:stored|used|copied|shared|quoted)\b",
            # Who wrote it.
            r"^(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}),? (?:an? [\w -]+, )?(?:is based in|teaches|"
            r"researches|advises|lectures|edits|blogs|runs a (?:blog|newsletter|podcast))\b(?!.*\d)",
            r"^(?-i:Professor|Dr) (?-i:[A-Z]\w+) (?:teaches|researches|studies|works on|writes)\b",
            r"\bhas (?:written|published|authored) (?:\w+ )?(?:books|novels|columns)\b|\b(?:years|"
            r"career) as an? (?:\w+ )?(?:correspondent|reporter|journalist|editor)\b|"
            r"^an? former [\w ]+, (?:he|she|they) (?:now|has|is|writes|runs)\b",
            r"^(?:(?-i:By [A-Z][\w'’-]+ [A-Z][\w'’-]+)(?!.*\b(?:said|was|were|has|had|is)\b)|written by|"
            r"reported by|edited by|words by|story by|text by|posted by|reporting by|"
            r"additional reporting)\b|^(?:author|editor)s?:",
            r"\b(?:additional|further) reporting by\b",
            r"\b(?:writing|editing|reporting|compiled) by [A-Z]",
            r"\bcontributed (?:to this|reporting)\b",
            r"\b(?:is|was) (?:a|an|the|our)\b.{0,60}\b(?:reporter|correspondent|columnist|contributor|"
            r"staff writer|freelance \w+|journalist|editor)\b(?=.*\b(?:at|for|covering|covers|based|who|"
            r"writes|with|of)\b|\.?$)",
            r"\b(?:the|this) (?:author|writer)s? (?:is|was|are|writes|has|holds|owns|of this)\b",
            r"\b(?:covers|writes about|has covered|has written)\b.*\b(?:for|at|since)\b.*\b(?:courier|"
            r"times|post|news|tribune|herald|reuters|bloomberg|wire|journal|the)\b$",
            r"\bcan be reached (?:at|on|via)\b",
            r"\bfollow (?:him|her|them|us|me|@|\w+ \w+ on)\b",
            r"\bwrites here in\b",
            r"\bin a personal capacity\b",
            r"\bviews expressed\b|\bopinions? expressed\b|\b(?:opinions|views) (?:are|here are)\b",
            r"[\w.]+@[\w.-]+\.\w{2,}",
            r"\bemail (?:us|me|the)\b|\bsend (?:us )?(?:tips|feedback|corrections)\b|\bgot a tip\b|"
            r"\bhave a tip\b|\bcontact (?:us|the (?:author|newsroom|editor))\b",
            r"^(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}) (?:writes|covers|reports on|reports from|"
            r"blogs)\b",
            r"\bhas (?:covered|reported on|written about)\b.*\b(?:since|for)\b",
            r"\blives in\b.{0,40}\bwith (?:his|her|their|two|three|a)\b",
            r"\bis the author of\b",
            r"^(?:he|she|they|(?-i:[A-Z][\w'’-]+ [A-Z][\w'’-]+)) (?:is|was) (?:an?|"
            r"the) [^,.]*\b(?:professor|lecturer|economist|consultant|author|director|partner|"
            r"researcher|historian|novelist|poet)\b[^.]*\b(?:at|of|in)\b[^.]*\b(?:university|college|"
            r"school|institute|centre|center|foundation|author|former|council|bank|fellow)\b",
            r"\b(?:his|her|their) (?:work|writing|reporting|articles|essays|column) (?:has|have|"
            r"appears?|won)\b|^(?:he|she|they) (?:previously|formerly) (?:worked|wrote|reported|covered|"
            r"edited|served)\b|^based in\b.*\b(?:he|she|they|covers|writes|reports)\b|\btweets (?:at|"
            r"as)\b",
            r"^(?:he|she|they|(?-i:[A-Z][\w'’-]+ [A-Z][\w'’-]+)) (?:is|was|"
            r"are) an? (?:\w+ ){0,3}(?:fellow|reporter|editor|journalist|columnist|contributor|"
            r"correspondent|writer|blogger)\b",
            r"\b(?:joined|has been (?:with|at)|works for|left) the (?:paper|newspaper|newsroom|magazine|"
            r"site|website|desk|newsdesk)\b",
            r"\b(?:his|her|their) (?:first|second|latest|new|debut|most recent) (?:book|novel|memoir|"
            r"album)\b",
            r"\b(?:the )?(?:views|opinions) (?:in|of|expressed in) this\b",
            r"\bthis (?:web ?)?(?:site|page)\b|\bour (?:web ?)?(?:site|page|partners|services|team|"
            r"editors)\b|\b(?:legitimate interest|your data|personali[sz]ed (?:ads|content))\b|"
            r"\bredistribution\b",
            # The article about itself.
            r"\bthis (?:story|article|post|page|piece|report|copy|version|item|headline|entry|text|"
            r"transcript)\b.{0,30}\b(?:was|has been|have been|is being|will be|is|originally|first|may|"
            r"contains|uses|appeared)\b.{0,30}\b(?:updated?|amended|developing|published|produced|"
            r"generated|translated|edited|appeared|breaking|syndicated|written|created|republished|"
            r"contain|include|affiliate|corrected to|sponsored|paid|closed)\b",
            r"\b(?:developing|breaking) (?:news )?story\b",
            r"\bcheck back\b",
            r"\bwe (?:will|shall|'ll) update (?:this|our|the)\b|\bwill update this (?:story|article|post|page)\b|"
            r"\b(?:if|when|once|as) we (?:hear|learn|get|receive)\b",
            r"\bwelcomes? (?:your )?(?:letters|comments|feedback|submissions|contributions|tips)\b",
            r"\b(?:subscribers?|members?|readers)\b.{0,20}\b(?:can|may) (?:download|read|listen|watch|access|find)\b",
            r"\bmore (?:details )?to (?:follow|come)\b",
            r"^\W*(?:last |first )?(?:updated|published|modified|posted)(?: on| at|:)?\s*(?:\w+ ){0,2}\d",
            r"\bas it happened\b",
            r"\b(?:this|it) is not (?:investment|financial|legal|medical|tax) advice\b|"
            r"\bnot (?:intended as |constitute )?(?:investment|financial|legal|medical) advice\b|"
            r"\b(?:nothing|none)\b.{0,40}\b(?:investment|financial|legal|medical|tax) advice\b|"
            r"\b(?:actual|future) results (?:may|might|could|can) (?:\w+ )?(?:differ|vary)\b|"
            r"\bforward-looking statements?\b|"
            r"\bfor informational purposes\b|\bdo your own research\b",
            r"\b(?:the author|we|i|the writer|authors?) (?:has|have|hold|holds|own|"
            r"owns) no\b.*\b(?:positions?|interests?|shares|stake|relationship)\b|\bdisclosure:|"
            r"\bdisclaimer:|\bconflicts? of interest\b.*\bdeclare|\bmay (?:earn|receive) (?:a |"
            r"an )?(?:affiliate )?commission\b|\baffiliate\b",
            # Navigation, sharing, counting.
            r"^(?:home|menu|search|share|print|save|bookmark|next|previous|back|top|more|skip|"
            r"advertisement|sponsored|ad|loading|close|tags?|topics?|categor(?:y|ies)|related|comments?|"
            r"reply|edit|sort by|filter|archive|contents|most (?:read|popular|viewed)|trending|latest|"
            r"popular|recommended|featured|newsletter)\b[^a-z]*(?:$|[:|›»>•])",
            r"^(?:skip to|back to|go to|jump to|return to|continue reading|read (?:more|next|also|"
            r"the full|full|on|it)|see (?:also|more|all)|show (?:more|less|all)|view (?:all|more|"
            r"comments)|load more|more (?:on|from|in|about|like)|related(?: (?:articles|stories|posts|"
            r"links|content|topics))?|you (?:may|might) (?:also|like)|recommended (?:for|stories|"
            r"reading)|what to read|up next|in this (?:article|story)|table of contents|(?:don['’]t|"
            r"do not) miss|also (?:read|on|in)|in pictures|watch|listen|video|podcast|photos?|gallery|"
            r"live|click|tap|swipe|download (?:our|the app)|get (?:the|our) (?:app|latest|"
            r"best))\b(?!.{0,40}\b(?:said|reported|has|was|were)\b)",
            r"\bshare (?:this|on|via|your|it)\b",
            r"\b(?:facebook|twitter|linkedin|whatsapp|reddit|mastodon|bluesky|telegram|pinterest|"
            r"x)\b\s*[|/,·•]\s*\b(?:facebook|twitter|linkedin|whatsapp|reddit|mastodon|bluesky|telegram|"
            r"email|x|copy)\b",
            r"\bcopy (?:the )?link\b",
            r"^(?:page|image|photo|slide|picture|figure|video|item|part|step) \d+ (?:of|/) \d+",
            r"^[\d.,]+\s?[km]?\s+(?:comments?|shares?|views?|likes?|replies|reply|reads?|points?|"
            r"upvotes?|claps?|followers?|retweets?|reactions?|min(?:ute)?s? read|photos?|votes?|stars?|"
            r"hours? ago|minutes? ago|days? ago)\b",
            r"\b\d+[- ]min(?:ute)?s?(?: to)? read\b|\breading time\b|\bestimated read\b",
            r"^\W*(?:advertisement|sponsored content|promoted|paid content|ad)\W*$",
            r"[›»→]\s*\w+.*[›»→]|\b(?:\w+ > ){2,}",
            r"\bcomments? (?:are|have been|is|has been) (?:closed|deleted|removed|disabled|off|"
            r"moderated|locked)\b|\b(?:comment|post|thread|message) (?:has been |was |is )?(?:deleted|"
            r"removed|locked|archived)\b|\bleave a (?:comment|reply)\b|\bjoin the (?:conversation|"
            r"discussion)\b|\bbe the first to\b|\bpost a comment\b|\b\d+ comments\b",
            r"\bthanks? (?:you )?(?:for|to) (?:reading|sharing|watching|listening|subscribing|the|your|"
            r"all|everyone|our|testing)\b|\bfeel free to\b|\btell us\b|\blet us know\b|"
            r"\bwhat do you think\b",
            r"\bregistered (?:in|at|office|company|number|no|charity)\b.*\b(?:no\b|number)",
            r"\b(?:corrections?|privacy|comments?|editorial|ethics|moderation) (?:policy|guidelines)\b|"
            r"\breaders['’]? editor\b|\bour (?:standards|newsletter|podcast|app|journalism|readers|"
            r"privacy|terms|shop|store|guide|live blog)\b|\bthis newsletter\b",
            r"^(?:all )?(?:quotes|prices|data|figures|times|rates)\b.{0,20}\b(?:delayed|rounded|"
            r"indicative|approximate|in local time|subject to)\b",
            r"^(?:posts?|comments?|submissions?)\b.*\b(?:will|may) be (?:removed|deleted|moderated)\b|"
            r"\bkeep (?:comments|it) civil\b|\bbe (?:civil|respectful)\b",
            r"\bpowered by (?-i:[A-Z])\w+$|^notes:",
            r"\blimited edition\b|\bback in (?:stock|the shop)\b|\b(?:save|get|win|up to) \d+% (?:on|"
            r"off)\b",
            # Pictures and references.
            r"^an? (?:undated|file|handout|stock|archive)\b.*\b(?:shows?|of)\b",
            r"^\(?(?:photo|photograph|image|picture|illustration|graphic|credit|source|via|file photo|"
            r"file image|stock photo|chart|figure|caption|cover|courtesy|getty|afp|reuters|"
            r"ap)s?(?: credit| by| via| of)?\s*(?::|/|by\b|of\b|courtesy)",
            r"^\(?(?:file|stock|archive|handout|undated) (?:photo|image|picture|footage)\b",
            r"\((?:image|photo|picture|credit|file)s?\s*:",
            r"^(?:see|cf\.?) (?:notes?|figure|table|page|section|also|appendix|chapter)\b",
            r"\b(?:et al\.|doi:|isbn|arxiv:|pp?\. \d|vol\. \d|retrieved (?:on|from)|accessed (?:on|\d))",
            r"^\[\d+\]",
            r"^https?://\S+$",
            r"^(?:references|notes|bibliography|sources|footnotes|appendix|glossary|faq|changelog)\W*$",
            r"\bpast performance\b|\brequires? an? (?:\w+ )?account\b",
            # Events and offers for readers.
            r"^\W*(?:join|register|rsvp|meet)\b.*\b(?:us|early[- ]bird|tickets?|webinar|event|summit|"
            r"today|now|free|others)\b",
            r"\bearly[- ]bird\b|\btickets? (?:are )?(?:now )?(?:available|on sale now)\b|(?<!order )\bbook (?:now|"
            r"your|a)\b|\b(?:use|with) (?:the )?(?:promo |discount |coupon )?code\b|\blimited[- ]time\b|"
            r"\bspecial offer\b|\boffer (?:ends|expires)\b|\bbuy now\b|\bshop now\b|\bfree shipping\b",
            r"\b(?:all (?:fields|times)|prices|listings|data) (?:are |is )?(?:delayed|required|"
            r"subject to change|in local)\b|\bterms apply\b|\bsubject to change\b|\b(?:javascript|"
            r"browser|ad ?blocker)\b.*\b(?:enable|disable|support|turn|update|required)\b|\b(?:enable|"
            r"disable) (?:javascript|your ad)",
            r"\b(?:from|for|at) (?:just|only) [$€£]\s?\d|\bparticipating (?:stores|dealers|retailers|"
            r"locations)\b|\b(?:order|book|buy|call|visit|switch|apply|enrol|register) (?:now|today|"
            r"online)\b(?! (?:is|are|has|have|had|was|were|stands?|stood|runs?|ran|holds?|held|contains?|shows?)\b)|"
            r"^it (?:only |just )?takes\b.*\bto (?:sign up|subscribe|register|join)\W*$|"
            r"\bmoney-back\b|\brisk-free\b|\bwhile (?:stocks|supplies) last\b|"
            r"\bfree delivery\b|\bno strings\b|^introducing\b|^(?:meet|discover|experience) (?:the|"
            r"our)\b|\bcompare offers\b",
            r"^(?:members|subscribers|customers) (?:enjoy|get|receive|save)\b(?! [$€£]?\d[\d,.]*(?: \w+)? (?:a|per) )|"
            r"^(?:the|our|"
            r"meet the) (?:all-)?new [\w -]+: ",
            # Text that talks to a machine.
            r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|"
            r"preceding|all|your|system|any)\b.{0,30}\b(?:instructions?|prompts?|rules?|messages?|"
            r"directions?|guidelines|context)\b",
            r"\b(?:you are|act as|pretend to be|behave as) (?:now )?(?:an?|"
            r"the) (?:\w+ ){0,3}(?:assistant|ai|model|system|bot|judge|editor)\b",
            r"\b(?:system prompt|as an ai|language model, )",
            r"^(?:system|assistant|user|instruction)s?\s*:",
        )
    )
    + ")",
    re.IGNORECASE,
)


def is_boilerplate(text: str) -> bool:
    """Whether a sentence is part of the page's furniture or speaks of the article instead of its subject."""
    return _SHAPES.search(text) is not None
