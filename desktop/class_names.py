"""Names of classes as people read them, and what two spellings of one name have in common."""

from functools import lru_cache


def spoken(label: str) -> str:
    return label.replace("_", " ")


@lru_cache(4096)
def plain_name(label: str) -> str:
    """The same for names of one class, however they are written."""
    return " ".join(label.replace("_", " ").replace("-", " ").casefold().split())
