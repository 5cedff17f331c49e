"""Every model of the studio, gathered from its folders for Django."""

from studio.api.models import KeptAnswer as KeptAnswer
from studio.captions.models import Cue as Cue
from studio.library.models import Asset as Asset
from studio.library.models import Job as Job
from studio.library.models import Upload as Upload
from studio.media.models import Recording as Recording
from studio.media.models import WatchKey as WatchKey
from studio.people.models import AuditEntry as AuditEntry
from studio.people.models import Invitation as Invitation
from studio.people.models import Membership as Membership
from studio.people.models import SignInLink as SignInLink
from studio.people.models import SignInTry as SignInTry
from studio.people.models import Token as Token
from studio.rundowns.models import AsRun as AsRun
from studio.rundowns.models import Named as Named
from studio.rundowns.models import Rundown as Rundown
from studio.rundowns.models import RundownEdit as RundownEdit
from studio.shows.models import Destination as Destination
from studio.shows.models import Event as Event
from studio.shows.models import Layout as Layout
from studio.shows.models import Lease as Lease
from studio.shows.models import Overlay as Overlay
from studio.shows.models import Scene as Scene
from studio.shows.models import Show as Show
from studio.shows.models import ShowEdit as ShowEdit
from studio.shows.models import Source as Source
