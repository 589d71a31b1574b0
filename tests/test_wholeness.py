"""An answer that broke off is no page, however quietly it did."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from backports import zstd
from scrapy.http import Response

from crawler.wholeness import PIECE, broke_off
from tests.newsroom.words_ar import CLAUSES

PAGE = ("<html><body>" + "".join(f"<p>{number} {CLAUSES}</p>" for number in range(2_000)) + "</body></html>").encode()
PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
}
MOST = 64 * 2**20


def response(body: bytes, encoding: str = "", flags: tuple[str, ...] = ()) -> Response:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return Response("https://journal.example/", headers=headers, body=body, flags=list(flags))


@pytest.mark.parametrize("encoding", PACKED)
def test_what_came_whole_passes(encoding: str) -> None:
    assert len(PAGE) > 2 * PIECE
    assert not broke_off(response(PACKED[encoding], encoding), MOST)
    assert not broke_off(response(b"", encoding), MOST)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("encoding", PACKED)
def test_what_was_cut_does_not(encoding: str, part: float) -> None:
    packed = PACKED[encoding]
    assert broke_off(response(packed[: int(part * len(packed))], encoding), MOST)


def test_a_body_in_several_members_is_whole_when_the_last_is() -> None:
    both = gzip.compress(PAGE[:9_000]) + gzip.compress(PAGE[9_000:])
    assert not broke_off(response(both, "gzip"), MOST)
    assert broke_off(response(both[:-9], "gzip"), MOST)


def test_damage_in_the_middle_is_seen() -> None:
    packed = bytearray(PACKED["gzip"])
    packed[len(packed) // 2 : len(packed) // 2 + 8] = b"\0" * 8
    assert broke_off(response(bytes(packed), "gzip"), MOST)


def test_a_bomb_is_left_to_the_limit_of_size() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([packer.compress(b" " * 2**20) for _ in range(64)])  # and no end
    assert not broke_off(response(bomb, "gzip"), 2**20)


@pytest.mark.parametrize("encoding", PACKED)
def test_what_is_not_packed_as_it_says_is_left_to_who_unpacks_it(encoding: str) -> None:
    assert not broke_off(response(PAGE, encoding), MOST)


def test_without_a_length_markup_tells_its_own_end() -> None:
    assert broke_off(response(PAGE[:5_000], flags=("partial",)), MOST)
    assert not broke_off(response(PAGE[:5_000]), MOST)
    assert not broke_off(response(PAGE + b"<!-- cached -->", flags=("partial",)), MOST)
    assert broke_off(response(b"<?xml version='1.0'?><urlset><url>", flags=("partial",)), MOST)
    assert not broke_off(response(b'{"id": 1}', flags=("partial",)), MOST)
    assert not broke_off(response(b"User-agent: *\nDisallow:\n", flags=("partial",)), MOST)
