"""What kind of file it is, found from its bytes and not from its ending, and its text in whatever encoding."""

import codecs
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Literal, cast
from zipfile import BadZipFile, ZipFile

from matcher.errors import InputError
from matcher.limits import HIGHEST_RATIO, LARGEST_FILE, LARGEST_UNPACKED, MOST_PARTS

_LINES = (".jsonl", ".ndjson")
Form = Literal["workbook", "document", "pdf", "json", "json lines", "text"]
"""``text`` is a delimited table or plain words: only its first lines tell which."""

_HEAD = 1 << 16
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP",
}  # fmt: skip
_PARTS = {"xl/workbook.xml": "workbook", "xl/workbook.bin": "workbook", "word/document.xml": "document"}
_DAMAGED = (
    BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError, KeyError, zlib.error, struct.error,
)  # fmt: skip
"""What an archive raises that is damaged, cut or locked."""
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KNOWN = (
    "xlsx, xls or ods workbooks, CSV, JSON Lines, JSON Resume, ORCID and applicant tracking JSON, and CVs as PDF, DOCX "
    "or text"
)


def form_of(path: Path) -> Form:
    """What kind of file it is; raises InputError for one that is empty, too large, a picture, an archive or a bomb."""
    head, size = _head(path)
    if not head.strip():
        raise InputError("{file} is empty; give a file with content, one of {known}", file=str(path), known=_KNOWN)
    for mark, name in _PICTURES.items():
        if head.startswith(mark):
            raise InputError(
                "{file} is a {name} picture: no text found; give the document that it was made from, or type the text",
                file=str(path), name=name,
            )  # fmt: skip
    if b"%PDF-" in head[:1024]:
        return _if_small("pdf", path, size)
    if head.startswith(_OLE):
        return _if_small("workbook", path, size)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _if_small(_form_of_zip(path), path, size)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json_or_lines(head, size, named_lines=path.suffix.casefold() in _LINES)
    if path.suffix.casefold() in _LINES:
        return "json lines"  # each bad line is named; as a text it would be taken for a CV
    return _if_small("text", path, size)


def decoded(content: bytes, file: str) -> str:
    """The text in UTF-8, UTF-16 or GB18030; raises InputError that names the line where it is none of them.

    Bytes of a Western code page could be read as GB18030, as signs that nobody wrote: such a text is refused.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(content):
        encodings = ("utf-16",) if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else _utf16_of(content)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _is_chinese(text):
            return _checked(text, file)
    raise InputError(
        "{file}:{line}: is neither UTF-8 nor UTF-16 nor GB18030; save the file as CSV UTF-8 or as xlsx",
        file=file, line=_bad_line(content),
    )  # fmt: skip


def _checked(text: str, file: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            "{file}:{line}: holds a NUL character, so it is no text; give one of {known}",
            file=file, line=line, known=_KNOWN,
        )  # fmt: skip
    return text


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with open(path, "rb") as file:
            return file.read(_HEAD), path.stat().st_size
    except FileNotFoundError as error:
        raise InputError("there is no file {file}; check the path", file=str(path)) from error
    except OSError as error:
        raise InputError(
            "{file} cannot be read ({cause}); give a file that you may read", file=str(path), cause=error.strerror
        ) from error


def _if_small(form: Form, path: Path, size: int) -> Form:
    if size > LARGEST_FILE:
        raise InputError(
            "{file} has {size} MiB; allowed: {most} MiB; split it, or give JSON Lines, which have no limit",
            file=str(path), size=size >> 20, most=LARGEST_FILE >> 20,
        )  # fmt: skip
    return form


def _form_of_zip(path: Path) -> Form:
    """Workbook or document, from the directory of the archive alone: nothing is unpacked before its size is known."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
            if unpacked > min(LARGEST_UNPACKED, max(16 << 20, packed * HIGHEST_RATIO)) or len(parts) > MOST_PARTS:
                raise InputError(
                    "{file} unpacks to {unpacked} MiB in {parts} parts, {ratio} times "
                    "its size; allowed: {most} MiB; it is damaged or made to do harm: save it again with the program "
                    "that wrote it",
                    file=str(path), unpacked=unpacked >> 20, parts=len(parts), ratio=unpacked // max(packed, 1),
                    most=LARGEST_UNPACKED >> 20,
                )  # fmt: skip
            form = next((form for name, form in _PARTS.items() if name in names), None)
            if form is None and "content.xml" in names and "mimetype" in names:
                form = "workbook" if b"spreadsheet" in archive.read("mimetype")[:200] else None
            if form:
                _refuse_entities(path, archive)
    except _DAMAGED as error:
        raise InputError(
            "{file} is a damaged archive ({cause}); save it again with the program that wrote it",
            file=str(path), cause=error,
        ) from error  # fmt: skip
    if form is None:
        raise InputError(
            "{file} is an archive that is neither a workbook nor a document; unpack it and give the files "
            "in it: {known}",
            file=str(path), known=_KNOWN,
        )  # fmt: skip
    return cast(Form, form)


def _refuse_entities(path: Path, archive: ZipFile) -> None:
    """No office program writes a document type; with one, a part could read other files or grow without end."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                head = opened.read(4096)
            if _DOCTYPE.search(head):
                raise InputError(
                    "{file}:{part}: declares a document type, which no office program writes; save it again with one",
                    file=str(path), part=part.filename,
                )  # fmt: skip


def _json_or_lines(head: bytes, size: int, *, named_lines: bool) -> Form:
    """JSON Lines if the first line is a whole object and another follows; else one JSON value.

    Of a single object only the name of the file tells: one line of JSON Lines replaces a record, JSON changes it.
    """
    lines = [line for line in head.lstrip(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if len(lines) == 1 and size <= _HEAD and lines[0].lstrip().startswith(b"{"):
        return "json lines" if named_lines else "json"
    try:
        return "json lines" if isinstance(json.loads(lines[0]), dict) else "json"
    except (ValueError, RecursionError):
        follows = len(lines) > 1 and lines[1].lstrip().startswith(b"{") and lines[0].rstrip().endswith(b"}")
        return "json lines" if follows else "json"


def _looks_like_utf16(content: bytes) -> bool:
    sample = content[:2000]
    return len(sample) > 3 and max(sample[::2].count(0), sample[1::2].count(0)) > 0.3 * len(sample) / 2


def _utf16_of(content: bytes) -> tuple[str, ...]:
    sample = content[:2000]
    return ("utf-16-be",) if sample[::2].count(0) > sample[1::2].count(0) else ("utf-16-le",)


def _is_chinese(text: str) -> bool:
    """Whether most signs beyond ASCII are among the common ones of GB 2312, which people write."""
    signs = [sign for sign in text[:200_000] if ord(sign) > 127]
    common = sum(len(sign.encode("gb2312", "ignore")) == 2 for sign in signs)
    return common >= 0.8 * len(signs)


def _bad_line(content: bytes) -> int:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1
