"""Documents for the fuzzer to start from, and the pieces of which it makes others. All were written for it."""

from __future__ import annotations

from pathlib import Path

ANSWERS = tuple(Path(__file__).with_name("data").joinpath("fuzz_answers.jsonl").read_bytes().splitlines())
RSS = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/s'
    b'yndication/"><channel><title>Harbour Post</title><link>https://harbour.example/</link><ttl>60</ttl><'
    b"skipHours><hour>3</hour></skipHours><sy:updatePeriod>hourly</sy:updatePeriod><item><title>Nordlink a"
    b"dds a ship</title><link>https://harbour.example/a?utm_source=rss</link><guid>g1</guid><pubDate>Mon, "
    b"02 Mar 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;AT&amp;amp;T &amp;mdash; now&lt;/p&gt;</desc"
    b"ription></item><item><title><![CDATA[The <b>strait</b> is closed]]></title><guid>g2</guid></item></c"
    b"hannel></rss>"
)
ATOM = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Canal Times</title><link rel="'
    b'hub" href="https://hub.example/"/><link rel="self" href="https://canal.example/feed"/><entry><id>urn'
    b":uuid:1</id><title type='html'>Tolls &amp;lt; 5</title><link href='/a'/><updated>2026-03-02T08:00:00"
    b"Z</updated><author><name>Ann</name></author><content type='xhtml'><div xmlns='http://www.w3.org/1999"
    b"/xhtml'><p>Text</p></div></content></entry></feed>"
)
RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><c'
    b'hannel rdf:about="https://x.example/"><title>F</title></channel><item rdf:about="https://x.example/1'
    b'"><title>One</title><link>https://x.example/1</link></item></rdf:RDF>'
)
DTD = b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]><rss><channel>&a;&c;</channel></rss>'
JSON_FEED = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": 7, "url": "https://x.'
    b'example/7", "title": "T", "content_html": "<p>x</p>", "date_published": "x"}], "hubs": [{"type": "We'
    b'bSub", "url": "https://hub.example/"}], "expired": false}'
)
PAGE = (
    b'<!doctype html><html lang="en"><head><title>Nordlink adds a ship - Harbour Post</title><meta propert'
    b'y="og:title" content="Nordlink adds a ship"><link rel="canonical" href="/news/"><meta property="arti'
    b'cle:published_time" content="2026-03-02T08:00:00Z"><script type="application/ld+json">{"@type":"News'
    b'Article","headline":"H","datePublished":"2026-03-02","author":[{"name":"Ann"}],"articleBody":"Long t'
    b'ext."}</script></head><body><nav><a href="/">Home</a></nav><article><h1>Nordlink adds a ship</h1><p>'
    b'Nordlink Ferries added a ship to its fleet of nine on Monday, the company said. <a href="https://can'
    b'al.example/x">Canal Times</a> reported it first.</p><table><tr><td>9</td></tr></table><p hidden>Not '
    b"to be seen</p><p>Correction: an earlier version named another ship.</p></article></body></html>"
)
SITEMAP = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www'
    b'.google.com/schemas/sitemap-news/0.9"><url><loc>https://harbour.example/news/a</loc><lastmod>2026-03'
    b"-02</lastmod><n:news><n:publication_date>2026-03-02</n:publication_date><n:title>T</n:title></n:news"
    b"></url></urlset>"
)
XML_TOKENS = (
    b'<item>', b'</item>', b'<title>', b'</title>', b'<![CDATA[', b']]>', b'<!--', b'-->', b'&#xD800;', b'&#0;',
    b'&lt;', b'&amp;amp;', b'&nbsp;', b'<?xml', b'<!DOCTYPE', b'<!ENTITY', b'<rss>', b'<feed>', b'<rdf:RDF>',
    b"xmlns:a='b'", b'\xff\xfe', b'\xef\xbb\xbf', b'\x00', b'\x1b[31m', b'\xe2\x80\xae', b"<link href='",
    b"xml:base='http://[", b'<guid>', b'<pubDate>', b'9999-99-99T99:99:99Z', b'29 Feb 2026 25:61:61 +9999',
    b"encoding='utf-7'", b" encoding='idna'", b'<ttl>-1</ttl>', b'<author>', b"<summary type='xhtml'>", b'<source>',
    b'<media:content', b'<georss:point>', b'<itunes:duration>',
)  # fmt: skip
URLS = (
    b'https://user:pass@Harbour.Example:443/a/./b/../c;jsessionid=1?utm_source=rss&id=7#frag',
    b'http://[::ffff:127.0.0.1]:8080/x', b'http://2130706433/', b'//harbour.example/a',
    b'http://127.0.0.1:80\\@x.example/', b'http://ex\xc3\xa4mple.example/\xe4\xb8\xad?\xe6\x96\x87=1',
    b'10.0.0.0/8', b'harbour.example:8080', b'fe80::1%25lo',
    b'User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 9\n', b'Mon, 02 Mar 2026 08:00:00 GMT', b'120',
    b'1.5e9', b'"api";r=0;t=55', b'max-age=99999999999', b'https://www.reddit.com/r/bridges/comments/1abcde/toll/',
    b'https://github.com/nord/tide', b'https://m.example/tags/toll', b'https://forum.example/t/tolls/7/3',
)  # fmt: skip
URL_TOKENS = (
    b'http://', b'https://', b'//', b'@', b':', b'[', b']', b'%', b'%00', b'%2f', b'%ff', b'\\', b'\t', b'\n', b'#',
    b'?', b'&', b'=', b'..', b'\xe2\x91\xa0', b'\xef\xbc\x8e', b'\xe3\x80\x82', b'xn--', b'0x7f', b'utm_x=',
    b';jsessionid=', b'*', b'$', b':65536', b':0', b'::', b'\xed\xa0\x80', b'javascript:', b'data:', b' ', b'%25',
    b'e\xcc\x81', b'\xc3\x9f',
)  # fmt: skip
PAGE_TOKENS = (
    b'<p>', b'</p>', b"<div style='display:none'>", b'<template>', b'<table><tr><td>', b'<svg>', b'<math>',
    b'<script>', b'</script>', b'<!--', b"<meta charset='utf-16'>", b'<meta charset=utf-7>', b'<meta charset=idna>',
    b'<meta charset=undefined>', b'<meta charset=unicode_escape>', b"<base href='http://['>", b"<a href='",
    b'{"@graph":[', b'"datePublished":"9999-99-99"', b'&#xD800;', b'&#0;', b'\x00', b'\xff\xfe', b'\x1b[31m',
    b'<form>', b'<select><option>', b'<frameset>', b'<plaintext>', b"<time datetime='", b']]>', b'<?php',
    b'<font color=white>', b'<li><ul>', b'\xe4\xbd\xa0\xe5\xa5\xbd', b'\xed\xa0\x80', b'Advertisement',
    b'Corrections:', b"<img alt='",
)  # fmt: skip
VALUES = (
    b'null', b'true', b'-1', b'1e999', b'NaN', b'Infinity', b'1111111111111111111111111111111111111111',
    b'"\\ud800"', b'"\\u0000"', b'[]', b'{}', b'[[[', b'"', b'0.5', b'"1772440000"', b'"https://harbour.example/a"',
    b'"javascript:x"', b'"<p>&amp;#x27;</p>"', b',', b':', b'{', b'}', b'"2026-03-02T08:00:00Z"', b'99999999999999',
    b'"at://did:plc:a/app.bsky.feed.post/1"', b'"gated":"auto"', b'1772440000',
)  # fmt: skip
