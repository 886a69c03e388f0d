"""The words of a text: its normal form, its runs of Han, its terms for lexical matching, and the forms of a word."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from matcher.scripts import HAN
from matcher.traditional import simplified as in_simplified_characters

_FIRST_HAN = HAN[0]
_ONE_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"([{HAN}]+(?:·[{HAN}]+)*)")
_HAN_ALONE = re.compile(f"([{HAN}]+)")
_LATIN = re.compile(rf"[^\W_{HAN}]+(?:-[^\W_{HAN}]+)*")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BEGINS = rf"(?:(?<![^\W_{HAN}])|(?![\x00-\x7f]))"
_ENDS = rf"(?:(?![^\W_{HAN}])|(?<![\x00-\x7f]))"
"""Where a word that begins, or ends, with an ASCII character stands for itself; with any other, everywhere."""
_HAN_STOP = frozenset("的和与及在为对了等中以将并或由于其是有可能需")

ENGLISH_STOP_WORDS = frozenset(
    """
a about above across after afterwards again against all almost alone along already also although always am among
amongst amoungst amount an and another any anyhow anyone anything anyway anywhere are around as at back be became
because become becomes becoming been before beforehand behind being below beside besides between beyond bill both
bottom but by call can cannot cant co con could couldnt cry de describe detail do done down due during each eg eight
either eleven else elsewhere empty enough etc even ever every everyone everything everywhere except few fifteen fifty
fill find fire first five for former formerly forty found four from front full further get give go had has hasnt have
he hence her here hereafter hereby herein hereupon hers herself him himself his how however hundred i ie if in inc
indeed interest into is it its itself keep last latter latterly least less ltd made many may me meanwhile might mill
mine more moreover most mostly move much must my myself name namely neither never nevertheless next nine no nobody
none noone nor not nothing now nowhere of off often on once one only onto or other others otherwise our ours ourselves
out over own part per perhaps please put rather re same see seem seemed seeming seems serious several she should show
side since sincere six sixty so some somehow someone something sometime sometimes somewhere still such system take ten
than that the their them themselves then thence there thereafter thereby therefore therein thereupon these they thick
thin third this those though three through throughout thru thus to together too top toward towards twelve twenty two
un under until up upon us very via was we well were what whatever when whence whenever where whereafter whereas
whereby wherein whereupon wherever whether which while whither who whoever whole whom whose why will with within
without would yet you your yours yourself yourselves
""".split()  # noqa: SIM905
)
"""The list of the Glasgow Information Retrieval Group as scikit-learn has it, whose import alone takes two seconds."""

_ENDINGS = (
    "ization", "isation", "ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "e", "y",
)  # fmt: skip
_SHORTEST_STEM = 4
_FORM_ENDINGS = {"s": 4, "ed": 4, "ing": 4, "ion": 5, "ions": 5, "ation": 5, "ations": 5}
"""Endings of a form, each with the fewest letters that must be left: mission is not a form of misses."""
_SIBILANT_PLURALS = ("ses", "xes", "zes", "ches", "shes", "oes")
"""Plurals whose e belongs to the ending; the e of planes belongs to the word."""
_BRITISH = re.compile("is(?=(?:e|es|ed|ing|ation|ations)$)")


def one_width(text: str) -> str:
    """NFKC: full-width letters become ordinary ones, compatibility characters their usual equivalents."""
    return unicodedata.normalize("NFKC", text)


def simplified(text: str, characters: Mapping[int, int]) -> str:
    """The text in simplified characters, of the same length; ``characters`` is a table for ``str.translate``."""
    return text.translate(characters)


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, in order: whether the piece is Han, and the piece; joined, they are the text.

    A name in two parts (詹姆斯·高斯林) is one run.
    """
    for index, piece in enumerate(_HAN_RUN.split(text)):
        if piece:
            yield index % 2 == 1, piece


def mixed_words(words: Iterable[str]) -> list[str]:
    """Those of the words that mix Han with other characters (X光)."""
    return [word for word in words if min(word) < _FIRST_HAN and _ONE_HAN.search(word) and not _HAN_RUN.fullmatch(word)]


def any_of(mixed: Sequence[str]) -> re.Pattern[str]:
    """A pattern whose one group matches the longest of these words, which mix Han with other characters.

    A word that begins or ends with a letter or digit must not continue beyond it: DX光 does not contain X光.
    """
    if not mixed:
        return re.compile("((?!))")
    # Few positions of a text can begin such a word, and the first character rules out the words of all others. The
    # bounds stand once for all words, since a class of all Han takes milliseconds to compile.
    by_first: dict[str, list[str]] = {}
    for word in sorted(mixed, key=lambda word: (-len(word), word)):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    first_characters = "".join(sorted(map(re.escape, by_first)))
    words = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return re.compile(f"((?=[{first_characters}]){_BEGINS}(?:{words}){_ENDS})")


def terms(text: str) -> list[str]:
    """Terms in the order of the text: lower-case words without English stop words, pairs of Han characters.

    A hyphenated word gives itself and its parts; a single Han character between other scripts gives itself. Traditional
    characters count as simplified ones.
    """
    if text.isascii():
        return _without_stop_words(_ASCII_WORD, text.lower())
    text_terms: list[str] = []
    for place, piece in enumerate(_HAN_ALONE.split(in_simplified_characters(one_width(text).lower()))):
        if place % 2:
            text_terms += _bigrams(piece)
        elif len(piece) > 1 or piece.isalnum():
            text_terms += _without_stop_words(_ASCII_WORD if piece.isascii() else _LATIN, piece)
    return text_terms


def latin_of(text_terms: Iterable[str]) -> list[str]:
    """Those of the terms of a text that are not Chinese."""
    return [term for term in text_terms if term < _FIRST_HAN or not _ONE_HAN.match(term)]


def latin_terms(text: str) -> list[str]:
    """The terms of a text that are not Chinese."""
    return _without_stop_words(_LATIN, one_width(text).lower())


def _without_stop_words(words: re.Pattern[str], text: str) -> list[str]:
    """The words of a text, a hyphenated one before its parts."""
    kept = [word for word in words.findall(text) if word not in ENGLISH_STOP_WORDS]
    if "-" not in text:
        return kept
    parts = [(word, *word.split("-")) if "-" in word else (word,) for word in kept]
    return [word for of_word in parts for word in of_word if word not in ENGLISH_STOP_WORDS]


def _bigrams(han: str) -> list[str]:
    if len(han) == 1:
        return [] if han in _HAN_STOP else [han]
    stop = _HAN_STOP
    return [first + second for first, second in pairwise(han) if first not in stop or second not in stop]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The word without one English ending, so that "engines" counts for "engine"; a short word keeps its ending.

    >>> stem("purification"), stem("purifies"), stem("pumps")
    ('purific', 'purif', 'pump')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("s") and len(word) >= _SHORTEST_STEM else word


def bases(word: str) -> frozenset[str]:
    """What a lower-case word may be a form of: its singular, its infinitive, the verb of a noun.

    Two words are forms of one word if their bases intersect. Stricter than ``stem``, which only weighs words: what is
    matched by bases is shown to people. Only known endings are removed, since a common beginning alone would make one
    word of contract and contrast.

    >>> sorted(bases("distillation") & bases("distilled"))
    ['distill', 'distille']
    """
    plain = _BRITISH.sub("iz", word)
    candidates = {plain}
    if plain.endswith("ies") and len(plain) > 4:
        candidates.add(f"{plain[:-3]}y")
    if plain.endswith(_SIBILANT_PLURALS) and len(plain) > 5:
        candidates.add(plain[:-2])
    for ending, fewest_letters in _FORM_ENDINGS.items():
        rest = plain.removesuffix(ending)
        if rest != plain and len(rest) >= fewest_letters:
            candidates |= {rest} if ending == "s" else {rest, f"{rest}e"}
    return frozenset(candidates)
