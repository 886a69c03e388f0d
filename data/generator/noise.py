"""Damage done to records on purpose: markup, wrong decoding, and instructions hidden in a CV."""

from dataclasses import replace
from random import Random

from data.generator.phrases_people import INSTRUCTIONS
from data.generator.topics import Tongue
from matcher.records import Professional


def garbled(record: Professional, rng: Random) -> Professional:
    """The record with one text full of tags or wrongly decoded characters."""
    damage = rng.choice((_as_html, _as_mojibake, _with_lost_characters))
    if not record.works:
        return replace(record, summary=damage(record.summary, rng))
    place = rng.randrange(len(record.works))
    works = list(record.works)
    works[place] = replace(works[place], abstract=damage(works[place].abstract, rng))
    return replace(record, works=tuple(works))


def with_instructions(record: Professional, tongue: Tongue, rng: Random) -> Professional:
    """The record with a sentence that speaks to a machine instead of a reader."""
    order = rng.choice(INSTRUCTIONS[tongue])
    if not record.experiences or rng.random() < 0.3:
        return replace(record, summary=f"{record.summary} {order}".strip())
    held = list(record.experiences)
    held[0] = replace(held[0], description=f"{held[0].description} {order}")
    return replace(record, experiences=tuple(held))


def _as_html(text: str, rng: Random) -> str:
    middle = len(text) // 2
    cut = text.find(" ", middle) if " " in text[middle:] else middle
    bold, rest = text[:cut], text[cut:]
    style = rng.choice(("font-size:11pt", "font-family:SimSun", "color:#333333"))
    return f'<p style="{style}"><b>{bold}</b>&nbsp;{rest.strip()}</p><br/><p>&nbsp;</p>'


def _as_mojibake(text: str, rng: Random) -> str:
    """UTF-8 read as Latin-1 from some point on, as a wrong import does it."""
    start = rng.randrange(max(1, len(text) // 2))
    damaged = text[start:].encode().decode("latin-1")
    return text[:start] + "".join(mark for mark in damaged if mark.isprintable())


def _with_lost_characters(text: str, rng: Random) -> str:
    marks = list(text)
    for place in rng.sample(range(len(marks)), max(3, len(marks) // 25)):
        marks[place] = rng.choice(("\ufffd", "锟斤拷", "?"))
    return "".join(marks)
