"""HomeMatch's engine: matches professionals with needs, both ways, and shows why.

The names below are the public ones. Each is imported when it is first used, so that ``import matcher`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.build import open_engine
    from matcher.config import Settings, load_settings
    from matcher.errors import HomeMatchError
    from matcher.matching.engine import Engine, Run
    from matcher.records import Consent, Education, Experience, Need, Period, Professional, Requirement, Work
    from matcher.results import Ranking, Recommendation

__version__ = "0.1.0"

__all__ = [
    "Consent",
    "Education",
    "Engine",
    "Experience",
    "HomeMatchError",
    "Need",
    "Period",
    "Professional",
    "Ranking",
    "Recommendation",
    "Requirement",
    "Run",
    "Settings",
    "Work",
    "__version__",
    "load_settings",
    "open_engine",
]

_MODULES = {
    "matcher.build": ("open_engine",),
    "matcher.config": ("Settings", "load_settings"),
    "matcher.errors": ("HomeMatchError",),
    "matcher.matching.engine": ("Engine", "Run"),
    "matcher.records": ("Consent", "Education", "Experience", "Need", "Period", "Professional", "Requirement", "Work"),
    "matcher.results": ("Ranking", "Recommendation"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # a type checker would take every misspelt name for one that this gives

    def __getattr__(name: str) -> object:
        """A public name, from its module (PEP 562)."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module 'matcher' has no name {name!r}; its names are {', '.join(__all__)}")
        value = globals()[name] = getattr(import_module(_MODULE_OF[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
