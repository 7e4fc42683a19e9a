"""Room 6, tell: events become deliveries.

`deciding` says what becomes of an event, with `severity`, `routing`, `silence` and `timing`; `pacing` what leaves now,
`rendering` writes the message in a channel's own form from a `letter` and a template, `sending` makes one attempt at
one channel, `retry` says when the next one is due. The outbox itself is kept by the store.
"""

from monitor.alerts.channels import check_channel, describe_channel, shape_of
from monitor.alerts.deciding import Grouping, Policy, decide
from monitor.alerts.heartbeat import ping
from monitor.alerts.letter import moment, section_of
from monitor.alerts.pacing import Limits, Pace, pace
from monitor.alerts.rendering import Context, render
from monitor.alerts.retry import next_attempt
from monitor.alerts.routing import Match, Rule, route
from monitor.alerts.sending import deliver, send
from monitor.alerts.severity import weigh
from monitor.alerts.silence import muted, muting, unrouted
from monitor.alerts.text import Form, Shape
from monitor.alerts.timing import Quiet, next_digest, parse_hours, quiet_until
from monitor.alerts.trial import check_template, trial_message

__all__ = [
    "Context",
    "Form",
    "Grouping",
    "Limits",
    "Match",
    "Pace",
    "Policy",
    "Quiet",
    "Rule",
    "Shape",
    "check_channel",
    "check_template",
    "decide",
    "deliver",
    "describe_channel",
    "moment",
    "muted",
    "muting",
    "next_attempt",
    "next_digest",
    "pace",
    "parse_hours",
    "ping",
    "quiet_until",
    "render",
    "route",
    "section_of",
    "send",
    "shape_of",
    "trial_message",
    "unrouted",
    "weigh",
]
