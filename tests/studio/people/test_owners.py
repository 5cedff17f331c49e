"""Who asked for what is done later, judged again when it is."""

from __future__ import annotations

import pytest

from studio.models import Membership, Token
from studio.people.models import Role
from studio.people.owners import owner_of, rights_still
from studio.people.roles import NONE, RIGHTS, Action
from studio.people.secrets import make_token
from tests.studio.makers import a_show, a_user

pytestmark = pytest.mark.django_db
DIRECTS = RIGHTS[Role.DIRECTOR]


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own; it is in a transaction."""
    monkeypatch.setattr("studio.people.owners.close_old_connections", lambda: None)


def test_a_user_may_as_long_as_their_role_says_so() -> None:
    show = a_show()
    ada = a_user("ada", "director", show)
    owner = owner_of(ada)
    assert rights_still(owner, show.pk) == DIRECTS
    Membership.objects.filter(user=ada).update(role=Role.PRODUCER)
    assert rights_still(owner, show.pk) == {Action.VIEW, Action.EDIT}
    Membership.objects.filter(user=ada).update(role=Role.DIRECTOR)
    ada.is_active = False
    ada.save()
    assert rights_still(owner, show.pk) == NONE


def test_a_token_may_until_it_is_revoked() -> None:
    show = a_show()
    token, _ = make_token("script", "director", show)
    owner = owner_of(token)
    assert rights_still(owner, show.pk) == DIRECTS and rights_still(owner, a_show("Other").pk) == NONE
    Token.objects.filter(pk=token.pk).delete()
    assert rights_still(owner, show.pk) == NONE


@pytest.mark.parametrize("owner", ["", "user-", "user-x", "token-9999", "user-9999", "user-\u0663\u00b2"])
def test_who_is_nobody_may_nothing(owner: str) -> None:
    assert rights_still(owner, a_show().pk) == NONE
