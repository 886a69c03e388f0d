"""A score drawn as a waterfall of characters."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from matcher.messages import Language, feature_name, say
from matcher.results import Recommendation
from service.waterfall import Step, extent, unknown, waterfall

WIDEST = 32
"""Characters between the lowest and the highest point."""
PLACES = 4


def steps_of(each: Recommendation) -> tuple[Step, ...]:
    """What adds up to the score, as precisely as the terminal shows it."""
    return waterfall(each.explanation.base, each.explanation.contributions, each.score, PLACES)


def drawn(steps: Sequence[Step], language: Language) -> Table:
    """Every part of the score as a bar that starts where the last one ended, then the score."""
    total = steps[-1].end
    low, high = extent(steps)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column(max_width=60)
    table.add_column(justify="right")
    table.add_column()
    for step in steps:
        if step.name != "base" or step.points:
            colour = "green" if step.points >= 0 else "red"
            table.add_row(
                "", feature_name(step.name, language), f"{step.points:+.4f}", Text(bar(step, low, high), colour)
            )
    whole = bar(Step("", total, 0.0, total), low, high)
    table.add_row("", Text(say(language, "title.total"), "bold"), Text(f"{total:.4f}", "bold"), Text(whole, "bold"))
    return table


def not_known(each: Recommendation, language: Language) -> str:
    """Which features are not known, in words; empty if all are."""
    names = [feature_name(name, language) for name in unknown(each.explanation.contributions)]
    between = say(language, "between.values")
    return say(language, "title.unknown", names=between.join(names)) if names else ""


def bar(step: Step, low: float, high: float) -> str:
    """The bar of one step where the line goes from ``low`` to ``high``: to the left where points are taken away."""
    left, right = (_column(point, low, high) for point in sorted((step.start, step.end)))
    return " " * left + "█" * max(right - left, 1 if step.points else 0)


def _column(point: float, low: float, high: float) -> int:
    return round(WIDEST * (point - low) / ((high - low) or 1.0))


def compared(parts: Sequence[tuple[float, str]]) -> Table:
    """Differences as bars of one scale, what is more to the right and green, what is less red."""
    largest = max((abs(points) for points, _ in parts), default=0.0) or 1.0
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column()
    table.add_column()
    for points, words in parts:
        length = max(round(WIDEST * abs(points) / largest), 1 if points else 0)
        table.add_row("", words, Text("█" * length, "green" if points >= 0 else "red"))
    return table
