"""Kills, damage and erasures at random moments: what must hold whatever happens; ``python -m tests.torture``."""
