"""A package of its own, as a library that the measures need installs another of this name."""
