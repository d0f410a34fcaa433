"""Says how many invokes its environment has had: 1 is a cold one."""

invokes = 0


def handler(event, context):
    global invokes
    invokes += 1
    return invokes
