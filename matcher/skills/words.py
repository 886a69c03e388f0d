"""Words as they are compared, in one width, number, spelling and script; and everyday words that also name a skill."""

import re
import unicodedata

from matcher.traditional import simplified

_LONGEST_ABBREVIATION = 5
_REMEMBERED = 1 << 17
_SPELLINGS = re.compile(
    r"(?<=[a-z]{3})(?:is(?=(?:ed|ing|ation|er|able|e)?$)|ys(?=(?:ed|ing|er)$))|(?<=[a-z]{2})our(?=$|ed|ing|less)|"
    r"(?<=[a-z]{2})ll(?=(?:ing|ed|er)$)|(?<=[a-z]{2})[bt]re$|sulph|mould|aluminium|^programme$|haem|paed|^ageing$|"
    r"^tyre$|^plough|^grey$|^artefact|^licence$|(?<=[a-z])yse?$"
)
_OTHER_SPELLING = {
    "is": "iz", "ys": "yz", "our": "or", "ll": "l", "bre": "ber", "tre": "ter", "sulph": "sulf", "mould": "mold",
    "aluminium": "aluminum", "programme": "program", "haem": "hem", "paed": "ped", "ageing": "aging", "tyre": "tire",
    "plough": "plow", "grey": "gray", "artefact": "artifact", "licence": "license", "yse": "yz",
}  # fmt: skip

EVERYDAY = frozenset(
    """
    a act acts add age aged aid aim air all am amp an and any ape app apps apt arc are arm arms art as ash ask at ate
    bar base bass bat be beam bed bee best bet bid big bin bit bits bold bolt bow box bug bun bus but by cake call can
    cap caps car card care cart case cast cat cave cell chip cog cold come cone cop cost cot cow cut dam dart dash data
    date day deal den die dig dim dip do doc dog don dot dry due dug ear eat echo edge edit eel ego elm end era eve eye
    fact fan far fast fat fed fee few fig fin fire fit five fix flow flu fly fog for fox free fun fur gap gas gem get
    gin go god gun gut guy had ham has hat he hen her him hip his hit hop hot how hub hug ice if ill in ink inn ion is
    it its jam jar jaw jet job joy just keen keep key kid kit lab lad lag lamp lap last law lay lead lean leap led leg
    less let lid lie life light like line link lint lip list lit live log lone look lot low mad make man many map maps
    mar mars mat may me mean meat men mesh met mid mine mint miss mix mode more most much mud must my nail name near
    neat nest net new next no node nor not now nut oak odd of off oil old on one open or our out over own pack pad pair
    pal pan pat pay pea pen pet pie pin pit plan play plot pod pop port pot pro proud pump pure race rag ram ran rap rat
    raw ray red rest rib rice rid rig ring rip road rob rod role root rot row rug rule run sad safe sap sat save saw say
    scale sea see self sense set she shell shop show shy sic side sign sin sip sir sit six ski sky small snap so soap
    sol some son spin star start stem step stop sum sun tab tag talk tan tap tar tea team ten test the then tie time tin
    tip to toe ton too tool top toy tree try tub two up us use van vet via was wave way we web well wet who why will win
    wit work yes yet you zip zoo
    mm cm km mg kg ml nm um hz mhz ghz kb mb gb tb ms ns pm ad bc kw mw gw kv mv ma ah wh kwh kpa mpa pa ppm rpm cc
    ie eg vs etc ft lb oz co inc ltd eq ref sec min max avg std mol hr hrs cf ca ii iii iv vi vii ok mr mrs dr st
    al de di du el en et la le se un und der das mit von zu
    """.split()  # noqa: SIM905
)
"""Short English words and units, which in small letters are no abbreviation: led, can, ml."""

PRODUCT_WORDS = frozenset(
    """
    access ada airflow ambassador angular ant apache aurora backbone bamboo basic bash beam blender bootstrap bun
    cadence caffe camel cassandra chef codex concourse consul cortex couch crystal cucumber cypress dagger dart dash
    delphi drill dynamo eagle electron elixir ember excel express fabric falcon flask flex fluent flutter forth fusion
    gin go harmony helm hive horizon hugo ignite impala inventor ionic iris jade jasmine jest julia kiwi lift lingo
    lotus maple mars maven maya mercury meteor mocha neptune nest next node nomad notion nova oasis onyx oracle origin
    outlook packer pandas pascal phoenix pig play polar presto prism processing project puppet quartz quick rails ranger
    ray react reason redux rhino ruby rust sage salt sass scheme scratch selenium sinatra slack slim snowflake spark
    splice spring stan storm stripe sublime subversion svelte swift teams thrift titan torch travis twig unity vagrant
    vault vega vim vision windows word zeus zig
    """.split()  # noqa: SIM905
)
"""English words that are also a language, a framework or a program, which has its capital and company: Go, Rust."""


class _Folds(dict[str, str]):
    """Words by what they are compared as, remembered up to a limit."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        self[word] = folded = _folded(word)
        return folded


FOLDED = _Folds()
"""``FOLDED[word]`` is the word as it is compared: LLMs and llm, batteries and Battery, fibre and fiber, 庫 and 库."""


def one_width(text: str) -> str:
    """NFKC, so that full-width letters, subscripts and ligatures are ordinary ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def is_abbreviation(word: str) -> bool:
    """Whether a word is written as an abbreviation: short and in capitals."""
    return len(word) <= _LONGEST_ABBREVIATION and word.isupper()


def _folded(word: str) -> str:
    if "." in word and len(word) > 1:
        return word.replace(".", "").lower()
    if not word.isascii():
        return simplified(word.lower())
    if not word.isalpha() or is_abbreviation(word):
        return word.lower()
    if word[:-1].isupper() and word.endswith("s"):
        return word[:-1].lower()
    return _SPELLINGS.sub(lambda found: _OTHER_SPELLING[found[0]], _singular(word.lower()))


def _singular(word: str) -> str:
    """A word without the ending of a plural; an e that may belong to that ending goes in the singular too."""
    if len(word) < 4:
        return word
    if word.endswith("sis"):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith(("che", "she", "se", "xe", "ze")) else word
