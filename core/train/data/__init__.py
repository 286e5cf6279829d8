"""Data sets as people have them: each file here reads one layout into the same values."""
