"""A process that writes versions in batches from several threads, and says which were acknowledged.

Run with the URL of a database and a name for the run. A line of its output is one batch that `append` has
returned from: its name, and `model=version` for each of its versions. Their reason is the name of the
batch and how many they are.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import threading

from modeldex.storage.database import Database
from modeldex.storage.versions import ModelVersions, NewVersion

MODELS = 6
THREADS = 3


def write(versions: ModelVersions, run: str, thread: int) -> None:
    for number in itertools.count():
        models = random.sample(range(MODELS), random.randint(1, MODELS))
        content = {"padding": "x" * random.randint(0, 4_000)}
        batch = [NewVersion(model=f"load/{model}", change="changed", content=content) for model in models]
        name = f"{run}.{thread}.{number}"
        made = versions.append(batch, reason=f"{name} {len(batch)}")
        said = " ".join(f"{version.model}={version.version}" for version in made)
        os.write(1, f"{name} {said}\n".encode())  # one call: no other thread's line comes between


def main() -> None:
    url, run = sys.argv[1:]
    versions = ModelVersions(Database.open(url))
    for thread in range(THREADS):
        threading.Thread(target=write, args=(versions, run, thread)).start()


if __name__ == "__main__":
    main()
