"""
Reading what a page has sent: JSON of the page's own making, or an e-mail, and never too much.
"""

import json
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_TEXT = 4 << 20
"""Bytes of a question that is no e-mail."""


async def body_of(request: Request, most: int = _MOST_TEXT) -> bytes:
    """Read what was sent, in memory, and stop where it is too much."""
    pieces, size = list[bytes](), 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise HTTPException(413)
        pieces.append(piece)
    return b"".join(pieces)


async def question_of(request: Request) -> Mapping[str, object]:
    """Read the JSON object that was sent."""
    try:
        question = json.loads(await body_of(request))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(question, dict):
        raise HTTPException(400)
    return question
