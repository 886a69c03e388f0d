"""Takes markup out of a text: tags of HTML, JATS and MathML, entities, LaTeX, and what no reader ever sees.

Only what is markup goes: ``p<0.05``, ``x<y and z>w`` and ``<jane@lab.example>`` are text.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

_MOST_ESCAPED = 3
"""So many times may a text have been escaped on its way through other programs."""

_INLINE = frozenset(
    re.findall(
        r"\S+",
        "a abbr acronym b big bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strike strong "
        "sub sup tt u var wbr italic bold sc sans-serif roman monospace underline overline named-content "
        "styled-content ext-link uri xref inline-formula math semantics mrow mi mn mo ms mtext msub msup msubsup "
        "msqrt mroot mfrac mover munder munderover mmultiscripts mprescripts none mstyle mfenced mpadded menclose "
        "merror",
    )
)
"""Tags inside a word or a line; nothing takes their place, so that ``SiO<sub>2</sub>`` is one word."""
_BLOCK = frozenset(
    re.findall(
        r"\S+",
        "address article aside audio blockquote body br button caption center col colgroup dd details dialog div "
        "dl dt embed fieldset figcaption figure footer form frame h1 h2 h3 h4 h5 h6 head header hr html iframe img "
        "input label legend li link main map menu meta nav noscript object ol optgroup option p param picture pre "
        "script section select source style summary svg table tbody td template textarea tfoot th thead time title "
        "tr track ul video abstract trans-abstract sec list list-item disp-formula disp-formula-group disp-quote "
        "tex-math alternatives fig fig-group table-wrap kwd-group kwd graphic inline-graphic break fn ref mspace "
        "mtable mtr mtd mphantom annotation annotation-xml",
    )
)
"""Tags between words or lines; a blank takes their place."""
_SWITCHES = "hidden|disabled|checked|selected|readonly|required|multiple|async|defer|open|controls|nowrap|download"
_VALUE = r"""(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'|[^\s"'<>=]{1,300})"""
_ATTRIBUTE = rf"(?:[\w:.-]{{1,60}}\s{{0,3}}=\s{{0,3}}{_VALUE}|(?:{_SWITCHES})\b)"
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<prefix>[A-Za-z][\w.-]{{0,30}}:)?(?P<name>[A-Za-z][\w.-]{{0,30}})"
    rf"(?P<attributes>(?:\s{{1,9}}{_ATTRIBUTE}){{0,30}})\s{{0,9}}/?>|<!(?:DOCTYPE|doctype)[^<>]{{0,500}}>"
    r"|<!\[CDATA\[|\]\]>|<\?[\w-]{1,30}[^<>]{0,300}\?>"
)
COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_NO_TEXT = re.compile(
    r"<(?:\w{1,20}:)?(?P<name>script|style|template|tex-math|"
    r"annotation)\b[^<>]{0,500}(?<!/)>.{0,5000}?</(?:\w{1,20}:)?(?P=name)\s*>",
    re.DOTALL | re.IGNORECASE,
)
"""Elements whose content is for programs, or says in LaTeX what stands beside it in MathML."""

_LT, _GT = "(?:<|&lt;)", "(?:>|&gt;)"
_WHITE = (
    r"(?:white(?:smoke)?|snow|transparent|#f{3,4}\b|#f{6}(?:ff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\)|"
    r"rgba\([^)]*,\s*0?\.?0+\s*\))"
)
_UNSEEN_STYLE = (
    rf"(?<![\w-])color\s*:\s*{_WHITE}|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|"
    rf"opacity\s*:\s*0?\.?0*(?![.\d])"
    r"|font-size\s*:\s*(?:0?\.\d+|[01](?:\.\d+)?)\s*(?:px|pt|em|rem|%)?(?=\s*[;\"'!]|\s*$)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top|right)\s*:\s*-\d{3,}|(?<![\w-])(?:max-)?(?:height|"
    r"width)\s*:\s*0(?:px)?\s*[;\"']|clip\s*:\s*rect\(0"
)
_UNSEEN_ATTRIBUTE = (
    rf"(?:style\s*=[^<>]{{0,300}}?(?:{_UNSEEN_STYLE})|\scolor\s*=\s*[\"']?{_WHITE}|\shidden(?=[\s/=]|$)|"
    rf"aria-hidden\s*=\s*[\"']?true"
    r"|class\s*=\s*[\"'][^\"'<>]{0,100}?\b(?:hidden|sr-only|visually-hidden|d-none|invisible)\b)"
)
_OPENED = re.compile(
    rf"{_LT}(?P<name>[A-Za-z][\w-]{{0,20}})(?P<attributes>\s(?:(?!&[lg]t;)[^<>]){{1,400}}){_GT}", re.IGNORECASE
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
"""Soft hyphens, zero-width and directional characters, tag characters: a reader sees none of them."""
_TAG_CHARACTERS = re.compile("[\U000e0020-\U000e007e]{8,}")
"""Letters that no screen shows; a flag has five or six of them."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}

_MATH = re.compile(
    r"(?<![\\$])(?:(?<!\w)\$\$?|"
    r"\$(?=[_^\\{]))(?P<inside>[^$\n]{1,400}?)(?<!\\)\$\$?(?!\d)|(?<!\\)\\\((?P<round>.{1,400}?)\\\)",
    re.DOTALL,
)
_IS_FORMULA = re.compile(r"[\\_^{}]|^[A-Za-z](?:['*]|\([A-Za-z]\)|\s?[=<>+/-]\s?[\w.]{1,8})?$")
_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "cdot": "·",
    "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "approx": "≈", "sim": "~", "rightarrow": "→", "to": "→",
    "degree": "°", "circ": "°", "infty": "∞", "ldots": "…", "dots": "…", "micro": "µ", "celsius": "°C", "percent": "%",
    "ss": "ß", "o": "ø", "aa": "å", "ae": "æ", "textmu": "µ", "textdegree": "°", "neq": "≠", "ll": "≪", "gg": "≫",
}  # fmt: skip
_DROPPED = re.compile(
    r"\\(?:cite[pt]?|ref|eqref|label|vspace|hspace|begin|end|footnotemark|pagestyle|"
    r"bibliography)\*?(?:\[[^\]\n]{0,80}\])?"
    r"\{[^{}]{0,200}\}"
)
_ACCENT = re.compile(r"\\(?P<accent>[\"'`^~=.]|[cvuH](?=\{|\s))\s?\{?(?P<letter>\\?[A-Za-z])\}?")
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"} | {
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b",
}  # fmt: skip
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]{1,20})\*?(?P<brace>\s?\{)?")
_SPACING = re.compile(r"\\[,;:! ]|(?<=\w)~(?=[A-Za-z])|\\quad|\\qquad")
_ESCAPED = re.compile(r"\\([%&#_$~{}])")
_SCRIPT = re.compile(r"[_^]\{([^{}]{0,60})\}|_(\w)|\^([\w°*+-])")


def unseen(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and content of all that is hidden from readers: white, tiny, not displayed, in tag characters."""
    if ("<" in text or "&lt;" in text) and _may_hide(text):
        yield from _unseen_elements(text)
    if not text.isascii():
        for match in _TAG_CHARACTERS.finditer(text):
            yield match.start(), match.end(), "".join(chr(ord(character) - 0xE0000) for character in match[0])


def without_markup(text: str) -> str:
    """The text without tags, comments, entities and LaTeX, and without what no reader sees."""
    bare = _unescaped(text)
    if "<" in bare:
        bare = COMMENT.sub(" ", bare) if "-->" in bare else bare
        bare = without(bare, _unseen_elements(bare), " ") if _may_hide(bare) else bare
        bare = _TAG.sub(_in_place_of, _NO_TEXT.sub(" ", bare) if "</" in bare else bare)
    if "\\" in bare or "$" in bare:
        bare = _without_latex(bare)
    return bare if bare.isascii() else _INVISIBLE.sub("", bare).translate(_LIGATURES)


def with_lines(text: str) -> str:
    """The text, of the same length, with line ends for the tags that end a line."""
    return _TAG.sub(_line_end, text) if "<" in text else text


def _unescaped(text: str) -> str:
    for _ in range(_MOST_ESCAPED):
        if "&" not in text or (plain := html.unescape(text)) == text:
            break
        text = plain
    return text


def _is_tag(tag: re.Match[str]) -> bool:
    """Whether it is a tag at all, and no sign of comparison or address: a known name, a prefix or an attribute."""
    name = (tag["name"] or "").lower()
    return bool(not name or tag["prefix"] or tag["close"] or "=" in tag["attributes"] or name in _INLINE | _BLOCK)


def _in_place_of(tag: re.Match[str]) -> str:
    if not _is_tag(tag):
        return tag[0]
    return "" if (tag["name"] or "").lower() in _INLINE else " "


def _line_end(tag: re.Match[str]) -> str:
    if not _is_tag(tag) or (tag["name"] or "").lower() in _INLINE:
        return tag[0]
    return "\n" * len(tag[0])


def _without_latex(text: str) -> str:
    bare = _MATH.sub(_formula, text)
    if bare == text and "\\" not in text:
        return text
    bare = _SPACING.sub(" ", _DROPPED.sub("", bare))
    bare = _ACCENT.sub(_accented, bare)
    return _ESCAPED.sub(r"\1", _commands(bare, everywhere=False))


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match["letter"].lstrip("\\") + _ACCENTS[match["accent"]])


def _formula(match: re.Match[str]) -> str:
    """A formula in words and signs, where dollars enclose one and are no prices."""
    inside = match["inside"] or match["round"]
    if match["round"] is None and (inside != inside.strip() or not _IS_FORMULA.search(inside)):
        return match[0]
    bare = _commands(_SPACING.sub(" ", inside), everywhere=True)
    for _ in range(3):
        bare = _SCRIPT.sub(lambda script: next(filter(None, script.groups()), ""), bare)
    return _ESCAPED.sub(r"\1", bare).replace("{", "").replace("}", "").replace("\\", "")


def _commands(text: str, *, everywhere: bool) -> str:
    """The text without commands: with their signs, or with what stands in their braces.

    Outside a formula only known commands and those with braces count: ``C:\\new`` is a folder.
    """
    pieces: list[str] = []
    braces, at = 0, 0
    for match in _COMMAND.finditer(text):
        symbol = _SYMBOLS.get(match["name"])
        if symbol is None and not match["brace"] and not everywhere:
            continue
        pieces.append(_without_braces(text[at : match.start()], braces))
        braces += bool(match["brace"])
        pieces.append(symbol or "")
        at = match.end()
    bare = "".join([*pieces, _without_braces(text[at:], braces)])
    return bare.replace("{", "").replace("}", "") if braces else bare


def _without_braces(text: str, opened: int) -> str:
    return text.replace("}", "").replace("{", "") if opened else text


def without(text: str, spans: Iterable[tuple[int, int, str]], filler: str) -> str:
    """The text with a filler in place of each span."""
    pieces: list[str] = []
    at = 0
    for start, end, _ in spans:
        pieces += [text[at:start], filler]
        at = end
    return "".join([*pieces, text[at:]])


def _may_hide(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in ("style", "hidden", "color", "class"))


def _unseen_elements(text: str) -> Iterator[tuple[int, int, str]]:
    """Elements with an attribute that hides them, each up to its end tag or, if there is none, to the end."""
    at = 0
    while opened := _OPENED.search(text, at):
        at = opened.end()
        if _unseen_attribute().search(opened["attributes"]):
            closed = re.compile(rf"{_LT}/{opened['name']}\s{{0,9}}{_GT}", re.IGNORECASE).search(text, at)
            yield opened.start(), closed.end() if closed else len(text), text[at : closed.start() if closed else None]
            at = closed.end() if closed else len(text)


@cache
def _unseen_attribute() -> re.Pattern[str]:
    """Compiled at the first text that may hide something; most have none."""
    return re.compile(_UNSEEN_ATTRIBUTE, re.IGNORECASE)
