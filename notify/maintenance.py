"""The periodic work of notify on the maintenance queue; config and worker say when it runs.

In this order one pass of `supervise` brings news all the way: a match is an event, which the
inbox and the webhooks read.
"""

from notify.searches.matching import match
from notify.services import deliver, purge_read
from notify.webhooks.announcing import announce
from notify.webhooks.delivering import purge, reap

JOBS = {
    "match-searches": match,
    "deliver-notices": deliver,
    "announce": announce,
    "reap-deliveries": reap,
    "purge-deliveries": purge,
    "purge-notices": purge_read,
}
