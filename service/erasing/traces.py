"""Whether a file holds words of a person, in any form in which our files write words."""

import json
import mmap
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from urllib.parse import quote

_FEWEST = 3
"""So many sentences of a person, without id and name, are no accident."""
_MOST_UNPACKED = 1 << 30
_LEAST_FOR_BASE64 = 12

Content = bytes | mmap.mmap


class Traces:
    """The words of one person: the id, names, and sentences (see ``Erasure.traces``)."""

    def __init__(self, words: Sequence[str]) -> None:
        self.id = words[0]
        names = [word[1:] for word in words[1:] if word.startswith("\0")]
        self._sentences = [forms(word) for word in words[1:] if not word.startswith("\0")]
        self._names = [form for name in names for form in forms(name)]
        # A number or two letters stand in many places where they are no id: alone they say nothing.
        self._id_is_telling = len(self.id) > 3 and not self.id.isdigit()
        self._id = [re.compile(rb"(?<![\w-])" + re.escape(form) + rb"(?![\w-])") for form in forms(self.id)]

    def stand_in(self, content: Content) -> bool:
        """Whether a content names the person: by id, by name and a sentence, or by several sentences."""
        named_by_id = any(form.search(content) for form in self._id)
        if named_by_id and self._id_is_telling:
            return True
        needed = 1 if named_by_id or any(content.find(name) >= 0 for name in self._names) else _FEWEST
        for sentence in self._sentences:
            needed -= any(content.find(form) >= 0 for form in sentence)
            if needed <= 0:
                return True
        return False

    def stand_in_file(self, file: Path) -> bool:
        """Whether a file names the person, in it or in a part that is packed in it."""
        return any(self.stand_in(content) for content in contents(file))


def forms(word: str) -> tuple[bytes, ...]:
    """How a word may be written: UTF-8, UTF-16, in JSON, in a page, in an address, in base64."""
    plain = word.encode("utf-8", "surrogateescape")
    written = [plain, word.encode("utf-16-le", "surrogatepass"), json.dumps(word)[1:-1].encode()]
    written += [json.dumps(word, ensure_ascii=False)[1:-1].encode("utf-8", "surrogateescape")]
    written += [escape(word).encode("utf-8", "surrogateescape"), quote(plain, safe="").encode()]
    if len(plain) >= _LEAST_FOR_BASE64:
        # Where in the text the word begins shifts its digits; the ends depend on what stands beside it.
        written += [b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)]
    return tuple(dict.fromkeys(written))


def contents(file: Path) -> Iterator[Content]:
    """What a file holds, and what is packed in it; nothing of one that is gone."""
    try:
        with _mapped(file) as content:
            yield content
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                for part in packed.infolist():
                    if part.file_size <= _MOST_UNPACKED:
                        yield packed.read(part)
    except (FileNotFoundError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return


@contextmanager
def _mapped(file: Path) -> Iterator[Content]:
    with open(file, "rb") as opened:
        if not file.stat().st_size:
            yield b""
            return
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content
