"""Reads glossaries: one term a line, Chinese TAB English, English senses separated by ``;``."""

from pathlib import Path

from matcher.errors import InputError

Glossary = dict[str, tuple[str, ...]]


def read_glossary(file: Path) -> Glossary:
    """Terms with their English senses; empty lines and lines that begin with # are skipped.

    If a term has two lines, the later one counts. Raises InputError with file, line, what was given and what is
    allowed.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(
            f"the glossary {file} cannot be read ({error.strerror}); give the path of a text file"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"the glossary {file} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        ) from error
    glossary: Glossary = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            term, senses = _line(line, f"{file}:{number}")
            glossary[term] = senses
    return glossary


def _line(line: str, where: str) -> tuple[str, tuple[str, ...]]:
    term, tab, english = line.partition("\t")
    senses = tuple(bare for sense in english.split(";") if (bare := " ".join(sense.split())))
    if not tab or not term.strip() or not senses:
        raise InputError(f"{where}: given {line[:80]!r}; a line of a glossary is Chinese, one tab, English")
    return "".join(term.split()), senses
