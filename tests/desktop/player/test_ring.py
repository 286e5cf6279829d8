import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.player.ring import Ring

STEPS = st.lists(st.tuples(st.sampled_from(["put", "take", "rewrite"]), st.integers(0, 40), st.integers(0, 40)))


def raw(out: np.ndarray) -> memoryview:
    return memoryview(out.reshape(-1).view(np.uint8))


@given(STEPS)
def test_it_behaves_like_an_endless_list(steps: list[tuple[str, int, int]]) -> None:
    ring, tape, fresh = Ring(32, 1), [], iter(range(1, 10_000))
    for kind, size, place in steps:
        if kind == "put":
            block = [next(fresh) for _ in range(min(size, ring.room))]
            ring.put(np.array(block, np.float32)[:, None])
            tape += block
        elif kind == "take":
            out = np.full((size, 1), -1, np.float32)
            first, count = ring.take(raw(out))
            there = tape[first : first + size]
            assert out.ravel().tolist() == there + [0] * (size - len(there))
            assert count == len(there)
        else:
            at = ring.taken - 5 + place
            block = [next(fresh) for _ in range(min(size, max(32 - (at - ring.taken), 0)))]
            done = ring.rewrite(at, np.array(block, np.float32)[:, None])
            assert done == (ring.taken <= at <= len(tape))
            if done:
                tape[at:] = block
        assert ring.ahead == len(tape) - ring.taken
        left = ring.peek(ring.taken, 32).ravel().tolist()
        assert left == tape[ring.taken :] + [0] * (32 - ring.ahead)


def test_running_dry_is_counted_only_while_sound_should_flow() -> None:
    ring = Ring(8, 2)
    out = np.ones((4, 2), np.float32)
    ring.take(raw(out))
    assert not out.any()
    assert ring.underruns == 0
    ring.flowing = True
    ring.put(np.ones((4, 2), np.float32))
    ring.take(raw(out))
    assert ring.underruns == 0
    ring.take(raw(out))
    assert ring.underruns == 1
