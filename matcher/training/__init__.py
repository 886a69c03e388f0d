"""From the decisions in the store to a new version of the scorecard, which is promoted only if it wins."""
