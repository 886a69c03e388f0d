"""Numbers, days, periods and names as a reader of either language writes them, safe to put into HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from babel.dates import format_date
from markupsafe import Markup, escape

from matcher.messages import signed, tame
from matcher.messages.standing import value_name
from matcher.records import Period
from matcher.scripts import has_han
from service.pages.catalogue import Catalogue

BEIJING = timezone(timedelta(hours=8))
"""The zone of coordinators and analysts; China has no summer time."""
_TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Formats:
    """Values as text in the language of a catalogue."""

    words: Catalogue

    @property
    def _is_chinese(self) -> bool:
        return self.words.language == "zh"

    def day(self, day: date) -> Markup:
        """A day, readable by programs too."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.day_text(day))

    def day_text(self, day: date) -> str:
        """A day as plain text."""
        return str(format_date(day, "y年M月d日" if self._is_chinese else "d MMM y", locale=self.words.language))

    def time(self, moment: datetime) -> Markup:
        """A moment in Beijing time, to the minute."""
        local = moment.astimezone(BEIJING)
        text = f"{self.day_text(local.date())}{'' if self._is_chinese else ', '}{local:%H:%M}"
        return Markup('<time datetime="{}">{}</time>').format(
            moment.astimezone(UTC).isoformat(timespec="seconds"), text
        )

    def deadline(self, day: date, today: date) -> Markup:
        """A last day with how many days are left, or how many it is ago."""
        left = (day - today).days
        key = "deadline.left" if left > 0 else "deadline.today" if left == 0 else "deadline.past"
        return self.words.say(key, day=self.day(day), count=abs(left))

    def period(self, period: Period | None) -> Markup:
        """A span of days, whole months as such; an open end is said."""
        if period is None or (period.start is None and period.end is None):
            return self.words.say("unstated")
        start, end = period.start, period.end
        if start is None or end is None:
            key, day = ("period.from", start) if start else ("period.until", end)
            assert day is not None
            return self.words.say(key, day=self.day(day))
        months = start.day == 1 and (end + timedelta(days=1)).day == 1
        if not months:
            return self.words.say("period.both", start=self.day(start), end=self.day(end))
        return self.words.say("period.both", start=self._month(start), end=self._month(end, start))

    def _month(self, day: date, after: date | None = None) -> str:
        same_year = after is not None and after.year == day.year
        pattern = ("M月" if same_year else "y年M月") if self._is_chinese else "MMM y"
        return str(format_date(day, pattern, locale=self.words.language))

    def count(self, number: int) -> str:
        """How many: plain to 9,999, then in the language's own large unit."""
        if number < _TEN_THOUSAND:
            return str(number)
        return f"{number / _TEN_THOUSAND:.1f}万" if self._is_chinese else f"{number:,}"

    def signed(self, points: float) -> str:
        """Points with their sign, two places."""
        return signed(points)

    def points(self, score: float) -> str:
        """A score, two places, with a true minus."""
        return f"{score + 0.0:.2f}".replace("-", "−")

    def value(self, code: str) -> str:
        """A language, way of working or kind of engagement by its name."""
        return value_name(code, self.words.language)

    def values(self, codes: Iterable[str], *, choice: bool = False) -> Markup:
        """Several of them; with ``choice`` any one of them does."""
        names = [self.value(code) for code in codes]
        if choice and len(names) > 1:
            return Markup(self.words.say("between.choice").join(map(escape, names)))
        return self.joined(names)

    def joined(self, texts: Iterable[object]) -> Markup:
        """Texts with the language's comma between them."""
        return self.words.say("between.items").join(map(escape, texts))

    def foreign(self, text: object) -> Markup:
        """A text of others on one line, marked where it is in the other language."""
        shown = tame(str(text))
        language = self.language_of(shown)
        if language == self.words.language or not any(map(str.isalpha, shown)):
            return escape(shown)
        return Markup('<span lang="{}">{}</span>').format(tag(language), shown)

    def language_of(self, text: str) -> str:
        """Whether a text is Chinese or in Latin script, as a language code."""
        return "zh" if has_han(text) else "en"


def tag(language: str) -> str:
    """The tag of a language in HTML."""
    return "zh-CN" if language == "zh" else language
