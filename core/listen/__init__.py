"""From a map of evidence to sound: masks, what is kept and removed, and how faithful that is to the model."""
