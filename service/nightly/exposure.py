"""How attention is spread over people."""

from collections.abc import Iterable, Sequence
from math import ceil

from service.nightly.report import Exposure, NeedSection

TOP = 20


def most_recommended(needs: Iterable[NeedSection]) -> tuple[Exposure, ...]:
    """Everybody who is recommended, most often first, then by best rank and id."""
    found: dict[str, Exposure] = {}
    for each in (candidate for need in needs for candidate in need.candidates):
        before = found.get(each.professional, Exposure(each.professional, each.name, 0, each.rank))
        found[each.professional] = Exposure(
            each.professional, each.name, before.times + 1, min(before.best_rank, each.rank)
        )
    return tuple(sorted(found.values(), key=lambda each: (-each.times, each.best_rank, each.professional)))


def gini(counts: Sequence[int]) -> float:
    """Gini coefficient of counts, zeros included: 0 for equal counts, (n - 1) / n where one has everything."""
    total, n = sum(counts), len(counts)
    if not total:
        return 0.0
    weighted = sum(place * count for place, count in enumerate(sorted(counts), 1))
    return round(2 * weighted / (n * total) - (n + 1) / n, 6)


def top_tenth(counts: Sequence[int]) -> float:
    """Share of the sum that the largest tenth of the counts has, at least one count."""
    total = sum(counts)
    if not total:
        return 0.0
    return round(sum(sorted(counts, reverse=True)[: ceil(len(counts) / 10)]) / total, 6)
