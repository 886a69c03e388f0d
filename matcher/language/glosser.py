"""Glosses Chinese text in English words, so that a model or a match by words that knows only English can compare it."""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from matcher.language.table import BridgeTable
from matcher.language.terms import any_of, mixed_words, one_width, runs, simplified, terms
from matcher.scripts import has_han

RULES = "2"
"""Version of the rules in this package; changing it invalidates every kept vector of a glossed text."""

FUNCTION_WORDS = frozenset(
    """
的 地 得 了 着 过 们 之 其 所 者 等 等等 和 与 及 以及 或 或者 并 并且 而 而且 且 但 但是 然而 则 即 即可 若
如 如果 因 因为 由于 因此 所以 虽然 尽管 不仅 只 仅 也 都 又 还 再 就 才 便 很 较 更 最 非常 十分 在 于 从 自
由 向 对 对于 关于 为 为了 把 被 将 让 使 使得 以 用 按 按照 根据 通过 经过 经 随着 基于 针对 至 到 给 跟 同
比 是 有 这 那 该 此 本 各 某 每 这个 那个 这些 那些 这种 那种 其中 之一 一 一个 一种 一些 个 种 项 位 名 次
我 我们 你 你们 您 他 她 它 他们 她们 它们 自己 可 可以 能够 会 应 应该 已 已经 正在 曾 来 去 上 下 中 内 外
里 吗 呢 吧 啊 请 也是 就是 作为 进行 具有 包括 以上 以下 之间 之后 之前
""".split()  # noqa: SIM905
)
"""Words that hold a sentence together; a gloss leaves them out."""

BOILERPLATE = frozenset(
    """
基地 我司 公司 本公司 我公司 单位 本单位 我单位 企业 急需 亟需 亟待 需 需要 需求 拟 拟定 诚邀 诚聘 招聘
聘请 引进 寻求 欢迎 希望 面向 攻关 难题 人才 专家 海外 海外专家 海内外 相关 有关 主要 负责 从事 任职 岗位
职责 要求 优先 熟悉 精通 以上学历 联系 待遇 面议 开展 提供 帮助 协助 推进 现有 目前 目标
""".split()  # noqa: SIM905
)
"""What a base writes whatever it needs; a gloss leaves it out, since sharing it makes no profile any nearer."""

_DROPPED = FUNCTION_WORDS | BOILERPLATE
_PUNCTUATION = str.maketrans({"。": ". ", "、": ", ", "《": '"', "》": '"', "「": '"', "」": '"', "【": "[", "】": "]"})
_SHORT_TEXT, _FEW_WORDS = 64, 15
"""Characters below which a text is glossed in two and in three ways; in a longer text the context settles the sense."""
_GLOSSARY_FREQUENCY = 10_000_000
"""Above the frequency of any word of the language, so that a glossary's term is preferred."""
_UNKNOWN_COST = 3.0
"""An unknown character costs as much as three words: a segmentation that knows every character always wins."""
_REMEMBERED = 1 << 16
"""Pieces of Chinese whose English is kept: some 20 MB."""
_RARITY_WEIGHT = 1 / 64
"""Small enough that rarity decides only between segmentations with equally many words, and rarely elsewhere."""


class Segmenter:
    """Cuts a run of Han into as few words as possible, preferring frequent words where that leaves a choice.

    Dynamic programming over a dictionary; ``frequencies`` are the counts of its words in running text.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        commonest = 1 + _RARITY_WEIGHT * math.log(sum(frequencies.values()) + len(frequencies) + 1)
        self._costs = {word: commonest - _RARITY_WEIGHT * math.log(count + 1) for word, count in frequencies.items()}
        lengths: dict[str, set[int]] = {}
        for word in frequencies:
            if len(word) > 1:
                lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {pair: tuple(sorted(known)) for pair, known in lengths.items()}
        """The lengths of the words that begin with two characters: most pairs of a text begin none."""

    def segment(self, run: str) -> list[str]:
        """The words of a run in order; joined, they are the run. A character not in the dictionary is a word."""
        steps = self._steps(run)
        words = []
        start = 0
        while start < len(run):
            words.append(run[start : start + steps[start]])
            start += steps[start]
        return words

    def _steps(self, run: str) -> list[int]:
        """Length of the word that the cheapest segmentation of the rest begins with, for every position of the run."""
        size = len(run)
        rest_cost = [0.0] * (size + 1)
        steps = [1] * size
        costs, lengths = self._costs, self._lengths
        for start in range(size - 1, -1, -1):
            least, step = costs.get(run[start], _UNKNOWN_COST) + rest_cost[start + 1], 1
            for length in lengths.get(run[start : start + 2], ()):
                end = start + length
                if end > size:
                    break
                known = costs.get(run[start:end])
                if known is not None and (cost := known + rest_cost[end]) < least:
                    least, step = cost, length
            rest_cost[start], steps[start] = least, step
        return steps


class Glosser:
    """A dictionary, and a glossary that overrides it.

    Texts may mix scripts, widths and both ways of writing Chinese. No text is an error; characters in neither
    dictionary nor glossary are left out. English of the glossary that holds Han is glossed by the dictionary alone,
    so a glossary cannot be circular. ``version`` identifies everything that a gloss depends on besides the text.
    """

    def __init__(self, table: BridgeTable, glossary: Mapping[str, Sequence[str]] | None = None) -> None:
        self._table = table
        self._glossary = {simplified(one_width(term), table.characters): own for term, own in (glossary or {}).items()}
        self.version = _version(table, self._glossary)
        self._terms: dict[tuple[str, int], tuple[str, ...]] = {}
        self._pieces_terms: dict[tuple[str, int], tuple[str, ...]] = {}

    # The version is all that a store of known texts needs, so the words wait for the first Chinese text.

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._table.frequencies() | dict.fromkeys(self._glossary, _GLOSSARY_FREQUENCY))

    @cached_property
    def _mixed(self) -> tuple[AhoCorasick, re.Pattern[str]]:
        """What finds the words of both scripts as strings, and what finds them as words: few texts hold any."""
        words = mixed_words([*self._table.entries, *self._glossary])
        return AhoCorasick(words), any_of(words)

    @cached_property
    def _traditional(self) -> frozenset[str]:
        """The characters that have a simplified form: most texts hold none, which is seen faster than put through."""
        return frozenset(map(chr, self._table.characters))

    @cached_property
    def _own(self) -> Mapping[str, tuple[str, ...]]:
        """The glossary's terms with their English."""
        chinese = any(has_han(english) for senses in self._glossary.values() for english in senses)
        gloss = Glosser(self._table).gloss if chinese else str
        english = {term: tuple(filter(None, map(gloss, senses))) for term, senses in self._glossary.items()}
        return {term: senses for term, senses in english.items() if senses}

    def segment(self, text: str) -> list[str]:
        """The Chinese words of a text in order, simplified, without anything that is not Chinese."""
        return [word for chinese, piece in self._pieces(text) if chinese for word in self._segmenter.segment(piece)]

    def gloss(self, text: str, senses: int = 1) -> str:
        """The text in English: Latin runs unchanged, each Chinese word by its likeliest ``senses``.

        A text without Han is returned unchanged. The gloss is empty if the text consists of function words,
        boilerplate and characters outside the dictionary.

        >>> glosser.gloss("SiC材料的制备")   # doctest: +SKIP
        'SiC material preparation'
        """
        if not has_han(text):
            return text
        gloss = ""
        for chinese, piece in self._pieces(text):
            english = self._english(piece, senses) if chinese else piece.translate(_PUNCTUATION)
            needs_space = gloss[-1:].isalnum() or gloss[-1:] in ",.;:)]"
            gloss += f" {english}" if needs_space and english[:1].isalnum() else english
        return gloss.strip()

    def glosses(self, text: str) -> tuple[str, ...]:
        """The glosses of a text whose vectors are averaged, since the words of a short text are ambiguous.

        The gloss by the likeliest sense; for a short text also that by two senses, for a few words also that by three.
        Empty if nothing of the text can be put into English.
        """
        sense_counts = (1, 2, 3)[: 1 + (len(text) < _SHORT_TEXT) + (len(text) < _FEW_WORDS)]
        return tuple(dict.fromkeys(filter(None, (self.gloss(text, senses) for senses in sense_counts))))

    def gloss_terms(self, text: str, senses: int = 3) -> list[str]:
        """The English words of the Chinese in a text, for matching by words: lower case, no stop words.

        A Chinese word gives the words of its likeliest ``senses``, without repeating one.
        """
        pieces = [piece for chinese, piece in self._pieces(text) if chinese]
        return [term for piece in pieces for term in self._piece_terms(piece, senses)]

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """The distinct Chinese words that have an English sense, as the text writes them, with the likeliest sense.

        In the order of the text, without function words and boilerplate.
        """
        pairs: dict[tuple[str, str], None] = {}
        for chinese, piece in self._split(one_width(text)):
            start = 0
            for word in self._segmenter.segment(self._simplified(piece)) if chinese else ():
                if senses := self._senses(word):
                    pairs.setdefault((piece[start : start + len(word)], senses[0]))
                start += len(word)
        return list(pairs)

    def coverage(self, text: str) -> float:
        """Share of the Han characters that belong to known words of two or more, 0 to 1: how far to trust the gloss.

        Function words are not counted at all. 1 for a text without Han, since a gloss loses nothing of it.
        """
        words = [word for word in self.segment(text) if word not in FUNCTION_WORDS]
        total = sum(map(len, words))
        known = sum(len(word) for word in words if len(word) > 1 and self._known(word))
        return known / total if total else 1.0

    def _english(self, piece: str, senses: int) -> str:
        return " ".join(sense for word in self._segmenter.segment(piece) for sense in self._senses(word)[:senses])

    def _senses(self, word: str) -> tuple[str, ...]:
        own = self._own.get(word)
        if own is not None:
            return own
        return () if word in _DROPPED else self._table.senses(word)

    def _piece_terms(self, piece: str, senses: int) -> tuple[str, ...]:
        """The English words of a piece of Chinese; kept, up to a limit, since half of all pieces have come before."""
        known = self._pieces_terms.get((piece, senses))
        if known is None:
            if len(self._pieces_terms) >= _REMEMBERED:
                self._pieces_terms.clear()
            words = self._segmenter.segment(piece)
            known = tuple(term for word in words for term in self._word_terms(word, senses))
            self._pieces_terms[piece, senses] = known
        return known

    def _word_terms(self, word: str, senses: int) -> tuple[str, ...]:
        """The English words of a word; kept, since a few thousand words make up nearly all texts."""
        known = self._terms.get((word, senses))
        if known is None:
            known = tuple(dict.fromkeys(terms(" ".join(self._senses(word)[:senses]))))
            self._terms[word, senses] = known
        return known

    def _known(self, word: str) -> bool:
        return word in self._own or bool(self._table.senses(word))

    def _simplified(self, text: str) -> str:
        return text if self._traditional.isdisjoint(text) else simplified(text, self._table.characters)

    def _pieces(self, text: str) -> Iterator[tuple[bool, str]]:
        return self._split(self._simplified(one_width(text)))

    def _may_be_mixed(self, text: str) -> bool:
        """Whether a text holds a word of both scripts as a string; one with half of a surrogate pair may."""
        try:
            return bool(self._mixed[0].find_matches_as_indexes(text))
        except UnicodeEncodeError:
            return True

    def _split(self, text: str) -> Iterator[tuple[bool, str]]:
        """The pieces of a text and whether they are Chinese; a known word of both scripts (X光) is Chinese."""
        _, words = self._mixed
        # Looking for strings takes a tenth of the time of looking for words.
        for index, piece in enumerate(words.split(text) if self._may_be_mixed(text) else (text,)):
            if index % 2:
                yield True, piece
            else:
                yield from runs(piece)


def _version(table: BridgeTable, glossary: Mapping[str, Sequence[str]]) -> str:
    parts = [
        RULES,
        table.version,
        *sorted(_DROPPED),
        *(f"{term}={';'.join(senses)}" for term, senses in sorted(glossary.items())),
    ]
    return "gloss-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
