"""What the shop sells (REST API): a list, and a picture of each cheese, drawn on the spot."""

import base64
import json
import struct
import zlib

CHEESES = {"brie": (244, 233, 205), "gouda": (242, 178, 51), "roquefort": (121, 138, 158)}
SIDE = 32  # pixels


def handler(event, context):
    if event["resource"] == "/cheeses":
        return {"statusCode": 200, "body": json.dumps(sorted(CHEESES))}
    colour = CHEESES.get(event["pathParameters"]["name"])
    if colour is None:
        return {"statusCode": 404, "body": json.dumps({"message": "no such cheese"})}
    picture = base64.b64encode(png(colour)).decode()
    return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "body": picture, "isBase64Encoded": True}


def png(colour) -> bytes:
    """A square of one colour, with a hole for each third pixel of the diagonal."""
    rows = (b"".join(pixel(x, y, colour) for x in range(SIDE)) for y in range(SIDE))
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pixel(x: int, y: int, colour) -> bytes:
    return bytes((0, 0, 0) if x == y and x % 3 == 0 else colour)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
