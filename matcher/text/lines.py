"""Lines as PDFs and mails break them: inside a sentence or a word, or with a blank behind every letter."""

import re
import unicodedata

from matcher.scripts import HAN

_LINE_END = re.compile(r"(?<=\S)(?P<before>[ \t]*)(?:\r\n|\n|\r)(?P<after>[ \t]*)(?=\S)")
_HYPHEN_END = re.compile("[A-Za-z][-‐\u00ad]$")
_JOIN = "\ue000\ue001\ue000"
"""Characters of private use, which mark where a hyphen goes and which no text holds."""
_HYPHENS_GONE = re.compile(f"[-‐\u00ad]?{_JOIN}")
_OPEN_END = re.compile(
    r"(?i)(?:,|\b(?:and|or|of|the|for|with|in|to|an?|by|on|from|that|which|using|at|as|into|than|between|under|is|"
    r"are|was|"
    r"were|its|their|our|has|have|must|should|not))$"
)
_OPEN_END_ZH = re.compile(r"[，、的和与及或在对将把为从并是了以]$")
_LONG_LINE = 40
_LONG_HAN_LINE = 15
_SHORTEST_LINE = 20
_SPACED = re.compile(rf"(?<![{HAN}])(?:[{HAN}][ \u3000]){{2,}}[{HAN}](?![{HAN}])")
_SPACED_MARK = re.compile(
    rf"(?<=[{HAN}])[ \u3000]+(?=[，。、；：！？）】》])|(?<=[，。、；：！？（【《])[ \u3000]+(?=[{HAN}])"
)
_COMPOUND = frozenset(
    re.findall(
        r"\w+",
        "high low long short well self non cross real large small full half end on off one two three four five "
        "multi open closed first second third wide deep cost time data energy water state long hands best semi "
        "post pre near life user web computer model risk heat solid gas light field machine decision problem "
        "follow start",
    )
)
"""What keeps its hyphen where a line ends behind it: high-pressure, water-soluble."""


def unbroken(text: str) -> str:
    """The text, of the same length, with blanks for the line ends that stand in the middle of a sentence."""
    if "\n" not in text and "\r" not in text:
        return text
    longest = _longest_lines(text)
    return _LINE_END.sub(lambda end: " " * len(end[0]) if _is_broken(text, end, longest) else end[0], text)


def rejoined(text: str) -> str:
    """The text with words and sentences put together again that a line end or blanks had broken."""
    if "\n" in text or "\r" in text:
        text = _HYPHENS_GONE.sub("", _with_joints(text))
    if not is_spaced(text):
        return text
    joined = _SPACED.sub(lambda letters: re.sub(r"\s", "", letters[0]), text)
    return _SPACED_MARK.sub("", joined)


def is_spaced(text: str) -> bool:
    """Whether a text has Chinese with a blank behind every character."""
    return not text.isascii() and _SPACED.search(text) is not None


def _with_joints(text: str) -> str:
    longest = _longest_lines(text)

    def joint(end: re.Match[str]) -> str:
        """What takes the place of a line end."""
        before, after = _lines_around(text, end)
        if _is_hyphenated(before, after):
            return "" if _is_compound(before) else _JOIN
        if not _is_broken(text, end, longest):
            return end[0]
        return "" if _is_han(before[-1]) or _is_han(after[0]) else " "

    return _LINE_END.sub(joint, text)


def _is_broken(text: str, end: re.Match[str], longest: int) -> bool:
    """Whether the line goes on below: inside a word, behind a comma or "of", or where all lines are equally long."""
    before, after = _lines_around(text, end)
    if _is_hyphenated(before, after):
        return True
    if _is_han(after[0]) and (_is_han(before[-1]) or before[-1] in "，、"):
        if len(before) < _LONG_HAN_LINE or "：" in after[:10]:
            return False
        return bool(_OPEN_END_ZH.search(before)) or len(before) >= longest
    if not (after[0].islower() and after[0].isascii()) or len(before) < _SHORTEST_LINE:
        return False
    return bool(_OPEN_END.search(before)) or (len(before) >= _LONG_LINE and before[-1].islower())


def _lines_around(text: str, end: re.Match[str]) -> tuple[str, str]:
    first = max(text.rfind("\n", 0, end.start()), text.rfind("\r", 0, end.start())) + 1
    last = min((at for at in (text.find("\n", end.end()), text.find("\r", end.end())) if at >= 0), default=len(text))
    return text[first : end.start()].strip(), text[end.end() : last].strip()


def _is_hyphenated(before: str, after: str) -> bool:
    return _HYPHEN_END.search(before) is not None and after[0].islower()


def _is_compound(before: str) -> bool:
    return before[:-1].rpartition(" ")[2].lower() in _COMPOUND


def _longest_lines(text: str) -> int:
    """The length from which a line is one of several longest, which lines of a list hardly are; else out of reach."""
    first, second = (*sorted((len(line.strip()) for line in text.splitlines()), reverse=True), 0, 0)[:2]
    return first - 1 if second >= first - 1 else len(text) + 1


def _is_han(character: str) -> bool:
    return unicodedata.category(character) == "Lo"
