"""What the archive keeps of an exchange, as the bytes that lie there: a WARC file of one record."""

from __future__ import annotations

from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from crawler.browse.server import archive_of, read
from crawler.database.dossier import capture


async def capture_page(datasette: Datasette, request: Request) -> Response:
    """Answer with a capture's record, to be saved. It is never shown: what a site sent must not act in our name."""
    capture_id = int(request.url_vars["id"])
    kept = await read(datasette, lambda db: capture(db, capture_id))
    archive = archive_of(datasette)
    record = record_at(archive, kept.file, kept.offset, kept.length) if kept and archive else None
    if record is None:
        raise NotFound(f"The archive has no capture {capture_id}")
    name = f"capture-{capture_id}.warc.gz"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(record, content_type="application/warc", headers=headers)


def record_at(archive: Path, file: str, offset: int, length: int) -> bytes | None:
    """Return the bytes of a record in a file of the archive, None where they are not there."""
    if Path(file).name != file:
        return None
    try:
        with (archive / file).open("rb") as stream:
            stream.seek(offset)
            record = stream.read(length)
    except OSError:
        return None
    return record if len(record) == length else None
