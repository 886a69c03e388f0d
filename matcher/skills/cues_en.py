"""The English words by which a sentence asks something of a person."""

import re

_START = r"^(?:(?:for|in) (?:this|the) [\w -]{2,30}?, ?)?(?!in |from |based |our |my |given |despite )"
_QUALITY = (
    r"(?:good|solid|strong|working|deep|proven|sound|hands-on|practical|excellent|in-depth|thorough|demonstrated|"
    r"demonstrable|basic|advanced|professional|relevant|detailed|broad)"
)
_WEAK = r"(?:knowledge|understanding|ability|background|skills?|competence|grasp)"
_STRONG = (
    r"(?:(?<!user )(?<!quality of )experience(?! replay)|expertise|proficiency|fluency|fluent|familiarity|"
    r"track record|know-how|ph\.?d|doctora(?:te|l degree)|(?:master|bachelor)['’]?s?(?: degree| in)|degree in|"
    r"university degree|diploma|qualifications?|driving licen[cs]e|professional licen[cs]e|certification|"
    r"(?:communication|programming|language|leadership|management|writing|presentation|teamwork|software) skills|"
    r"command of)"
)
_ABILITY = rf"(?:{_STRONG}|{_QUALITY} (?:[\w-]+ ){{0,2}}{_WEAK})\b"
_PROFESSION = (
    r"(?:expert|specialist|engineer|scientist|researcher|consultant|advis[eo]r|professional|chemist|physicist|"
    r"biologist|agronomist|developer|programmer|technician|mentor|lecturer|trainer|physician|economist|lawyer)"
)
_SOMEONE = rf"(?:an? (?:[\w/-]+ ){{0,4}}{_PROFESSION}\b|someone\b|{_PROFESSION}s (?:in|with|who|from|for)\b)"
_CANDIDATE = (
    r"(?:you|candidates|applicants|the (?:[\w-]+ )?(?:candidate|applicant|person|professional|appointee)|"
    rf"the (?:[\w-]+ )?{_PROFESSION})"
)
_MODAL = r"(?:must|should|shall|will need to|needs? to|ha(?:s|ve) to|(?:is|are) (?:required|expected) to)"
_HAVING = rf"(?:have|hold|possess|bring|demonstrate|show)\b[^.;]{{0,80}}?\b(?:{_STRONG}|{_WEAK})\b"
_BEING = (
    r"(?:be (?:able to|fluent|familiar|proficient|experienced|skilled|qualified|willing|available|certified)|"
    r"know how|speak|understand|have worked|have led|have published)\b"
)
_PLAIN = r"(?:(?!\b(?:that|shows?|suggests?|indicates?|which|because|where|when|demonstrates?|confirms?)\b)[^.;])"
_TAIL = r"(?=\s*(?:[.;,!)]|$|and\b|or\b|for (?:this|the) (?:role|position|post|job|project|work|task|assignment)))"
_ABILITY_FIRST = rf"{_START}(?:[\w'’+-]+ ){{0,6}}?{_ABILITY}{_PLAIN}{{0,160}}?\b"
_KNOWLEDGE_FIRST = (
    r"^(?:knowledge of|background in|understanding of) (?!the |its |their |this |these |such |how )"
    rf"{_PLAIN}{{0,160}}?\b"
)
_ASKER = r"(?:we|role|position|post|job|project|base|company|team|cent(?:er|re)|institute|park|plant|assignment)"
_SEEKING = r"(?:looking for|seeking|searching for|in need of|hiring|recruiting)"
_BONUS = (
    r"(?:preferred|desirable|desired|a (?:\w+ )?plus|an? (?:\w+ )?advantage|welcome|an? (?:\w+ )?asset|a bonus|"
    r"appreciated|nice to have)"
)
_PRACTICE = r"years?['’]? (?:of )?(?:[\w-]+ ){0,4}?(?:experience|expertise|practice)\b"
_YEARS = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty)"


MUST = re.compile(
    "|".join(
        (
            rf"^(?:must|should) (?:also )?(?:{_HAVING}|{_BEING})",
            r"\bmust[ -]haves?:",
            rf"\b{_CANDIDATE} {_MODAL} (?:also |already )?(?:{_HAVING}|{_BEING})",
            rf"\b{_ASKER} (?:needs?|requires?|calls? for|seeks?|wants?) [^.;]{{0,60}}?(?:{_ABILITY}|{_SOMEONE})",
            rf"\bneeds? (?:{_QUALITY} )?(?:experience|expertise|know-how) (?:in|with|of)\b",
            rf"(?:^|\b{_ASKER} (?:are |is )?(?:now |currently |urgently )?){_SEEKING} "
            rf"[^.;]{{0,80}}?(?:{_SOMEONE}|{_ABILITY})",
            rf"{_ABILITY_FIRST}(?:required|essential|mandatory|necessary|indispensable|needed|a must)\b{_TAIL}",
            rf"{_KNOWLEDGE_FIRST}(?:required|mandatory|a must)\b{_TAIL}",
            rf"^(?:at least|minimum(?: of)?|a minimum of|no less than) {_YEARS}\+? {_PRACTICE}"
            r"(?!.*\b(?:was|were|ha[sd])\b)",
            rf"^{_YEARS} ?(?:\+|or more) ?{_PRACTICE}",
        )
    ),
    re.IGNORECASE,
)
NICE = re.compile(
    "|".join(
        (
            rf"(?:{_ABILITY_FIRST}|{_KNOWLEDGE_FIRST})(?:{_BONUS}|advantageous|beneficial|helpful|useful)\b{_TAIL}",
            rf"\b(?:ideally|preferably)\b[^.;]{{0,80}}?(?:\b{_ABILITY}|{_SOMEONE}|\bfluent\b)",
            rf"(?:{_ABILITY}|{_SOMEONE})[^.;]{{0,60}}?\b(?:ideally|preferably)\b",
            rf"\bwe (?:would |strongly )?prefer [^.;]{{0,40}}?(?:candidates|applicants|{_ABILITY}|{_SOMEONE})",
            r"\bpreference (?:will be |is )?given to\b",
            rf"\b(?:candidates|applicants|those|{_PROFESSION}s) (?:with|who|having)\b[^.;]{{0,80}}?"
            r"\b(?:are|will be) (?:preferred|favou?red|given (?:preference|priority))",
            r"^(?:it is |it would be )?nice to have\b",
        )
    ),
    re.IGNORECASE,
)
