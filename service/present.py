"""Engine values as plain data, for whatever is written out as JSON."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def plain(value: "DataclassInstance") -> dict[str, Any]:
    """A record, ranking or receipt as plain lists and dictionaries, dates as ISO text."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str, allow_nan=False))
    return found
