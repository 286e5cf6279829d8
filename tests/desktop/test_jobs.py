"""Jobs: results and failures arrive on the main thread, cancelling ends them at once."""

import threading
from typing import Any

from core.errors import MediaError
from desktop.jobs import Job, Jobs


def test_a_result_arrives_on_the_main_thread(qtbot: Any) -> None:
    jobs, seen = Jobs(), []
    jobs.start("add", lambda job: 1 + 1, lambda result: seen.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(2, threading.main_thread())]
    assert not jobs.running


def test_our_errors_are_told_as_they_are(qtbot: Any) -> None:
    jobs, seen = Jobs(), []
    jobs.failed.connect(lambda tried, sentence: seen.append((tried, sentence)))

    def fail(job: Job) -> None:
        raise MediaError("x.wav holds no sound.")

    jobs.start("open", fail)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("open", "x.wav holds no sound.")]


def test_unforeseen_errors_point_to_the_log(qtbot: Any) -> None:
    jobs, seen = Jobs(), []
    jobs.failed.connect(lambda tried, sentence: seen.append(sentence))
    jobs.start("divide", lambda job: 1 / 0)
    qtbot.waitUntil(lambda: bool(seen))
    assert "log file" in seen[0]


def test_cancel_ends_the_work_and_tells_nobody(qtbot: Any) -> None:
    jobs, seen = Jobs(), []
    jobs.failed.connect(lambda *told: seen.append(told))
    begun = threading.Event()

    def work(job: Job) -> None:
        while True:
            begun.set()
            job.step(0.5, 1.0)

    jobs.start("endless", work, seen.append)
    begun.wait(5)
    with qtbot.waitSignal(jobs.finished):
        jobs.cancel_latest()
    assert not seen
    assert not jobs.running
