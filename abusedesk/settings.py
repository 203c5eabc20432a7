"""All settings, in headed groups. What an operator may change comes from the environment; the rest is decided here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from abusedesk import __version__, environment, raw_store

# --- where things lie ------------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DESK_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- doors -----------------------------------------------------------------------------------------------------------

HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000, at_least=1)
MAIL_PORT = environment.number("MAIL_PORT", 8025, at_least=1)
DESK_URL = environment.text("DESK_URL", f"http://{environment.in_address(HOST)}:{PORT}").rstrip("/")
MESSAGE_LIMIT_BYTES = environment.number("MESSAGE_LIMIT_BYTES", 25 * 1024 * 1024, at_least=1024)
MAIL_PROCESSES = environment.number("MAIL_PROCESSES", 1, at_least=1)
MAIL_CONNECTIONS = environment.number("MAIL_CONNECTIONS", 200, at_least=1)
MAIL_CONNECTIONS_PER_PEER = environment.number("MAIL_CONNECTIONS_PER_PEER", 100, at_least=1)
MAIL_MEMORY_BYTES = environment.number("MAIL_MEMORY_BYTES", 256 * 1024 * 1024, at_least=1024)
MAIL_TLS_CERT = environment.text("MAIL_TLS_CERT")
MAIL_TLS_KEY = environment.text("MAIL_TLS_KEY")
# Kept free where raw messages lie: a full disk must not keep the database from writing what was accepted.
DISK_SPARE_BYTES = environment.number("DISK_SPARE_BYTES", 64 * 1024 * 1024)
DESK_DEMO = environment.flag("DESK_DEMO", default=False)

# --- mailboxes that complaints are fetched from -----------------------------------------------------------------------

IMAP_URL = environment.imap_url("IMAP_URL")
IMAP_PASSWORD = environment.text("IMAP_PASSWORD")
IMAP_URL_BLOCKLISTS = environment.imap_url("IMAP_URL_BLOCKLISTS")
IMAP_PASSWORD_BLOCKLISTS = environment.text("IMAP_PASSWORD_BLOCKLISTS", IMAP_PASSWORD)
IMAP_DONE_FOLDER = environment.text("IMAP_DONE_FOLDER", "Abusedesk/Done")
IMAP_TOO_BIG_FOLDER = environment.text("IMAP_TOO_BIG_FOLDER", "Abusedesk/Too big")
IMAP_POLL_SECONDS = environment.number("IMAP_POLL_SECONDS", 60, at_least=1)
environment.check_mailboxes(
    {
        "IMAP_PASSWORD": (IMAP_URL, IMAP_PASSWORD),
        "IMAP_PASSWORD_BLOCKLISTS": (IMAP_URL_BLOCKLISTS, IMAP_PASSWORD_BLOCKLISTS),
    },
    (IMAP_DONE_FOLDER, IMAP_TOO_BIG_FOLDER),
)

# --- security --------------------------------------------------------------------------------------------------------

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.secret("SECRET_KEY", DATA_DIR / "secret_key", get_random_secret_key)
# This machine's own names are always answered: health checks come by them.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *environment.words("ALLOWED_HOSTS")]
ALLOWED_HOSTS += [environment.in_address(urlsplit(DESK_URL).hostname or "localhost")]
CSRF_TRUSTED_ORIGINS = [DESK_URL] if DESK_URL.startswith("https://") else []
_HTTPS = DESK_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
# The names below the desk's own, and the browsers' preload list, are for the domain's owner to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# What a scraper of /metrics shows; without one there is no such page.
METRICS_TOKEN = environment.text("METRICS_TOKEN")

# --- applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "complaints",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_rq",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "abusedesk.urls"
WSGI_APPLICATION = "abusedesk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- staff and log-in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "queue"
ACCOUNT_ADAPTER = "accounts.login.StaffLoginAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- database: the queue of record -----------------------------------------------------------------------------------

_SQLITE_URL = f"sqlite:///{DATA_DIR / 'desk.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(environment.text("DATABASE_URL", _SQLITE_URL))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write says so at once, instead of failing half way with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PgBouncer in transaction mode hands every transaction another server: no server-side cursors.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

# --- jobs: only the doorbell -----------------------------------------------------------------------------------------

REDIS_URL = environment.text("REDIS_URL")
# A drain begins nothing after four minutes, but a list of millions is measured in one go: long enough for a hundred of
# them, and an end for a worker that hangs. Rows are leased for minutes, so that nothing waits that long for it.
LONGEST_JOB_SECONDS = 6 * 60 * 60
RQ_QUEUES = {"default": {"URL": REDIS_URL or "redis://127.0.0.1:6379/0", "DEFAULT_TIMEOUT": LONGEST_JOB_SECONDS}}

# After so long the work of a worker that died is taken up by another; one that lives holds on to its work.
LEASE_SECONDS = environment.number("LEASE_SECONDS", 300, at_least=1)
# How long one complaint may take before a new worker takes over.
COMPLAINT_SECONDS = environment.number("COMPLAINT_SECONDS", 120, at_least=1)

# --- lists: where their patterns are computed ------------------------------------------------------------------------

# In PostgreSQL only where the desk has one, in Spark where that extra is installed.
_LIST_ENGINES = (
    "duckdb",
    *(("postgres",) if DATABASES["default"]["ENGINE"].endswith("postgresql") else ()),
    *(("spark",) if find_spec("pyspark") else ()),
)
LIST_ENGINE = environment.one_of("LIST_ENGINE", _LIST_ENGINES)
# What a worker may have of address space; Java, which Spark runs in, sets aside far more of it than it uses.
_WORKER_GIGABYTES = 32 if LIST_ENGINE == "spark" else 4
WORKER_MEMORY_BYTES = environment.number("WORKER_MEMORY_BYTES", _WORKER_GIGABYTES * 1024**3, at_least=1024**3)

# --- a send log that lies elsewhere ----------------------------------------------------------------------------------

SEND_LOG_URL = environment.service_url("SEND_LOG_URL")
SEND_LOG_TOKEN = environment.text("SEND_LOG_TOKEN")
SEND_LOG_DSN = environment.text("SEND_LOG_DSN")
SEND_LOG_QUERY_FILE = environment.text("SEND_LOG_QUERY_FILE")
SEND_LOG_REQUIRED = environment.flag("SEND_LOG_REQUIRED", default=True)
environment.check_send_log(url=SEND_LOG_URL, token=SEND_LOG_TOKEN, dsn=SEND_LOG_DSN, query_file=SEND_LOG_QUERY_FILE)

# --- webhooks of mail providers ---------------------------------------------------------------------------------------

# Anymail's own settings (signing keys and the like) by its own names. Without the secret no webhook is taken.
ANYMAIL = environment.named("ANYMAIL_") | {"WEBHOOK_SECRET": environment.secrets("ANYMAIL_WEBHOOK_SECRET")}

# --- how long what was received is kept; 0 days: for ever ------------------------------------------------------------

RETENTION_CLOSED_DAYS = environment.number("RETENTION_CLOSED_DAYS", 365)
RETENTION_SANCTION_DAYS = environment.number("RETENTION_SANCTION_DAYS", 1095)
RETENTION_UNATTRIBUTED_DAYS = environment.number("RETENTION_UNATTRIBUTED_DAYS", 30)

# --- files about addresses, in MaxMind's format -----------------------------------------------------------------------

IP_COUNTRY_FILE = environment.text("IP_COUNTRY_FILE")
IP_ASN_FILE = environment.text("IP_ASN_FILE")

# --- what lists are compared with ------------------------------------------------------------------------------------

# A file of seeded addresses that nobody ever subscribed, and one of further domains with throw-away mailboxes.
CANARY_ADDRESSES = environment.text("CANARY_ADDRESSES")
DISPOSABLE_DOMAINS = environment.text("DISPOSABLE_DOMAINS")

# --- files -----------------------------------------------------------------------------------------------------------

# Raw messages lie in the data folder, or in a bucket; keys for it are found as AWS's tools find them.
RAW_STORE_URL = environment.text("RAW_STORE_URL")
S3_ENDPOINT_URL = environment.service_url("S3_ENDPOINT_URL", plain=True)
STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "raw": raw_store.storage(RAW_STORE_URL, S3_ENDPOINT_URL, DATA_DIR / "raw"),
}

# --- mail out --------------------------------------------------------------------------------------------------------

EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.number("EMAIL_PORT", 25, at_least=1)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
# Without a mail server nothing leaves the house: notices lie in a folder that the desk can show.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "sent_mail"
NOTICE_DELAY_SECONDS = environment.number("NOTICE_DELAY_SECONDS", 300)
FINE_CENTS = environment.number("FINE_CENTS", 100_00, at_least=1)
FINE_CURRENCY = "USD"
VOLUME_HOLD = environment.flag("VOLUME_HOLD", default=False)
FOREIGN_DKIM_LOOKUPS = environment.flag("FOREIGN_DKIM_LOOKUPS", default=False)
# Forwarders whose word on what they passed on is believed, when they sealed it (RFC 8617).
TRUSTED_ARC_SEALERS = environment.domains("TRUSTED_ARC_SEALERS")

# Named in evidence bundles, so that a result can be told from a later version's.
VERSION = __version__

# --- language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- logs ------------------------------------------------------------------------------------------------------------

# What a line says beside its sentence: when, how grave, where from, and whatever was bound, such as the complaint.
_LOG_PARTS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_LOG_LINES: dict[str, list[structlog.typing.Processor]] = {
    "json": [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
    "text": [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)],
}
_LOG_LINE = _LOG_LINES[environment.one_of("LOG_FORMAT", ("text", "json"))]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_LOG_LINE],
            "foreign_pre_chain": _LOG_PARTS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
    "loggers": {
        "complaints": {"level": environment.text("LOG_LEVEL", "INFO")},
        "accounts": {"level": environment.text("LOG_LEVEL", "INFO")},
    },
}
