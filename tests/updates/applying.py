"""A process that goes back to a release and applies the next one, again and again: see `test_kills`."""

import shutil
import sys
from pathlib import Path

from modeldex.updates.publication import publication_at
from modeldex.updates.updates import Updates


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


data_dir, published = map(Path, sys.argv[1:])
updates = Updates(data_dir)
while True:
    updates.rollback(1)
    say("back")
    (kept,) = (data_dir / "updates").glob("2-schema*")
    shutil.rmtree(kept)  # so that it is fetched anew
    updates.apply(publication_at(str(published)))
    say("applied")
