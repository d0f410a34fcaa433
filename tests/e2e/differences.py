"""Where a test's outcome depends on the runtime client, and why.  The only such list.

`LAMBENT_TEST_RUNTIME_CLIENT` picks the client for a whole run: `lambent` (ours, the default) or `awslambdaric`
(AWS's, unchanged).  A test that must know asks `expected("key")`; everything else is the same for both.
"""

import os
from dataclasses import dataclass

CLIENT = os.environ.get("LAMBENT_TEST_RUNTIME_CLIENT", "lambent")
assert CLIENT in ("lambent", "awslambdaric"), f"LAMBENT_TEST_RUNTIME_CLIENT: unknown client {CLIENT!r}"


@dataclass(frozen=True)
class Difference:
    lambent: object
    awslambdaric: object
    reason: str


DIFFERENCES = {
    "has_pythonpath": Difference(
        lambent=True,
        awslambdaric=False,
        reason="the launcher /var/runtime/bootstrap.py of the managed runtime sets it, ours does the same; "
        "`python -m awslambdaric` is started without that launcher (runtime-api.md §7.1)",
    ),
    "error_of_a_function_with_its_own_json_module": Difference(
        lambent=None,
        awslambdaric="Unhandled",
        reason="ours imports the standard modules it needs before the function's folder comes to sys.path; "
        "`python -m` puts the working folder first from the beginning",
    ),
}


def expected(key: str):
    return getattr(DIFFERENCES[key], CLIENT)
