"""Everything that needs neither a window nor a sound card: media, labels, features, tiles, models."""
