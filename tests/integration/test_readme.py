"""The ten lines of Python in the README run, and print what stands below them."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PROGRAM, PRINTED = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", README, flags=re.DOTALL)[0]
NUMBER = re.compile(r"\d+\.\d+")


@pytest.mark.slow
def test_the_lines_of_the_readme_print_what_stands_below_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEMATCH_PRECISION", "float32")

    exec(compile(PROGRAM, "README.md", "exec"), {"__name__": "__readme__"})

    printed = capsys.readouterr().out
    assert NUMBER.sub("#", printed).split() == NUMBER.sub("#", PRINTED).split()
    assert [float(number) for number in NUMBER.findall(printed)] == pytest.approx(
        [float(number) for number in NUMBER.findall(PRINTED)], abs=1e-3
    )
