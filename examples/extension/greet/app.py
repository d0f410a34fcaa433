"""Greets whoever the event names; its extension writes down how long that took."""


def handler(event, context):
    name = event.get("name", "world")
    print(f"greeting {name}")
    return f"Hello, {name}!"
