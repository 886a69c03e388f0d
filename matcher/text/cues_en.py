"""The English cues of what is no evidence, and where an English clause ends.

A word of negation alone is none: "not only", "no problem with", "without it we could not" have the skill. So each cue
is a negation together with a word of doing, knowing or experience.
"""

import re

from matcher.text.cues import Cue

_KNOWING = (
    r"(?:experience|expertise|knowledge|backgrounds?|skills?|understanding|familiarity|qualifications?|exposure|"
    r"track record|know-how|training(?! (?:data|sets?|samples?|examples?))|practice|clue|idea)"
)
_DOING = (
    r"(?:us(?:ed?|es|ing)|work(?:ed|s|ing)?|do(?:es|ne|ing)?|did|kn[eo]ws?|known|try|tried|touch(?:ed)?|"
    r"learn(?:ed|t|s)?|stud(?:y|ied|ies)|practi[sc](?:es?|ed)|program(?:med|s)?|cod(?:es?|ed)|writ(?:es?|ten)|wrote|"
    r"speaks?|understand|understood|gain(?:ed)?|ha(?:ve|s|d) (?:any|experience|the|a)\b|taken|took|taught|"
    r"teach(?:es)?|"
    r"buil[dt]s?|develop(?:ed|s)?|design(?:ed|s)?|offer(?:ed|s)?|cover(?:ed|s)?|handled?|deal[ts]?|perform(?:ed|s)?|"
    r"appl(?:y|ied|ies)|ran|run|runs|involve(?:d|s)?|include[ds]?|been (?:\w+ )?(?:involved|trained|"
    r"responsible|exposed|"
    r"near|in touch|part)|master(?:ed)?|publish(?:ed)?|dealt|operated?|come across|got(?:ten)? (?:to|into|around)|"
    r"consider myself|claim)"
)
_BEING = (
    r"(?:familiar|experienced|trained|qualified|skilled|proficient|versed|interested|comfortable|competent|fluent|"
    r"knowledgeable|certified|acquainted|conversant|able to|an? (?:\w+ )?(?:expert|specialist|programmer|developer)|"
    r"responsible for|involved (?:in|with)|concerned with|confident|good at)"
)
_NOT = (
    r"(?:ha(?:ve|s|d)(?: not|n['’]t| never)|(?:do|does|did|can|could|would|will)(?: not|n['’]t| never)|cannot|"
    r"(?:am|is|are|was|were)(?: not|n['’]t| never)|unable to|not able to|no longer|not yet|never(?: yet)?|"
    r"ha(?:ve|s|d) yet to|nor (?:have|has|do|does|did|can)(?: I| we| he| she| they)?|(?<!or )not)"
)
_NOR_THESE = (
    r"(?!(?:only|just|merely|simply|solely|without|stop\w*|ceas\w*|fail\w*|hesitat\w*|miss\w*|mind\w*|"
    r"regret\w*|afraid|"
    r"need\w*|depend\w*|requir\w*|limited|least)\b)"
)
_SOMEBODY = (
    r"(?:others\b|(?:someone|somebody) else|(?:another|a different|the other|an? (?:external|outside|partner|"
    r"sister|separate|"
    r"second|third)|external|outside|other|third) (?:[\w-]+ )?(?:teams?|groups?|departments?|compan(?:y|ies)|"
    r"colleagues?|"
    r"persons?|part(?:y|ies)|units?|labs?|firms?|people)|(?:my|our|the|a|their|his|her) (?:\w+ "
    r")?(?:colleagues?|suppliers?|"
    r"vendors?|(?:sub)?contractors?|partners?|clients?|customers?|consultants?|agency|agencies|co-?workers?|"
    r"boss|manager|"
    r"supervisor|teammates?|husband|wife|brother|sister|\w+ (?:team|department|group)))"
)
_UNIT = r"(?:teams?|groups?|departments?|compan(?:y|ies)|colleagues?|persons?|units?|labs?|firms?|people|else)"
_DID = (
    r"(?:did|does|do|handled|handles|built|builds|wrote|writes|ran|runs|developed|develops|trained|was responsible|"
    r"were responsible|is responsible|took care|takes care|provided|provides|supplied|delivered|made|carried "
    r"out|covered)"
)
_LEARN = r"(?:learn|study|get into|move into|explore|acquire|retrain|pick up|try|start|become|understand|master|gain)"

CUES = (
    # no experience with …, without any knowledge of …
    Cue(
        "denied", "after", "no |without |lack|zero |hardly |nil |not any",
        rf"(?<!needs )(?<!requires )(?<!need )(?<!requiring )(?<!require )(?<!needing )(?<!assumes )"
        rf"\b(?:no|without(?: any)?|little or no|zero|hardly any|not any|nil|lack(?:s|ed|ing)?(?! of)(?: any)?)"
        rf"(?! (?:problems?|doubt|matter|difficult\w+|limit|longer|stranger|shortage|end|better|trouble|"
        rf"issues?|question|other|one)\b)"
        rf"(?: [\w/+#.-]+,?){{0,7}}? {_KNOWING}\b(?! (?:needed|required|necessary|transfer|management|"
        rf"graphs?|bases?|gaps?|distillation|noise|subtraction|radiation)\b)",
    ),
    # has never used …, does not know …
    Cue(
        "denied", "after", "not |n't|n’t|never|cannot|unable to|no longer|yet to|nor ",
        rf"\b{_NOT} {_NOR_THESE}(?:(?!to\b)\w+ ){{0,2}}?{_DOING}\b",
    ),
    Cue(
        "denied", "after", "not |n't|n’t|never|cannot|unable to|no longer|yet to|nor ",
        rf"\b{_NOT} {_NOR_THESE}(?:\w+ ){{0,2}}?{_BEING}\b",
    ),
    Cue(
        "denied", "after", "unfamiliar|unacquainted|unskilled|inexperienced|untrained|unversed|uninterested",
        r"\b(?:unfamiliar|unacquainted|unskilled|inexperienced|untrained|unversed|uninterested) (?:with|in)\b",
    ),
    Cue(
        "denied", "after", "new to|except|excluding|apart from|other than",
        r"\b(?:(?:am|is|are|was) (?:still |quite |completely |entirely )?new to|except(?: for)?(?! for|"
        r"\s(?:beneath|in|at|when|where|under|below|above|on|by|during|that)\b)|excluding|"
        r"apart from|other than)\b",
    ),
    Cue(
        "denied", "after", "nothing|little",
        r"\b(?:know|knows|knew|understands?) (?:nothing|little|next to nothing) (?:about|of)\b",
    ),
    # little experience, a beginner in …, neither … nor …
    Cue(
        "denied", "after", "little |beginner|novice|nothing to do|failed to|no longer|not an|not a ",
        r"\b(?:(?<!a )little (?:[\w-]+ )?(?:experience|knowledge|background|exposure|expertise)\b|"
        r"(?:beginner|novice) (?:in|at|with)|nothing to do with|failed to (?:learn|master|understand)|"
        r"no longer (?:active|involved|working|engaged)\b|not an? (?:[\w-]+ ){1,4}(?:person|expert|specialist|"
        r"engineer)\b)",
    ),
    Cue(
        "denied", "after", "neither",
        r"\b(?:knows?|use[sd]?|speaks?|ha(?:s|ve|d)|did|do(?:es)?|can|practi\w+|writes?|(?:codes?|programs?|"
        r"works?) in) "
        r"neither\b|^neither(?= [\w+#.-]+ nor [\w+#.-]+$)",
    ),
    Cue(
        "denied", "clause", "limited|minimal|scarce|negligible",
        rf"\b(?:my|his|her|their|the|whose) (?:own )?{_KNOWING} (?:with|of|in) [^.;]{{1,60}}? (?:is|are|was) "
        r"(?:very |rather |quite )?(?:limited|minimal|scarce|negligible)\b",
    ),
    Cue(
        "wished", "clause", "interest",
        r"\binterested in [^.;]{1,60}?(?=,? (?:but|though|although) (?:(?:I|he|she|they) )?(?:ha(?:s|ve|d)|not|"
        r"no|never|yet|"
        r"still|do(?:es)?|did)\b)",
    ),
    # …: none, … is not my field
    Cue(
        "denied", "before", "none|nil|never|not yet|n/a|zero|no)|no experience|: no|- no|– no|(no|（no",
        r"\s*[:(（–=-]\s*(?:none|nil|no|never|not yet|n/?a|no experience|zero)\s*[)）]?\s*\.?$",
    ),
    Cue(
        "denied", "clause", "not |n't|n’t",
        r"\b(?:is|are|was|were)(?: not|n['’]t) (?:something|my|our|among|part of (?:my|our|the)|one of my|a "
        r"(?:strength|strong))\b",
    ),
    Cue(
        "denied", "clause", " to me| my| our| scope",
        r"\b(?:is|are|lies?) (?:(?:outside|beyond) (?:my|our|the scope)|(?:new|foreign|unknown|alien) to me)\b",
    ),
    # would like to learn …, plans to move into …
    Cue(
        "wished", "after", "like to|love to|want|wish|hope|hoping|plan|intend|keen|eager|aspir|dream",
        r"\b(?:would (?:like|love)|['’]d (?:like|love)|want(?:s|ed|ing)?|wish(?:es|ing)?|hop(?:e|es|ing)|"
        r"plan(?:s|ning)?|"
        r"intend(?:s|ing)?|keen|eager|aspir(?:e|es|ing)|dream(?:s|ing)?) to (?!\w+-)"
        r"(?!(?:share|teach|apply|bring|contribute|offer|help|use my|continue|keep|advise|support|return|pass)\b)",
    ),
    Cue(
        "wished", "after", "willing|ready|happy|aim|going to|about to|look|will |shall ",
        rf"\b(?:willing|ready|happy|aim(?:s|ing)?|going|about|look(?:s|ing)? forward|will|shall) (?:to "
        rf")?(?:\w+ )?{_LEARN}\b",
    ),
    Cue(
        "wished", "after", "interest|curious|forward",
        r"\b(?:look(?:s|ing)? forward|interested|interest|curious) (?:to|in|about) (?:\w+ )?(?:learn|study|"
        r"explor|acquir|mov|gett|retrain|tak)ing\b",
    ),
    Cue(
        "wished", "after", "learning|studying",
        r"\b(?:am|is|are|was|currently|now|began|just started|started|begun) (?:currently |now |still |just "
        r")?(?:learning|studying)\b(?! (?:rate|curve|algorithm))",
    ),
    Cue(
        "wished", "before", "next|list|agenda",
        r"\b(?:is|are) (?:on (?:my|the) (?:list|reading list|wish ?list|agenda)|(?:my|the) next (?:step|goal|"
        r"topic))\b",
    ),
    # … was done by another team, a supplier did the …
    Cue(
        "others", "clause", " by |in the hands of|the work of|the task of|the job of",
        rf"\b(?:done|made|built|written|developed|designed|handled|run|carried out|performed|programmed|"
        rf"implemented|coded|"
        r"provided|supplied|delivered|taken care of|trained|solved|led|owned|covered)"
        rf"(?: \w+)? by {_SOMEBODY}\b|\b(?:in the hands|the (?:work|task|job)) of {_SOMEBODY}\b",
    ),
    Cue(
        "others", "clause", "another |different |other |external ",
        rf"(?<!with )(?<!that )(?<!led )(?<!and )\b(?:another|a different|the other|an external|some other) "
        rf"(?:\w+ )?{_UNIT} {_DID}\b",
    ),
    Cue(
        "others", "clause", "colleague|supplier|vendor|contractor|worker|teammate|partner|agency",
        rf"(?<!with )(?<!led )\b(?:a|an|my|our|the|their) (?:\w+ )?(?:colleagues?|suppliers?|vendors?|"
        rf"(?:sub)?contractors?|"
        rf"co-?workers?|teammates?|partner (?:team|company|firm)|agency)(?: of mine)? {_DID}\b",
    ),
    Cue(
        "others", "clause", "outsourc|contract|farmed out",
        r"\b(?:is|are|was|were|been|be) (?:\w+ )?(?:outsourced|subcontracted|contracted out|farmed out)\b",
    ),
    Cue(
        "others", "clause", " to ",
        rf"\b(?:left|contracted|outsourced|subcontracted|assigned)\b[^.;,]{{0,60}}? to "
        rf"{_SOMEBODY}\b",
    ),
    Cue(
        "others", "after", "outsourc|contract|delegat",
        r"\b(?:outsourced|subcontracted|delegated) (?:the|all|our)\b",
    ),
    # looking for a partner with …
    Cue(
        "sought", "after", "look|seek|search|need|hir|recruit|wanted|welcome|wish",
        r"\b(?:look(?:s|ed|ing)? for|seek(?:s|ing)?|search(?:es|ing)? for|in (?:search|need) of|need(?:s|ed)?|"
        r"hir(?:e|es|ing)|"
        r"recruit(?:s|ing)?|wanted:?|would welcome|wish(?:es)? for)(?: [\w-]+){0,4}? (?:partners?|"
        r"collaborat(?:ors?|ions?)|"
        r"co-?founders?|experts?|specialists?|engineers?|developers?|someone|somebody|people who|colleagues?|helpers?|"
        r"help (?:with|in|from)|support (?:with|in|from)|advis[eo]rs?|mentors?)\b",
    ),
    Cue(
        "heard", "after", "heard|read |attended|visited|listened",
        r"\b(?:ha(?:ve|s) (?:only |just )?heard (?:of|about)|only (?:read|heard) (?:of|about)|(?:attended|"
        r"visited|listened to) (?:a |an |the )?(?:\w+ )?(?:talk|lecture|seminar|webinar|exhibition|fair)s? "
        r"(?:on|about|of))\b",
    ),
)  # fmt: skip

CLAUSE = re.compile(
    r"[;:]\s|\s[–—-]\s|—|\.\s|[.!?]$|,?\s\b(?:but|however|although|though|while|whereas|yet|instead)\b|"
    r",\s+(?:(?:and|then|so|or|which|who)\s+)?(?:I|we|he|she|it|they|this|that|my|our|then|now|has|have|had|is|"
    r"are|was|were|"
    r"built|led|wrote|ran|made|did|held|taught|set up|(?!(?:un|semi-?)?supervised|distributed|embedded|applied|"
    r"advanced|"
    r"federated|integrated|automated|mixed|connected|combined|related|based|need|seed|feed|speed|bed)\w{3,}ed)\b|"
    r"\sand\s+(?:I|we|he|she|they|(?:have|has|had|am|is|was) (?!not|never|no))",
)
UNTIL = re.compile(
    r"\b(?:until|till|before (?:(?:19|20)\d\d|we|I|he|she|joining|that|our|my|this|the))\b", re.IGNORECASE
)
