"""What is decided about a need before it is written."""

from dataclasses import dataclass

from data.generator.pinned import Pin
from data.generator.topics import Tongue, Topic
from matcher.records import NeedType


@dataclass(frozen=True, slots=True)
class Outline:
    """Number, topic, language, kind and place of a need; ``pin`` if these are fixed."""

    number: int
    topic: Topic
    ordinal: int
    language: str
    type: NeedType
    base: str
    pin: Pin | None

    @property
    def tongue(self) -> Tongue:
        """The language of the problem; a mixed need says the rest in the other one."""
        return "en" if self.language == "en" or (self.language == "mixed" and self.number % 3 == 0) else "zh"

    @property
    def problem(self) -> str:
        """The problem that the need tells; those of a topic come in turn."""
        problems = self.topic.problems[self.tongue]
        return problems[self.ordinal % len(problems)]

    @property
    def other(self) -> Tongue:
        if self.language != "mixed":
            return self.tongue
        return "zh" if self.tongue == "en" else "en"
