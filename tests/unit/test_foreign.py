"""Texts in languages that are not read are told from English and Chinese ones."""

import pytest

from matcher.text import is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben eine Kläranlage geplant und gebaut.",
        "Suppen und Salate",
        "Responsable du traitement des eaux pour la ville de Lyon",
        "Diseño de plantas para el riego",
        "Projekt och drift av pumpar",
        "Проектирование насосных станций",
        "학교 급식 식단을 짰다.",
        "ポンプの設計を担当した。",
        "تصميم محطات الضخ",
    ],
)
def test_another_language_is_foreign(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "Designed pumps for the city of Lyon.",
        "De novo design, in situ and in vitro",
        "A visit to the museum of Vincent van Gogh and La Paz",
        "水泵设计，参考 Müller und Söhne 的方法",
        "α-Fe2O3 at ≥ 80 °C",
        "负责水泵设计。",
        "Engineer",
        "",
    ],
)
def test_english_and_chinese_are_not(text: str) -> None:
    assert not is_foreign(text)
