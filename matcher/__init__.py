"""HomeMatch's engine: matches professionals with needs, both ways, and shows why."""

__version__ = "0.1.0"
