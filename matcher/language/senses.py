"""The English senses in an entry of CC-CEDICT, without the notes of its editors."""

import re

_REFERENCE = re.compile(r"([㐀-䶿一-鿿𠀀-𿿿A-Z0-9·，]+)(?:\|([㐀-䶿一-鿿𠀀-𿿿A-Z0-9·，]+))?(?:\[[^\]]*\])")
_HAN = re.compile(r"[㐀-䶿一-鿿𠀀-𿿿·]+(?:\|[㐀-䶿一-鿿𠀀-𿿿·]+)?")
_PINYIN = re.compile(r"\[[^\]]*\]")
_BRACKETS = re.compile(r"\([^()]*\)")
_POINTER = re.compile(
    r"^(?:(?:erhua|old|archaic|Japanese|ancient|nonstandard simplified|euphemistic|ethnic|unofficial) )?variant of\b|"
    r"^(?:also written|same as|see also|see|equivalent to|short for|abbr\. (?:for|of|to)|contraction of|"
    r"also called|also known as|another (?:name|term|word) for|old (?:name|term) for|Taiwan term for)\b"
)
_NOTE = re.compile(r"^(?:CL:|Taiwan pr\.|also pr\.|pr\. |used in |cf\.?|opposite:|lit\. and fig\.$|abbr\.$)")
_GRAMMAR = re.compile(
    r"^(?:used |Kangxi radical|component in Chinese|suffix|prefix|classifier|interjection|onom\.|indicat|phonetic|"
    r"(?:\w+ )?particle|auxiliary|honorific|marker|noun suffix|adverb|pronoun)"
)
"""What an editor says of the use of a single character; in longer words these are meanings ("particle physics")."""

_LABEL = re.compile(
    r"^(?:fig\.|lit\.|surname|also|esp\.|i\.e\.|usu\.|often|the|an?|to be|to|sth|sb|of|in)\s+", re.IGNORECASE
)
_ENDING = re.compile(r"\s+(?:etc\.?|sth|sb|of|esp\.?|in|for|on|with|to)$")
_LONGEST = 6


def senses_of(word: str, definitions: list[str]) -> tuple[list[str], list[str]]:
    """Senses of a word in the order of its entry, and the words that the entry refers to for its meaning."""
    senses: dict[str, None] = {}
    references: dict[str, None] = {}
    for definition in definitions:
        for piece in definition.split(";"):
            sense, reference = _sense(piece.strip(), grammar=len(word) == 1)
            if sense:
                senses.setdefault(sense)
            elif reference:
                references.setdefault(reference)
    return list(senses), list(references)


def _sense(piece: str, *, grammar: bool) -> tuple[str, str]:
    piece = _without_brackets(piece)
    if not piece or _NOTE.match(piece) or (grammar and _GRAMMAR.match(piece)):
        return "", ""
    pointer = _POINTER.match(piece)
    found = _REFERENCE.search(piece) if pointer else None
    if pointer:
        piece = piece[pointer.end() :]
    piece = _PINYIN.sub("", _HAN.sub("", _REFERENCE.sub("", piece)))
    parts = [bare for part in re.split(r"[,:]", piece) if (bare := _bare(part))]
    sense = " ".join(parts[0].split()[:_LONGEST]) if parts else ""
    return sense, (found[2] or found[1]) if found else ""


def _without_brackets(piece: str) -> str:
    before = ""
    while before != piece:
        before, piece = piece, _BRACKETS.sub("", piece)
    return " ".join(piece.split())


def _bare(part: str) -> str:
    part = " ".join(part.split()).strip(" .!?\"'“”|()…-")
    before = ""
    while before != part:
        before, part = part, _ENDING.sub("", _LABEL.sub("", part))
    return part
