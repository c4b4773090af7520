"""What a worker says to the program that started it: a line of JSON for every line it is sent."""

import json
import os
import resource
import sys


class Requests:
    """Requests from standard input, answers on standard output; other output goes to the errors."""

    def __init__(self):
        self.out = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)

    def next(self):
        """The next request, or `None` when there are no more."""
        line = sys.stdin.readline()
        return json.loads(line) if line else None

    def answer(self, **answer):
        """Answers the request."""
        answer["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(answer), file=self.out, flush=True)


def settings():
    """The settings that the worker was started with."""
    return json.loads(sys.argv[1])
