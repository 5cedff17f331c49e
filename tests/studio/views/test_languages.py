"""Views speak the reader's language, whole."""

from __future__ import annotations

import gettext

import pytest
from django.test import Client

from studio.views import links
from tests.studio.console.test_rundowns import GERMAN, ROOT, SAID
from tests.studio.views.makers import a_link, a_show

SAME = ["Countdown", "Multiview", "Program", "Tally"]
"""What German says as English does."""


def test_no_text_of_a_view_is_missing_in_german() -> None:
    with (GERMAN / "djangojs.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    scripts = [path for folder in ("views", "console/views") for path in (ROOT / "static" / folder).rglob("*.js")]
    said = {text for path in scripts for text in SAID.findall(path.read_text())}
    assert len(said) > 40
    assert {one for one in said if known.gettext(one) == one == known.ngettext(one, "", 1)} <= set(SAME)


@pytest.mark.django_db(transaction=True)
def test_a_link_opens_its_page_in_the_readers_language() -> None:
    path = links.LINKS.path_of(a_link(a_show()[0]))
    assert "Verbinde" in Client().get(path, HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert "Connecting" in Client().get(path, HTTP_ACCEPT_LANGUAGE="fr").content.decode()
