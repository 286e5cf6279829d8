"""From sound to events: scores of a model over any length, and events out of scores."""
