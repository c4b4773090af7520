import subprocess
import sys

import pytest

# Page faults of taking and filling a block of 48 MiB again, when there was one before.
FAULTS = """
import ctypes
import resource
from training.hardware.allocator import keep_freed_memory

def fill():
    block = libc.malloc(48 * 2**20)
    ctypes.memset(block, 1, 48 * 2**20)
    libc.free(block)

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
{prepare}
fill()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
fill()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(prepare):
    program = FAULTS.format(prepare=prepare)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="It is about the C library of Linux.")
def test_freed_memory_is_used_again():
    assert faults("") > 1000
    assert faults("keep_freed_memory()") < 10
