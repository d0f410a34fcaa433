"""Says what it is told to, and nothing while it is imported."""


def handler(event, context):
    for line in event.get("lines", []):
        print(line)
    return len(event.get("lines", []))
