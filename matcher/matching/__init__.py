"""Need to ranking, and store to corpus: the two paths through the house."""
