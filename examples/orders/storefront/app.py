"""The shop's own address (function URL): whatever the path, a greeting."""


def handler(event, context):
    guest = (event.get("queryStringParameters") or {}).get("name", "stranger")
    return {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": f"Welcome, {guest}!\n"}
