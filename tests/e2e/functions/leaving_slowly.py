"""`leaving`, with an import that takes its time."""

import os
import time

import leaving

time.sleep(float(os.environ["IMPORT_SECONDS"]))

handler = leaving.handler
