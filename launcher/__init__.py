"""Starts and stops what Onrecord needs on one machine: servers, processes, the demo.

Not a layer of the application: nothing in it is imported by the application, and every
other process sees only DATABASE_URL and REDIS_URL.
"""
