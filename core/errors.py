"""The errors that a person may meet. Each message is one sentence that says what is wrong and what to do."""


class AuralensError(Exception):
    """Base of all errors whose text is written for the person; the command line exits with 2 on them."""


class MediaError(AuralensError):
    """A sound or video file cannot be read."""


class LabelError(AuralensError):
    """A label file cannot be read or written."""


class ProjectError(AuralensError):
    """A project file cannot be read or written."""


class ModelError(AuralensError):
    """A model, its weights or its card cannot be used."""


class DataError(AuralensError):
    """A data set is not laid out as any known one, or holds nothing that can be used."""


class UsageError(AuralensError):
    """What was asked for makes no sense: a range that is empty, a size that is negative."""


UNFORESEEN = "Something unforeseen happened, so no more is shown: the log file has the details."


class Cancelled(Exception):  # noqa: N818 - an outcome, not a failure
    """Raised inside a job, by its progress, when the person has stopped it."""
