"""Files that are damaged or made to do harm, by a seed: each kind in as many shapes as are asked for."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.cv_makers import as_docx, as_reportlab, dates_first, person

Maker = Callable[[Path, random.Random], Path]

_RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def workbook(path: Path, rng: random.Random, name: str = "good.xlsx") -> Path:
    """A workbook with nothing wrong in it."""
    file = path / name
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("needs")
        page.write_row(0, 0, ["id", "title", "body"])
        for row in range(1, 40):
            page.write_row(row, 0, [f"N{row}", f"Pumps {rng.random()}", "They fail in winter."])
    return file


def _saved(path: Path, name: str, content: bytes) -> Path:
    file = path / name
    file.write_bytes(content)
    return file


def _changed(file: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """An archive with one part changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    file.write_bytes(content.getvalue())
    return file


def truncated(path: Path, rng: random.Random) -> Path:
    file = _any_good(path, rng)
    content = file.read_bytes()
    return _saved(path, f"cut{file.suffix}", content[: rng.randrange(10, len(content) - 4)])


def flipped(path: Path, rng: random.Random) -> Path:
    file = _any_good(path, rng)
    content = bytearray(file.read_bytes())
    for _ in range(rng.randint(1, 60)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return _saved(path, f"flipped{file.suffix}", bytes(content))


def _any_good(path: Path, rng: random.Random) -> Path:
    lines = dates_first(person(rng, zh=rng.random() < 0.5))
    makers: Sequence[Callable[[], Path]] = (
        lambda: workbook(path, rng),
        lambda: as_docx(path / "good", lines),
        lambda: as_reportlab(path / "good", lines),
    )
    return rng.choice(makers)()


def noise(path: Path, rng: random.Random) -> Path:
    marks = [b"", b"PK\x03\x04", b"%PDF-1.7\n", bytes.fromhex("d0cf11e0a1b11ae1"), b'{"', b"\xff\xfe", b"\xef\xbb\xbf"]
    ending = rng.choice([".xlsx", ".csv", ".pdf", ".docx", ".json", ".txt", ".jsonl"])
    return _saved(path, f"noise{ending}", rng.choice(marks) + rng.randbytes(rng.randint(20, 20_000)))


def bomb(path: Path, rng: random.Random) -> Path:
    """A workbook whose sheet unpacks to hundreds of times its size."""
    row = b"<row>" + b'<c t="inlineStr"><is><t>a</t></is></c>' * 50 + b"</row>"
    body = b"<worksheet><sheetData>" + row * rng.randint(15_000, 30_000) + b"</sheetData></worksheet>"
    return _changed(workbook(path, rng, "bomb.xlsx"), "xl/worksheets/sheet1.xml", lambda _: body)


def document_bomb(path: Path, rng: random.Random) -> Path:
    """A document of many empty paragraphs, small on disk."""
    body = b"<w:p/>" * rng.randint(3_000_000, 6_000_000)
    file = as_docx(path / "bomb", [("t", "x")])
    return _changed(file, "word/document.xml", lambda old: old.replace(b"<w:body>", b"<w:body>" + body))


def far_cell(path: Path, rng: random.Random) -> Path:
    """A sheet with one cell in its last row and column."""
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return _changed(
        workbook(path, rng, "far.xlsx"), "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", cell)
    )


def many_merged(path: Path, rng: random.Random) -> Path:
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return _changed(
        workbook(path, rng, "merged.xlsx"),
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(b"</sheetData>", b"</sheetData>" + merged),
    )


def million_columns(path: Path, rng: random.Random) -> Path:
    sign = rng.choice([",", ";", "\t"])
    return _saved(path, "wide.csv", sign.join(["id", "title", *["x"] * 1_000_000]).encode())


def nul_bytes(path: Path, rng: random.Random) -> Path:
    text = f"id,title\nN1,{'x' * rng.randint(1, 50)}\0y\n"
    return _saved(path, "nul.csv", text.encode())


def no_encoding(path: Path, rng: random.Random) -> Path:
    text = "id,title\n" + "".join(f"N{at},Müller précis naïve {rng.random()}\n" for at in range(5))
    return _saved(path, "latin.csv", text.encode("latin-1"))


def open_quote(path: Path, rng: random.Random) -> Path:
    return _saved(path, "quote.csv", b'id,title\nN1,"' + b"x" * rng.randint(5_000_000, 6_000_000))


def huge_cell(path: Path, rng: random.Random) -> Path:
    return _saved(path, "cell.csv", b"id,title,body\nN1,Pumps," + b"x" * rng.randint(1_100_000, 2_000_000) + b"\n")


def bad_json(path: Path, rng: random.Random) -> Path:
    texts = [
        "[" * 100_000,
        '{"id": "N1", "title": "\\ud800 pumps"}',
        '{"id": "N1", "title": 1e999}',
        '{"basics": {"name": [1]',
        '{"id": "N1", "id": "N2", "title": "x"}',
        '[1, "two", null]',
        '{"orcid-identifier": 7, "person": []}',
        '{"basics": {}, "work": {"name": 3}}',
        '{"person": 1, "profiles": [[]]}',
        '{"a": ' * 50_000,
    ]
    return _saved(path, "bad.json", rng.choice(texts).encode())


def entities(path: Path, rng: random.Random) -> Path:
    """A part that would grow without end, or read a file of this machine."""
    inner = rng.choice(['<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'])
    head = f"<?xml version='1.0'?><!DOCTYPE x [{inner}]>".encode()
    if rng.random() < 0.5:
        file, part = workbook(path, rng, "entity.xlsx"), "xl/workbook.xml"
    else:
        file, part = as_docx(path / "entity", [("t", "x")]), "word/document.xml"
    return _changed(file, part, lambda old: head + old.split(b"?>", 1)[-1])


def locked_pdf(path: Path, rng: random.Random) -> Path:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(as_reportlab(path / "locked", dates_first(person(rng, zh=False)))))
    writer.encrypt(f"secret-{rng.random()}", algorithm="RC4-128")
    writer.write(path / "locked.pdf")
    return path / "locked.pdf"


def looping_pdf(path: Path, rng: random.Random) -> Path:
    """Pages whose tree leads back to itself."""
    kids = rng.choice(["2 0 R", "3 0 R 2 0 R", "3 0 R 3 0 R"])
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 9 /Parent 2 0 R >>",
        "<< /Type /Pages /Kids [2 0 R] /Count 9 /Parent 3 0 R >>",
    ]
    body = "%PDF-1.4\n" + "".join(f"{at} 0 obj\n{text}\nendobj\n" for at, text in enumerate(objects, 1))
    return _saved(path, "loop.pdf", f"{body}trailer << /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF".encode())


def picture(path: Path, rng: random.Random) -> Path:
    """A picture under the name of a document, or a page that is only drawn."""
    if rng.random() < 0.5:
        return _saved(path, "scan.pdf", b"\x89PNG\r\n\x1a\n" + rng.randbytes(500))
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path / "drawn.pdf"), invariant=1)
    for _ in range(20):
        canvas.line(*(rng.randint(0, 500) for _ in range(4)))
    canvas.save()
    return path / "drawn.pdf"


def nothing(path: Path, rng: random.Random) -> Path:
    return _saved(path, f"empty{rng.choice(['.xlsx', '.csv', '.pdf'])}", b" \n" * rng.randint(0, 3))


def other_archive(path: Path, rng: random.Random) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for at in range(rng.randint(1, 5)):
            archive.writestr(f"photo{at}.jpg", rng.randbytes(100))
        archive.writestr("_rels/.rels", _RELS)
    return _saved(path, "photos.xlsx", content.getvalue())


def no_headers(path: Path, rng: random.Random) -> Path:
    with xlsxwriter.Workbook(str(path / "sales.xlsx")) as book:
        page = book.add_worksheet("sales")
        for row in range(30):
            page.write_row(row, 0, [rng.random() for _ in range(5)])
    return path / "sales.xlsx"


def wrong_lines(path: Path, rng: random.Random) -> Path:
    lines: list[Any] = [{"id": "N 1", "title": "x"}, {"title": "x"}, {"id": "N1", "title": "x", "deadline": "soon"}, []]
    rng.shuffle(lines)
    return _saved(path, "needs.txt", "\n".join(json.dumps(line) for line in [{"id": "N0"}, *lines]).encode())


MAKERS: Sequence[Maker] = (
    truncated,
    flipped,
    noise,
    bomb,
    document_bomb,
    far_cell,
    many_merged,
    million_columns,
    nul_bytes,
    no_encoding,
    open_quote,
    huge_cell,
    bad_json,
    entities,
    locked_pdf,
    looping_pdf,
    picture,
    nothing,
    other_archive,
    no_headers,
    wrong_lines,
    noise,
    flipped,
    truncated,
    flipped,
)
"""Kinds of malformed files; those that chance makes are there more often."""


def make(folder: Path, seed: int) -> Path:
    """The malformed file of a seed."""
    folder.mkdir(parents=True, exist_ok=True)
    return MAKERS[seed % len(MAKERS)](folder, random.Random(seed))
