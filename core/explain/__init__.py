"""Why a model says what it says: maps of what in the sound moved a class."""
