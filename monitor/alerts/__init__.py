"""Room 6, tell: events become deliveries.

`routing` decides who is told, `silence` says why nobody is, `rendering` writes the message in a channel's own
form, `sending` makes one attempt at one channel, `retry` decides when the next one is due. The outbox itself is
kept by the store.
"""

from monitor.alerts.channels import check_channel, describe_channel, shape_of
from monitor.alerts.rendering import Context, render, render_digest, trial_message
from monitor.alerts.retry import next_attempt, next_digest
from monitor.alerts.routing import Rule, group_key, route
from monitor.alerts.sending import deliver, send
from monitor.alerts.silence import muting, untold
from monitor.alerts.text import Form, Shape

__all__ = [
    "Context",
    "Form",
    "Rule",
    "Shape",
    "check_channel",
    "deliver",
    "describe_channel",
    "group_key",
    "muting",
    "next_attempt",
    "next_digest",
    "render",
    "render_digest",
    "route",
    "send",
    "shape_of",
    "trial_message",
    "untold",
]
