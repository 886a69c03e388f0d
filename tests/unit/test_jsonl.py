"""JSON Lines files: what can be read is read, the rest is named by file and line."""

import re
from pathlib import Path

import pytest

from matcher.errors import InputError, RecordError
from matcher.ingest.jsonl import read_lines, read_records
from matcher.limits import LONGEST_LINE
from matcher.records import Need

GOOD = '{"id": "%s", "title": "solar"}\n'


def write(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "needs.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_every_line_is_a_record(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD % "a" + GOOD % "b")
    assert list(read_records(file, "need")) == [Need(id="a", title="solar"), Need(id="b", title="solar")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (GOOD % "a").encode(),
        b"\n\n  \n" + (GOOD % "a").encode() + b"\t\n",
        (GOOD % "a").encode().rstrip(b"\n"),
        (GOOD % "a").encode().replace(b"\n", b"\r\n"),
        b"\r" + (GOOD % "a").encode().replace(b"\n", b"\r"),
    ],
    ids=["byte order mark", "blank lines", "no last line break", "Windows line breaks", "old Macintosh line breaks"],
)
def test_harmless_habits_of_editors_are_accepted(tmp_path: Path, content: bytes) -> None:
    assert list(read_records(write(tmp_path, content), "need")) == [Need(id="a", title="solar")]


def test_line_numbers_count_blank_lines_too_and_reading_goes_on_after_errors(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD % "a" + "\n[]\n" + GOOD % "b" + "nonsense\n")
    lines = list(read_lines(file, "need"))
    assert [(line.number, line.record is None, line.error is None) for line in lines] == [
        (1, False, True),
        (3, True, False),
        (4, False, True),
        (5, True, False),
    ]
    assert [str(line.error).split(" ")[0] for line in lines if line.error] == [f"{file}:3:", f"{file}:5:"]


def test_the_second_line_with_an_id_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    lines = list(read_lines(write(tmp_path, GOOD % "a" + GOOD % "b" + GOOD % "a"), "need"))
    assert lines[2].record is None
    assert "'a' is already the id of line 1" in str(lines[2].error)
    assert lines[2].error
    assert (lines[2].error.line, lines[2].error.field) == (3, "id")


def test_a_line_with_an_error_does_not_take_its_id(tmp_path: Path) -> None:
    lines = list(read_lines(write(tmp_path, '{"id": "a"}\n' + GOOD % "a"), "need"))
    assert [line.record is None for line in lines] == [True, False]


def test_read_records_stops_at_the_first_error(tmp_path: Path) -> None:
    reading = read_records(write(tmp_path, GOOD % "a" + "{}\n"), "need")
    assert next(reading).id == "a"
    with pytest.raises(RecordError, match=r"needs\.jsonl:2: field 'id': is missing"):
        next(reading)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file .*gone\.jsonl; give the path"):
        list(read_lines(tmp_path / "gone.jsonl", "need"))


def test_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{tmp_path} cannot be read.*readable JSON Lines file"):
        list(read_lines(tmp_path, "need"))


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1"])
def test_one_line_that_is_not_utf8_is_named_and_the_others_are_kept(tmp_path: Path, encoding: str) -> None:
    first, second, last = ((GOOD % name).encode() for name in ("a", "b", "d"))
    file = write(tmp_path, first + second + (GOOD % "é").encode(encoding) + last)
    lines = list(read_lines(file, "need"))
    assert [line.record.id for line in lines if line.record] == ["a", "b", "d"]
    (error,) = (line.error for line in lines if line.error)
    assert (error.file, error.line) == (str(file), 3)
    assert re.search(r"needs\.jsonl:3: is not UTF-8 \(byte 9 of the line: .*\); save the file as UTF-8", str(error))


def test_a_byte_order_mark_is_no_part_of_a_line_that_is_not_the_first(tmp_path: Path) -> None:
    lines = list(read_lines(write(tmp_path, (GOOD % "a").encode() + b"\xef\xbb\xbf" + (GOOD % "b").encode()), "need"))
    assert [line.record is None for line in lines] == [False, True]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_in_utf16_is_named_as_a_whole(tmp_path: Path, encoding: str) -> None:
    content = ("" if encoding == "utf-16" else "\ufeff") + GOOD % "太阳"
    with pytest.raises(InputError, match=r"needs\.jsonl is UTF-16, not UTF-8; save it as UTF-8"):
        list(read_lines(write(tmp_path, content.encode(encoding)), "need"))


def test_an_empty_file_holds_no_records(tmp_path: Path) -> None:
    assert list(read_lines(write(tmp_path, ""), "need")) == []


def test_a_line_without_end_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    endless = b'{"id": "P1", "summary": "' + b"x" * (2 * LONGEST_LINE) + b'"}\n'
    file.write_bytes(endless + b'{"id": "P2", "summary": "pumps"}\n')

    first, second = read_lines(file, "professional")

    assert "people.jsonl:1: is longer than 4 MiB" in str(first.error)
    assert second.record is not None
    assert second.record.id == "P2"
