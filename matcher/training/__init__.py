"""From decisions in the store to a new version of the ranker, which is promoted only if it won."""
