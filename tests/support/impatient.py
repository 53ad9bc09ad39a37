"""Loaded into a worker with `celery worker -I`: when asked to stop it gives long work back soon."""

from worker import stopping

stopping.PATIENCE = 0.5
