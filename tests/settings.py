"""The studio's settings for tests: a home of their own, and no Redis."""

import atexit
import os
import shutil
import tempfile

os.environ["TALLY_HOME"] = tempfile.mkdtemp(prefix="tally-tests-")
os.environ.pop("REDIS_URL", None)
os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("TALLY_LOG", "WARNING")
os.environ.setdefault("TALLY_API_RATE", "1000000/min")  # tests ask faster than any program
atexit.register(shutil.rmtree, os.environ["TALLY_HOME"], ignore_errors=True)

from studio.settings import *  # noqa: E402, F403
from studio.settings import ALLOWED_HOSTS, DATABASES, TALLY_HOME  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": TALLY_HOME / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS += ["testserver"]
# Tables straight from the models; tests/studio/test_migrations.py compares the migrations with them.
MIGRATION_MODULES = {"studio": None}
