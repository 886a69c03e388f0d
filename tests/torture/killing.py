"""A process that is killed at a random moment of its work, and what it had acknowledged by then."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Acknowledge = Callable[[str], None]
Work = Callable[[Acknowledge], object]


@dataclass(frozen=True)
class Killed:
    """What a process had acknowledged, and whether it had ended before it was killed."""

    acknowledged: tuple[str, ...]
    ended: bool


class Killer:
    """Kills work at moments that are spread evenly over the time that it takes."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._seconds: dict[str, float] = {}

    def kill(self, name: str, work: Work, before: Callable[[], None] = lambda: None) -> Killed:
        """Do the work in a process of its own and kill it; the first call of a name lets it end, to take its time."""
        if name not in self._seconds:
            begun = time.perf_counter()
            whole = _run(work, None)
            assert whole.ended, f"{name} does not end by itself"
            self._seconds[name] = time.perf_counter() - begun
            before()
        return _run(work, self._random.uniform(0, self._seconds[name] * 1.05))


def _run(work: Work, seconds: float | None) -> Killed:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read)
            work(lambda line: _write(write, line))
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read, encoding="utf-8") as lines:
        acknowledged = tuple(line.strip() for line in lines if line.endswith("\n"))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), "the work failed by itself"
    return Killed(acknowledged, status == 0)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())
