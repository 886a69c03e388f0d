"""One engine on a slice of the demo sample that no test changes, and one that each test leaves as it was."""

from collections.abc import Iterator

import pytest

from matcher.matching.engine import Engine
from tests.integration.worlds import engine_in
from tests.quality.samples import demo_records


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Changed by no test."""
    made = engine_in(tmp_path_factory.mktemp("demo"))
    made.records.put_many(demo_records())
    yield made
    made.close()


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same slice; a test that changes a record puts it back."""
    made = engine_in(tmp_path_factory.mktemp("workbench"))
    made.records.put_many(demo_records())
    yield made
    made.close()
