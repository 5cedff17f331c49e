"""A view's page is in the reader's language."""

from __future__ import annotations

import pytest
from django.test import Client

from studio.views import links
from tests.studio.views.makers import a_link, a_show


@pytest.mark.django_db(transaction=True)
def test_a_link_opens_its_page_in_the_readers_language() -> None:
    path = links.LINKS.path_of(a_link(a_show()[0]))
    assert "Verbinde" in Client().get(path, HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert "Connecting" in Client().get(path, HTTP_ACCEPT_LANGUAGE="fr").content.decode()
