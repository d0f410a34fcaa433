"""The least a fork server can do: for each line on stdin, fork a child that ends at once, wait for it, and print how
many seconds that took.  It has imported what a runtime client needs, so that there is something to fork.
"""

import json  # noqa: F401
import logging  # noqa: F401
import os
import sys
import time
import traceback  # noqa: F401

for _ in sys.stdin:
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    print(time.perf_counter() - began, flush=True)
