"""Listings of web archives: what their lines name, and where they go on."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from crawler.discovery.archive_index import NotAListing, read_lines, read_listing

QUERY = "https://web.archive.org/cdx/search/cdx?url=paper.example/*&filter=a&filter=b"
LINE = "example,paper)/a 20190304050607 http://paper.example:80/a text/html 200 AAAA 1402"
JSON = (
    '{"url": "https://paper.example/a", "timestamp": "20190304050607", "filename": "a/b.warc.gz",'
    ' "offset": "7", "length": "9"}'
)


def test_a_line_names_address_time_status_and_type() -> None:
    (held,) = read_lines([LINE])
    assert (held.url, held.at.isoformat(), held.status, held.mime) == (
        "http://paper.example:80/a",
        "2019-03-04T05:06:07+00:00",
        "200",
        "text/html",
    )


@pytest.mark.parametrize("line", [JSON, f"example,paper)/a 20190304050607 {JSON}"])
def test_a_line_of_json_names_the_place_of_the_record(line: str) -> None:
    (held,) = read_lines([line])
    assert (held.file, held.offset, held.length) == ("a/b.warc.gz", 7, 9)


def test_columns_asked_for_are_read_in_their_order() -> None:
    listing = read_listing("http://paper.example/a 20190304050607\n", f"{QUERY}&fl=original,timestamp")
    assert [held.url for held in listing.held] == ["http://paper.example/a"]


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\n{LINE}\n\nexample%2Cpaper%29%2F+20190304050607%21\n",
        '[["timestamp","original"],\n ["20190304050607","http://a.example/"],\n ["20190304050607","http://a.example/"],\n'
        ' [],\n ["example%2Cpaper%29%2F+20190304050607%21"]]',
    ],
)
def test_a_listing_goes_on_at_the_key_it_ends_with(text: str) -> None:
    listing = read_listing(text, f"{QUERY}&resumeKey=old")
    assert len(listing.held) == 2
    (following,) = listing.following
    assert following.startswith(f"{QUERY}&resumeKey=")
    assert parse_qs(following)["resumeKey"] == ["example,paper)/ 20190304050607!"]


def test_a_listing_by_pages_is_asked_how_many_there_are_and_goes_on_with_the_second() -> None:
    query = "https://index.commoncrawl.org/CC-MAIN-2019-13-index?url=paper.example/*&output=json"
    (number,) = read_listing(JSON, query).following
    assert number == f"{query}&showNumPages=true"
    assert read_listing('{"pages": 3, "pageSize": 5}', number).following == (f"{query}&page=1", f"{query}&page=2")
    assert read_listing(JSON, f"{query}&page=1").following == ()
    assert read_listing("1", number).following == ()


def test_lines_that_name_no_capture_are_left_out_and_what_is_no_listing_is_refused() -> None:
    month_none = LINE.replace("20190304", "20190004")
    assert len(list(read_lines([LINE, month_none, "torn", LINE]))) == 2
    for text in ("<html>Too many requests</html>", "{torn", "[1, 2]", month_none):
        with pytest.raises(NotAListing, match="line 1 is none"):
            list(read_lines([text]))
