"""The least a Python worker can do: poll the relay, send each body back.

With --json it does what any Python function's runtime must: the event becomes an object, the result becomes text.

usage: worker.py HOST:PORT [--json]
"""

import json
import socket
import sys

NEXT = b"GET /next HTTP/1.1\r\nHost: relay\r\n\r\n"
RESPONSE = b"POST /response HTTP/1.1\r\nHost: relay\r\nContent-Length: %d\r\n\r\n%b"


def read_body(connection: socket.socket) -> bytes:
    """The body of one response, which has a Content-Length."""
    data = connection.recv(65536)
    while (end := data.find(b"\r\n\r\n")) < 0:
        more = connection.recv(65536)
        if not more:
            raise EOFError
        data += more
    start = data.index(b"Content-Length: ") + len(b"Content-Length: ")
    length = int(data[start : data.index(b"\r\n", start)])
    parts = [data[end + 4 :]]
    missing = length - len(parts[0])
    while missing > 0:
        more = connection.recv(min(missing, 1 << 20))
        if not more:
            raise EOFError
        parts.append(more)
        missing -= len(more)
    return b"".join(parts)


def as_object_and_back(event: bytes) -> bytes:
    return json.dumps(json.loads(event), ensure_ascii=False).encode()


def main() -> None:
    answer = as_object_and_back if "--json" in sys.argv[2:] else bytes
    host, port = sys.argv[1].rsplit(":", 1)
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            connection.sendall(NEXT)
            result = answer(read_body(connection))
            connection.sendall(RESPONSE % (len(result), result))
            read_body(connection)


if __name__ == "__main__":
    try:
        main()
    except (EOFError, ConnectionError, KeyboardInterrupt):
        pass
