"""The soft limit on open files, which processes started later inherit."""

import resource
from contextlib import contextmanager

OF_A_LOGIN = 1024  # what a shell has on most systems: whatever needs more has to ask for it itself


@contextmanager
def allowed(count: int):
    """So many for as long as this lasts.  Errors: RuntimeError when the hard limit is lower."""
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise RuntimeError(f"open files: expected a hard limit of at least {count}, found {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
