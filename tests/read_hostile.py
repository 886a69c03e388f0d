"""Reads files made to do harm and prints what a user is told of each, and what the parsing process cost.

It runs as a process of its own: the highest memory of a child counts from the moment that it was forked, with all that
its parent holds, and a process of the test suite may hold a model.
"""

import json
import resource
import sys
from pathlib import Path

from matcher.errors import InputError
from matcher.ingest.drafts import Draft, Refused, judged
from matcher.ingest.reader import read_file
from tests.hostile_files import make


def messages_of(file: Path) -> list[str]:
    """What a user is told of a file; InputError is the only thing that may be raised."""
    try:
        items = list(read_file(file))
    except InputError as error:
        return [str(error)]
    messages: list[str] = []
    for item in items:
        outcome = judged(item, None) if isinstance(item, Draft) else (item,) if isinstance(item, Refused) else ()
        messages += [str(one.error) for one in outcome] if isinstance(outcome, tuple) else []
    return messages


def main() -> None:
    """Read the files of the seeds from FIRST to before LAST; a line of JSON for each."""
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, last):
        file = make(folder / str(seed), seed)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        messages = messages_of(file)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = {
            "file": str(file),
            "messages": messages,
            "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "bytes": after.ru_maxrss << 10,  # the highest of all children so far
        }
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
