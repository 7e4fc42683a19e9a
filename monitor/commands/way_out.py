"""What a person would most likely do about a source that does not answer."""

from __future__ import annotations

from monitor.network import Failure, FailureKind


def way_out(failure: Failure) -> str:
    """What a person would most likely do about a source that does not answer."""
    site = "/".join(failure.url.split("/")[:3]) + "/"
    elsewhere = f": `monitor entries {site}` finds the feed of the site" if failure.url != site else ""
    if "network." in failure.reason:
        return ""  # it names the setting already
    if failure.kind is FailureKind.BLOCKED and "ask the publisher" in failure.reason:
        return "; set network.contact, so that the publisher knows whom it allows"
    if (failure.status or 0) >= 500 and failure.kind is FailureKind.HTTP:
        return "; the fault is the site's own: try again later"
    if failure.kind is FailureKind.CONNECT and "closed the connection" in failure.reason:
        return "; something answers there, but no feed: try again later"
    return {
        FailureKind.NOT_FOUND: f"; its address may have changed{elsewhere}",
        FailureKind.GONE: f"; take it out, or replace it{elsewhere}",
        FailureKind.BLOCKED: "; set network.contact and ask the publisher, or give headers or a cookies_file",
        FailureKind.DNS: "; look for a mistake in its name",
        FailureKind.CONNECT: "; nobody listens there now: look for a mistake in its address, or try again later",
        FailureKind.TIMEOUT: "; it is slow or down: try again later",
        FailureKind.TLS: "; where its certificate is your newsroom's own, name that in network.ca_file",
        FailureKind.RATE_LIMITED: "; try again later, and give it a longer interval",
    }.get(failure.kind, "")
