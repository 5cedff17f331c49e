"""The list of shows: templates apart, and what new shows can be made of."""

from __future__ import annotations

import pytest

from studio.models import Show
from tests.studio.makers import a_show, a_user, signed_in

pytestmark = pytest.mark.django_db


def test_templates_stand_apart_and_are_offered_to_who_may_make_shows() -> None:
    a_show("Tonight")
    template = a_show("Evening news")
    Show.objects.filter(pk=template.pk).update(template=True)
    page = signed_in(a_user("ada", is_staff=True)).get("/").content.decode()
    assert page.index("Tonight") < page.index("Templates") < page.index("Evening news")
    assert f'<option value="{template.pk}">Evening news</option>' in page and "Import an archive" in page
    member = signed_in(a_user("bo", "viewer", template)).get("/").content.decode()
    assert "Evening news" in member and '<option value="shw' not in member and "Import an archive" not in member
