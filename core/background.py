"""Threads that compute behind a window step back, so that the window is served first."""

from __future__ import annotations

import os
import sys
import threading

NICENESS = 4


def step_back() -> None:
    """Lower the priority of the calling thread. Only Linux gives single threads a niceness."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)
