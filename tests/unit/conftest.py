"""Hypothesis draws the same examples everywhere; a world of records whose vectors a test gives."""

import pytest

from tests.contracts.strategies import steady_hypothesis
from tests.unit.world import World

steady_hypothesis()


@pytest.fixture
def world() -> World:
    """Vectors of two numbers, and nothing in it yet."""
    return World()
