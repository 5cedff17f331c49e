"""Every model of the studio, gathered from its folders for Django."""

from importlib.util import find_spec

from studio.api.models import KeptAnswer as KeptAnswer
from studio.people.models import Membership as Membership
from studio.people.models import SignInLink as SignInLink
from studio.people.models import Token as Token
from studio.shows.models import Event as Event
from studio.shows.models import Layout as Layout
from studio.shows.models import Lease as Lease
from studio.shows.models import Overlay as Overlay
from studio.shows.models import Scene as Scene
from studio.shows.models import Show as Show
from studio.shows.models import Source as Source

if find_spec("studio.library") and find_spec("studio.library.models"):
    from studio.library.models import *  # noqa: F403
if find_spec("studio.media") and find_spec("studio.media.models"):
    from studio.media.models import *  # noqa: F403
