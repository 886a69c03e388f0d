"""A person's name moves nobody: two people swap names and no place and no score is another one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from matcher.features import FEATURES
from matcher.matching.engine import ALL
from matcher.records import Experience, Need, Professional, Work
from tests.integration.worlds import FIELDS, engine_in, need, person
from tests.quality.checks import Scores, ranking_differences

PAIRS = 1_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its other forms, and how a text calls its bearer."""

    full: str
    aliases: tuple[str, ...]
    called: tuple[str, ...]


NAMES = (
    Name("John Miller", ("Miller, John",), ("John Miller", "Dr Miller", "J. Miller")),
    Name("Emily Carter", (), ("Emily Carter", "Ms Carter", "Emily")),
    Name("Wei Zhang", ("张伟", "Zhang Wei"), ("Wei Zhang", "Prof. Zhang", "张伟")),
    Name("王秀英", ("Xiuying Wang",), ("王秀英", "Xiuying Wang", "Ms Wang")),
    Name("Fatima Al-Rashid", (), ("Fatima Al-Rashid", "Dr. Al-Rashid", "F. Al-Rashid")),
    Name("欧阳志敏", ("Zhimin Ouyang", "Oliver Ouyang"), ("欧阳志敏", "Zhimin Ouyang", "Oliver Ouyang")),
    Name("Mr Oluwaseun Adeyemi", ("Seun Adeyemi",), ("Oluwaseun Adeyemi", "Mr Adeyemi", "Seun Adeyemi")),
    Name("李建国", ("Li Jianguo",), ("李建国", "Jianguo Li", "Prof. Li")),
    Name("Mrs Anna-Maria Weber", (), ("Anna-Maria Weber", "Mrs Weber", "A. Weber")),
    Name("ZENG Wenbo", ("Wen-Bo Zeng", "曾文博"), ("Wenbo Zeng", "W. Zeng", "曾文博")),
)


def named(at: int, name: Name) -> Professional:
    """A person of one of the fields whose texts say the name."""
    field, first, second = FIELDS[at % len(FIELDS)], FIELDS[(at + 1 + at // 7) % 6], FIELDS[(at + 2 + at // 11) % 6]
    called = name.called
    works = (
        Work(
            f"{called[0]} on {field}",
            f"{called[1]} measured {field} beside {first}. We thank {called[2]}.",
            2000 + at % 26,
        ),
        Work(f"Advances in {first}", f"Series {at} of {second}, edited by {called[0]}.", 2010 + at % 15),
    )
    return person(
        f"p{at:03}",
        name=name.full,
        aliases=name.aliases,
        headline=f"{called[0]}, engineer",
        summary=f"{called[1]} works on {field}. {called[2]}主持了{at % 9}项研究。",
        works=works[: 1 + at % 2],
        experiences=(Experience(f"Engineer of {second}", f"{called[0]} led a team of {at}.", None, 2005 + at % 20),),
    )


def needs() -> list[Need]:
    """Two needs of each field, some of whose words are in names too."""
    return [
        *(need(f"n{at}", field) for at, field in enumerate(FIELDS)),
        *(
            need(f"m{at}", field, body=f"Dr John Wang asks for {field}, with 张 or Carter.")
            for at, field in enumerate(FIELDS)
        ),
    ]


def ranked(folder: Path, people: Sequence[Professional]) -> Scores:
    engine = engine_in(folder, store="memory")
    engine.records.put_many([*people, *needs()])
    found = {each: engine.matching.scores("candidates", each, ALL) for each in engine.matching.open_needs()}
    engine.close()
    return found


def crowd(order: Sequence[int]) -> list[Professional]:
    """People of whom the one in each place has the name in that place of the order."""
    return [named(at, NAMES[which]) for at, which in enumerate(order)]


PLAIN = [at % len(NAMES) for at in range(90)]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    found = ranked(tmp_path_factory.mktemp("before"), crowd(PLAIN))
    assert sum(map(len, found.values())) >= PAIRS
    assert len({score for each in found.values() for _, score in each}) > 100
    return found


@pytest.mark.parametrize("step", [1, 3, 5])
def test_swapping_the_names_of_two_people_changes_no_place_and_no_score(
    tmp_path: Path, before: Scores, step: int
) -> None:
    swapped = [PLAIN[at + step if at // step % 2 == 0 else at - step] for at in range(len(PLAIN))]
    assert sorted(swapped) == sorted(PLAIN)
    assert all(one != other for one, other in zip(swapped, PLAIN, strict=True))
    assert ranking_differences(before, ranked(tmp_path, crowd(swapped))) == []


def test_a_name_that_the_profile_does_not_declare_is_caught(tmp_path: Path, before: Scores) -> None:
    planted = [replace(each, name=None, aliases=()) if each.id == "p004" else each for each in crowd(PLAIN)]
    violations = ranking_differences(before, ranked(tmp_path, planted))
    assert any("/p004:" in each for each in violations)


def test_a_name_that_is_let_in_is_caught_when_it_is_swapped(tmp_path: Path) -> None:
    def written(at: int, name: Name) -> Professional:
        return replace(named(at, name), name=None, aliases=())

    one = ranked(tmp_path / "a", [written(at, NAMES[which]) for at, which in enumerate(PLAIN)])
    other = ranked(tmp_path / "b", [written(at, NAMES[9 - which]) for at, which in enumerate(PLAIN)])
    assert ranking_differences(one, other)


_PROTECTED = {"photo", "picture", "image", "portrait", "gender", "sex", "age", "birth", "birthday", "born"} | {
    "ethnicity", "ethnic", "race", "religion", "nationality", "marital"
}  # fmt: skip


def protected(names: Iterable[str]) -> list[str]:
    """Those of the names that tell of what nobody may be judged by."""
    return [each for each in names if not _PROTECTED.isdisjoint(each.lower().split("_"))]


def test_no_record_has_a_field_for_what_nobody_may_be_judged_by() -> None:
    for record in (Professional, Work, Experience):
        assert protected(each.name for each in fields(record)) == []
    assert protected(["birth_year", "languages", "Photo", "age"]) == ["birth_year", "Photo", "age"]


def test_no_feature_is_named_after_a_person_or_what_nobody_may_be_judged_by() -> None:
    assert protected(FEATURES) == []
    assert not {"name", "aliases", "country"} & {word for each in FEATURES for word in each.split("_")}
    assert protected([*FEATURES, "gender"]) == ["gender"]
