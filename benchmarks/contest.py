"""Competitors in processes of their own, measured in turn.

A machine's speed changes from minute to minute. Competitors that take turns in one run meet the
same machine, so that their ratio holds where a single time does not.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

TURN = 2.0  # Seconds that a turn should take at least: several steps of a small model.


class Competitor:
    """A child process that measures itself when asked.

    Args:
        module: Name of the module to run, of `benchmarks.workers`.
        settings: Dictionary of plain values for it.
        environment: Dictionary of environment variables for it.

    Attributes:
        peak_mib: The most memory that it has had so far, in MiB.
    """

    def __init__(self, module, settings, environment=None):
        self.module = module
        self.peak_mib = 0.0
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if not os.environ.get("BENCHMARK_ERRORS") else None,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.requests: Any = self.process.stdin
        self.answers: Any = self.process.stdout

    def ask(self, **request):
        """The answer to a request, a dictionary."""
        try:
            self.requests.write(json.dumps(request) + "\n")
            self.requests.flush()
        except BrokenPipeError:
            pass
        line = self.answers.readline()
        if not line:
            raise RuntimeError(
                f"{self.module} stopped without an answer; BENCHMARK_ERRORS=1 shows what it said."
            )
        answer = json.loads(line)
        self.peak_mib = answer["peak_mib"]
        return answer

    def close(self):
        """Ends the process."""
        self.requests.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def take_turns(competitors, rounds, **request):
    """Seconds of one step of each competitor in every round, by its name.

    Everyone has one turn a round. The first turn, in which things are compiled and warmed up, tells
    how many steps make a turn and does not count.
    """
    steps = {}
    for name, competitor in competitors.items():
        competitor.ask(steps=2, **request)
        steps[name] = max(2, round(TURN / competitor.ask(steps=2, **request)["seconds"]))
    times: dict[str, list[float]] = {name: [] for name in competitors}
    order = list(competitors)
    for _ in range(rounds):
        for name in order:
            times[name].append(competitors[name].ask(steps=steps[name], **request)["seconds"])
        order.append(order.pop(0))
    return times


def summary(times):
    """Median, least and most of a list of seconds."""
    return {
        "median_s": statistics.median(times),
        "min_s": min(times),
        "max_s": max(times),
    }
