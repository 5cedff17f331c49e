"""Django's settings. Everything is read from the environment; on a laptop nothing needs to be set."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import dj_database_url
import psutil

from mixer.protocol import log_sink
from studio.home import keep_private, keep_private_database, redis_urls, secret_of
from studio.media.origins import origins_of
from studio.statics.digest import digest_of

BASE_DIR = Path(__file__).resolve().parent.parent
TALLY_HOME = Path(os.environ.get("TALLY_HOME") or BASE_DIR / "var").resolve()
keep_private(TALLY_HOME)
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
RTMP_PORT = int(os.environ.get("RTMP_PORT", "1935"))
OBS_PORT = int(os.environ.get("TALLY_OBS_PORT") or "0")  # of the obs-websocket adapter; 0: there is none


def flag(name: str, default: bool = False) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, str(default)).lower() in ("1", "true", "yes", "on")


def names(text: str) -> list[str]:
    """The parts of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def hosts() -> list[str]:
    """The names this server answers to; listening everywhere means every address this machine has."""
    known = ["localhost", "127.0.0.1", "[::1]", socket.gethostname(), *names(os.environ.get("TALLY_HOSTS", ""))]
    if HOST not in ("0.0.0.0", "::", ""):
        return [*known, HOST]
    cards = [card for cards in psutil.net_if_addrs().values() for card in cards]
    known += [card.address for card in cards if card.family == socket.AF_INET]
    return known + [f"[{card.address.split('%')[0]}]" for card in cards if card.family == socket.AF_INET6]


DEBUG = flag("TALLY_DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_of(TALLY_HOME / "secret-key")
ALLOWED_HOSTS = hosts()
HTTPS = flag("TALLY_HTTPS")
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in names(os.environ.get("TALLY_HOSTS", ""))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "studio",
]

MIDDLEWARE = [
    "studio.request_ids.request_ids",
    "studio.watching.requests.measured",
    "corsheaders.middleware.CorsMiddleware",
    "studio.security.headers",
    "studio.refusals.problems_only",
    "studio.refusals.no_nulls",
    "studio.security.busy_database",
    "django.middleware.security.SecurityMiddleware",
    "studio.api.slash.without_trailing_slash",
    "studio.console.languages.readers_language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"
APPEND_SLASH = False
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("de", "Deutsch")]  # those that have a catalogue in locale/
LOCALE_PATHS = [BASE_DIR / "locale"]
TEXTS_DIGEST = digest_of(LOCALE_PATHS)
LANGUAGE_COOKIE_NAME = "tally_language"
LANGUAGE_COOKIE_AGE = 2 * 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# -- data ------------------------------------------------------------------------------------------

SQLITE = {
    "ENGINE": "studio.sqlite",  # whose writers take turns
    "NAME": TALLY_HOME / "tally.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        # A deferred transaction that turns into a writer fails at once, whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(conn_max_age=60) if os.environ.get("DATABASE_URL") else SQLITE
}
if DATABASES["default"] is SQLITE:
    keep_private_database(SQLITE["NAME"])

REDIS = redis_urls(TALLY_HOME)
CELERY = {
    "broker_url": REDIS["celery"],
    "result_backend": REDIS["celery"],
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "result_expires": 3600,
    "task_default_queue": "jobs",
    # What puts shows on air never waits behind a long file that is measured, or a model that is fetched.
    "task_routes": {name: {"queue": "mixers"} for name in ("studio.air.*", "studio.scheduling.put_on_air")},
    "task_acks_late": True,
    "worker_prefetch_multiplier": 1,
    "broker_connection_retry_on_startup": True,
    "worker_hijack_root_logger": False,
}

# -- what is kept, and for how long ------------------------------------------------------------------

KEEP_DAYS = {
    "events": int(os.environ.get("TALLY_KEEP_EVENTS_DAYS", "30")),
    "cues": int(os.environ.get("TALLY_KEEP_CUES_DAYS", "90")),
    "jobs": int(os.environ.get("TALLY_KEEP_JOBS_DAYS", "7")),
    "audit": int(os.environ.get("TALLY_KEEP_AUDIT_DAYS", "90")),
    "deliveries": int(os.environ.get("TALLY_KEEP_DELIVERIES_DAYS", "14")),
}
KEEP_EVENTS_MOST = int(os.environ.get("TALLY_KEEP_EVENTS_MOST", "20000"))  # of each show
KEEP_AUDIT_MOST = int(os.environ.get("TALLY_KEEP_AUDIT_MOST", "20000"))  # of each show

# -- people ----------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# -- security --------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Cookies of one host are shared by all its ports: two studios on one laptop must not sign each other out.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"tally_{PORT}", f"tally_csrf_{PORT}"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Pages of these origins may read the API by token, and private programmes by key. No cookie counts for them.
CORS_ALLOWED_ORIGINS = origins_of(names(os.environ.get("TALLY_CORS_ORIGINS", "")))
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CORS_ALLOW_HEADERS = [
    "accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-request-id",
    "tus-resumable", "upload-length", "upload-metadata", "upload-offset",
]  # fmt: skip
CORS_EXPOSE_HEADERS = [
    "ETag", "Idempotent-Replayed", "Location", "Retry-After", "Tally-On-Air", "Tus-Resumable", "Upload-Expires",
    "Upload-Length", "Upload-Offset", "X-Request-Id",
]  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 3600

# -- static files ----------------------------------------------------------------------------------

STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
NPM = BASE_DIR / "node_modules"
NPM_STATIC = {"npm/hls.js": NPM / "hls.js" / "dist", "npm/lit-html": NPM / "lit-html"}
STATICFILES_DIRS += [(name, place) for name, place in NPM_STATIC.items() if place.is_dir()]
STATIC_DIGEST = digest_of([BASE_DIR / "static", *(NPM / name / "package.json" for name in ("hls.js", "lit-html"))])
STATIC_URL = f"/static/{STATIC_DIGEST}/"
STATIC_ROOT = TALLY_HOME / "static"

# -- the API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["studio.api.auth.BearerToken", "studio.api.auth.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["studio.api.permissions.ByRole"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["studio.api.parsers.Json", "studio.api.parsers.MergePatch"],
    "DEFAULT_PAGINATION_CLASS": "studio.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["studio.api.listing.Narrowed"],
    "DEFAULT_SCHEMA_CLASS": "studio.api.documenting.Documented",
    "DEFAULT_THROTTLE_CLASSES": ["studio.api.throttle.ByWho"],
    "DEFAULT_THROTTLE_RATES": {"who": os.environ.get("TALLY_API_RATE", "1200/min"), "sign_in": "20/min"},
    # How many proxies of ours add to X-Forwarded-For; what strangers write there counts for nothing.
    "NUM_PROXIES": int(os.environ.get("TALLY_PROXIES", "0")),
    "EXCEPTION_HANDLER": "studio.api.problems.as_problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tally",
    "DESCRIPTION": "Everything the console does, for programs. Errors are `application/problem+json`.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SERVERS": [{"url": "/", "description": "the studio that this document comes from"}],
    "OAS_VERSION": "3.1.1",  # JSON Schema as the mixer's own types write it
    "COMPONENT_SPLIT_REQUEST": True,
    # Names of types in generated clients: they stay, whatever else comes to have a field of the same name.
    "ENUM_NAME_OVERRIDES": {
        "Role": "studio.api.people_rows.ROLES",
        "Right": "studio.api.people_rows.RIGHTS",
        "DeliveryState": ["waiting", "delivered", "failed"],
        "EditOp": ["add", "change", "remove"],
        "EditKind": "studio.shows.bulk.KINDS",
        "AssetKind": "studio.library.models.Asset.Kind",
        "AssetState": "studio.library.models.Asset.State",
        "JobState": "studio.library.models.Job.State",
        "RecordingState": "studio.media.models.Recording.State",
        "RundownEnd": ["standby", "stop", "next"],
        "PlanProblem": ["missing", "too_often", "overrun", "gap", "conflict"],
        "AiredStatus": "studio.rundowns.models.AsRun.Status",
        "ScheduledDeed": ["start", "stop", "standby"],
        "EditBecame": ["made", "changed", "removed"],
        "ViewKind": "studio.views.links.KINDS",
        "AssetPlace": "studio.library.rows.PLACE_NAMES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "studio.api.documenting.with_components",
        "studio.api.sharing.written_once",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# -- logs ------------------------------------------------------------------------------------------

# Where lines go as JSON, besides (docs/watching.md). What nobody understands is refused at the start.
log_sink.target_of(os.environ.get(log_sink.SETTING, ""))
LINES = ["secrets", "request"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "studio.redact.Redaction"}, "request": {"()": "studio.request_ids.WithRequestId"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s:%(request_note)s %(message)s"},
        "json": {"()": "mixer.protocol.logs.AsJson"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": LINES,
            "formatter": "json" if log_sink.in_place() else "line",
        },
        "sink": {"class": "mixer.protocol.logs.ToSink", "filters": LINES},
    },
    "root": {"handlers": ["stderr", "sink"], "level": os.environ.get("TALLY_LOG", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        **{name: {"level": "WARNING"} for name in ("daphne", "httpx")},
    },
}
