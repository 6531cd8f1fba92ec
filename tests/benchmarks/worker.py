"""What the layer `mounts` costs each worker: paired starts of workers with and without it, and a printed table.

python tests/benchmarks/worker.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))

from nursery import Nursery  # type: ignore[import-not-found]

from grader.boundary.protocol import Open
from grader.processes.policy import LAYERS

WITHOUT = tuple(layer for layer in LAYERS if layer != "mounts")


def seconds(nursery: Nursery, file: Path, layers: tuple[str, ...]) -> float:
    """From asking for a worker to its first answer, and until it has ended."""
    started = time.perf_counter()
    link = nursery.start(file, layers)
    link.ask(Open(str(file), ("double",), (), ""), time.monotonic() + 60)
    link.end()
    return time.perf_counter() - started


def main(rounds: int) -> None:
    nursery = Nursery()
    try:
        file = nursery.write("def double(x):\n    return 2 * x\n")
        seconds(nursery, file, LAYERS)
        pairs = [(seconds(nursery, file, LAYERS), seconds(nursery, file, WITHOUT)) for _ in range(rounds)]
    finally:
        nursery.close()
    for name, values in (
        ("with mounts", [pair[0] for pair in pairs]),
        ("without", [pair[1] for pair in pairs]),
        ("difference", [pair[0] - pair[1] for pair in pairs]),
    ):
        ordered = sorted(1000 * value for value in values)
        quartile = ordered[len(ordered) // 4]
        print(f"{name:12}  median {statistics.median(ordered):6.1f} ms   lower quartile {quartile:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
