"""Handlers that write odd things."""

import logging
import os
import subprocess
import sys
import threading


def handler(event, context):
    """Writes bytes given as hex, or a text so many times over."""
    if "hex" in event:
        os.write(1, bytes.fromhex(event["hex"]))
    elif "times" in event:
        sys.stdout.write(event["text"] * event["times"] + ("" if event["text"].endswith("\n") else "\n"))
    else:
        sys.stdout.write(event["text"])


def logs(event, context):
    logging.warning(event["message"])


def context_log(event, context):
    context.log("straight to the log")


def from_a_child(event, context):
    subprocess.run(["echo", "from a child"], check=True)


def from_a_thread(event, context):
    thread = threading.Thread(target=print, args=("from a thread",))
    thread.start()
    thread.join()
