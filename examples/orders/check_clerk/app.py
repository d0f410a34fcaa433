"""Who may take orders: a simple answer of format 2.0.  Every word of a clerk's key is public here."""

CLERKS = {"key-of-ada": "Ada", "key-of-grace": "Grace"}


def handler(event, context):
    clerk = CLERKS.get(event["identitySource"][0])
    return {"isAuthorized": clerk is not None, "context": {"clerk": clerk or ""}}
