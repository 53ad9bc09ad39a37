"""Clients for the plumbing's own views."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from api import throttling
from tests.api.plumbing import urls


@pytest.fixture(autouse=True)
def _plumbing(settings):
    settings.ROOT_URLCONF = "tests.api.plumbing.urls"
    urls.CALLS.clear()
    throttling._resume_at = 0.0


@pytest.fixture
def user(db):
    return User.objects.create_user("ann", password="correct horse")


@pytest.fixture
def client_of():
    def make(user, **kwargs):
        client = APIClient(**kwargs)
        client.force_authenticate(user)
        return client

    return make


@pytest.fixture
def api(user, client_of):
    return client_of(user)
