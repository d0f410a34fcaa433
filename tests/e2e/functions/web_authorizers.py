"""Authorizers that do what the token says, and count how often they are asked."""

calls = 0


def _policy(effect, resource="*"):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def handler(event, context):
    global calls
    calls += 1
    token = event.get("authorizationToken") or (event.get("headers") or {}).get("X-Token") or ""
    if token == "unauthorized":
        raise Exception("Unauthorized")
    if token == "broken":
        raise Exception("something else")
    if token == "nothing":
        return None
    answer = {"principalId": "user-42", "policyDocument": _policy("Allow"), "context": {"n": 3, "calls": calls}}
    if token == "deny":
        answer["policyDocument"] = _policy("Deny")
    if token == "both":
        answer["policyDocument"]["Statement"].append(_policy("Deny", "*/guarded")["Statement"][0])
    if token == "object":
        answer["context"] = {"a": {}}
    return answer


def simple(event, context):
    global calls
    calls += 1
    token = event["identitySource"][0]
    if token == "text":
        return {"isAuthorized": "true"}
    return {"isAuthorized": token == "allow", "context": {"roles": ["reader"], "calls": calls}}
