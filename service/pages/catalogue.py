"""The words of the pages by key: one gettext catalogue a language, read once and safe to put into HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from matcher.messages import Language, tame

FOLDER = Path(__file__).parent / "catalogues"


@dataclass(frozen=True)
class Catalogue:
    """The words of one language; a key whose words depend on a number has one form for each of its plurals."""

    language: Language
    forms: Mapping[str, tuple[Markup, ...]]
    locale: Locale

    def say(self, key: str, *, count: int | None = None, **values: object) -> Markup:
        """The words of a key with the values filled in and made safe; ``count`` chooses among plural forms.

        Raises KeyError for an unknown key: a page with a hole must not reach a reader.
        """
        forms = self.forms[key]
        form = forms[0] if count is not None and self.locale.plural_form(count) == "one" else forms[-1]
        shown = {name: _shown(value) for name, value in values.items()}
        return form.format(**shown, count=count) if shown or count is not None else form

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in self.forms


def _shown(value: object) -> object:
    return tame(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def read_catalogue(language: Language, folder: Path = FOLDER) -> Catalogue:
    """The catalogue of a language, whose file is UTF-8 in the form of GNU gettext with keys as message ids."""
    with (folder / f"{language}.po").open("rb") as opened:
        messages = read_po(opened, locale=language)
    forms: dict[str, tuple[Markup, ...]] = {}
    for message in messages:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            forms[str(key)] = tuple(Markup(escape(string)) for string in strings)
    return Catalogue(language, forms, Locale(language))
