"""What survives from one invoke to the next."""

import os

count = 0


def handler(event, context):
    global count
    count += 1
    return {"pid": os.getpid(), "count": count, "stream": context.log_stream_name}


def keeps_a_file(event, context):
    """Writes /tmp/<name> and ends the process; with "read", says what is in it instead."""
    path = f"/tmp/{event['name']}"
    if event.get("read"):
        with open(path, encoding="utf-8") as file:
            return {"text": file.read(), "count": count}
    with open(path, "w", encoding="utf-8") as file:
        file.write("kept")
    os._exit(1)
