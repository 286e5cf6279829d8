"""From data to weights: data sets as people have them, augmentation, one task a system, the run folder."""
