"""The process that decodes pictures: a line of JSON and a file in each message, the same in each answer."""

import json
import warnings

from guide.cases.exhibits.arrival import RefusedFileError, picture, preload
from guide.cases.exhibits.content import Limit
from guide.reading.apart import serve


def decode(message: bytes) -> bytes:
    """Decode one picture: its description and content, or the notice that refuses it."""
    head, _, data = message.partition(b"\n")
    asked = json.loads(head)
    limits = {name: Limit(*each) for name, each in asked["limits"].items()}
    try:
        kept = picture(data, asked["media"], limits)
    except RefusedFileError as error:
        return json.dumps({"refused": error.notice.id, **error.notice.placeholders}).encode()
    exhibit = kept.exhibit
    answer = {"media": exhibit.media, "size": [exhibit.width, exhibit.height], "notes": kept.notes, "looks": kept.looks}
    return json.dumps(answer).encode() + b"\n" + exhibit.content


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    preload()
    serve(decode)
