"""Entries are recognised from one poll to the next."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model import Entry
from monitor.sources import canonical_url
from monitor.sources.identity import Listed, identified
from monitor.sources.urls import readable_url


def listed(url: str | None = None, title: str = "", summary: str = "", guid: str | None = None) -> Listed:
    return Listed(Entry("", url, title, summary=summary), guid)


def identities(*items: Listed) -> list[str]:
    return [entry.identity for entry in identified(items)]


def test_ids_that_change_on_every_fetch_make_no_new_entry():
    first = identities(listed("https://e.org/1", "a", guid="x1"), listed(None, "b", guid="x2"))
    assert first == identities(listed("https://e.org/1", "a", guid="y1"), listed(None, "b", guid="y2"))


def test_tracking_parameters_make_no_new_entry():
    assert identities(listed("https://e.org/1?utm_source=a&fbclid=7")) == identities(
        listed("https://e.org/1/?sessionid=9")
    )


def test_the_same_item_five_times_is_one_entry():
    assert len(identities(*[listed("https://e.org/1", "a", guid="g")] * 5)) == 1


def test_items_that_share_a_guid_are_told_apart_by_their_address():
    assert len(set(identities(*(listed(f"https://e.org/{n}", guid="same") for n in range(3))))) == 3


def test_items_that_share_an_address_are_told_apart_by_their_text_in_any_order():
    items = [
        listed("https://e.org/log", "a"),
        listed("https://e.org/log/", "b"),
        listed("https://e.org/log#3", "", "c"),
    ]
    assert len(set(identities(*items))) == 3
    assert sorted(identities(*items)) == sorted(identities(*reversed(items)))


def test_without_address_the_text_counts_and_without_text_the_guid():
    assert len(set(identities(listed(None, "a"), listed(None, "b"), listed(guid="1"), listed(guid="2")))) == 4
    assert identities(listed(None, "a", "s")) == identities(listed(None, "a", "s", guid="other"))


def test_an_entry_with_nothing_at_all_is_kept_once():
    assert len(identities(listed(), listed(), listed())) == 1


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.ORG:443/A/b/", "https://example.org/A/b"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/x", "http://example.org:8080/x"),
        ("https://example.org./x#part", "https://example.org/x"),
        ("https://me:secret@example.org/x", "https://example.org/x"),
        ("https://example.org/x?utm_source=a&id=3&UTM_Medium=b&fbclid=c&gclid=d", "https://example.org/x?id=3"),
        ("https://example.org/x?b=2&a=1&a=0", "https://example.org/x?b=2&a=1&a=0"),
        ("https://example.org/x?20260528", "https://example.org/x?20260528"),
        ("https://example.org/x?empty=&p", "https://example.org/x?empty=&p"),
        ("https://example.org/x?source=rss&ref=home", "https://example.org/x"),
        ("https://example.org/x?source=17&uid=5&keyword=ai", "https://example.org/x?source=17&uid=5&keyword=ai"),
        ("https://example.org/x;jsessionid=1A?p=1", "https://example.org/x?p=1"),
        ("https://example.org/新闻?q=价", "https://example.org/%E6%96%B0%E9%97%BB?q=%E4%BB%B7"),
        ("https://example.org/%e6%96%b0", "https://example.org/%E6%96%B0"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        (" https://example.org/\tx\n", "https://example.org/x"),
        ("not an address", "notanaddress"),
        ("https://example.org:port/", "https://example.org:port/"),
    ],
)
def test_the_spellings_of_an_address_have_one_form(url: str, canonical: str):
    assert canonical_url(url) == canonical


_URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(["e.org", "E.org.", "u:p@e.org", "[::1]", "Bücher.de", "İ.com", ""]) | st.text(max_size=5),
    st.sampled_from(["", ":80", ":443", ":8080", ":x"]),
    st.text(max_size=15),
    st.text(alphabet="abutm_ref=&%2fé;/ ", max_size=20),
    st.text(max_size=5),
)


@given(_URLS | st.text(max_size=40))
@example("http://¸/")  # a host that is none once it is in its ASCII form
@example("http://bücher。")  # a full stop of another script at the end of a host
def test_the_one_form_of_an_address_stays_as_it_is(url: str):
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(_URLS | st.text(max_size=40), st.sampled_from(["https://e.org/feed", "", "x"]))
def test_a_readable_link_is_a_web_address_without_credentials(link: str, base: str):
    url = readable_url(link, base)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert "@" not in url.split("/")[2]
        assert "#" not in url
        assert url.isascii() or not url.split("/")[2].isascii()
