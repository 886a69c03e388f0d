"""Pinyin: how a word is spelled in it, how it splits into syllables, and which Western names look like it."""

import unicodedata
from functools import lru_cache

MAX_SYLLABLES = 3
"""A Chinese given name has one or two, rarely three."""
_MAX_LENGTH = 18
_TONES = frozenset("\u0300\u0301\u0304\u030c")
_DIAERESIS = "\u0308"

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g k h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j q x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ao ei en eng o u",
}
SYLLABLES = frozenset(
    initial.strip() + final
    for initials, finals in _FINALS.items()
    for initial in initials.split() or [""]
    for final in finals.split()
)
"""All syllables without tones; ü is written v."""


_LIKE_PINYIN = """
ada adela adele aida aidan aileen aimee ake alan alana alena ali alice alina aline amalia amanda amelia amelie ami
ana anan andi angela ania anita anke anna anne annie ben bo cade candice cecilia celia celine cherie daan dada
dale damian dan dana danae dane daniela dean deanna dede deli delia denia denise dian diana diane didi dina duane
duncan eda edan edana eden edie eileen elaine elan elena eli elia elisa elise eliza elodie emi emilia erica fatima
faye gabe gabi gale gene hale hana hanna hanne heidi heike helena helene henri juan jude julia julian juliana
julie june juno kai kane karen kari kate katie kei ken keno lana lance lane lea lean leanne lee leila lena lene
leni leo leona lia liana liane lida lila lili lilia lilian liliana lin lina linda lisa liza logan lola lori lou
luca lucia lue luke lulu luna mae male mali mane mari maria marian marie marina mario marisa mateo maxine maya
megan mei melanie melina melinda mena mia michele mike mila mimi mina miranda moe mohan mona monica monique nadia
nadine nana naomi natalia natalie natasha nate nazan neda nela nina noa nola oda odile ola ona owen paige pamela
pele pia pierre rana ren rena renate rene renee riku rita rune sabine sade sadie sana sandi sane sasha sean selena
selina sena serena shai shana shane shea sheila sienna simone sue susan susana susanna susie suzan suzanne
tami tana tania tanya tasha tate tea terence teresa tia tiana tiane tina una wade wanda wane wendi yale yan yana
yelena yolanda yuka yumi yuna zane zen zena zia zita zuza
"""
LIKE_PINYIN = frozenset(_LIKE_PINYIN.split())
"""Western given names that could be pinyin: such a word is read both ways."""


def spelled(word: str) -> str:
    """A word as pinyin is spelled here: lower case, no tones, apostrophes and hyphens, ü as v.

    >>> spelled("Lǚ"), spelled("Lyu"), spelled("Xi'an"), spelled("Wen2-bo2")
    ('lv', 'lv', 'xian', 'wenbo')
    """
    letters = ""
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark == _DIAERESIS and letters.endswith("u"):
            letters = letters[:-1] + "v"
        elif mark.isalpha() or (mark not in _TONES and unicodedata.category(mark) == "Mn"):
            letters += mark
    return _umlaut(letters)


def _umlaut(letters: str) -> str:
    # Only at the beginning: Jianyuan contains "nyu" too.
    for written, plain in (("lyu", "lv"), ("nyu", "nv"), ("lue", "lve"), ("nue", "nve")):
        if letters.startswith(written):
            return plain + letters[len(written) :]
    return letters


@lru_cache(maxsize=50_000)
def syllable_splits(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to split a word, spelled as above, into at most three syllables; none if it is not pinyin."""
    return tuple(_splits(word, MAX_SYLLABLES)) if len(word) <= _MAX_LENGTH else ()


def _splits(word: str, limit: int) -> list[tuple[str, ...]]:
    splits: list[tuple[str, ...]] = [(word,)] if word in SYLLABLES else []
    for end in range(1, min(len(word), 7)) if limit > 1 else ():
        if word[:end] in SYLLABLES:
            splits += [(word[:end], *rest) for rest in _splits(word[end:], limit - 1)]
    return splits


def without_umlaut(word: str) -> str:
    """A word with u for ü, as many write it in given names."""
    return word.replace("v", "u")
