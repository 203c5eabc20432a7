"""Settings of the tests: the desk's own, on a data folder that is thrown away.

`DATABASE_URL` and `REDIS_URL` are honoured, so that the same tests run on both set-ups; all else that an operator may
have set is forgotten, and `var/` is never touched.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

OPERATORS = (
    *("ALLOWED_HOSTS", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SECRET_ACCESS_KEY"),
    *("AWS_SESSION_TOKEN", "CANARY_ADDRESSES", "COMPLAINT_SECONDS", "DEBUG", "DESK_DEMO", "DESK_URL"),
    *("DISK_SPARE_BYTES", "DISPOSABLE_DOMAINS", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_HOST_USER", "EMAIL_PORT"),
    *("EMAIL_USE_TLS", "FINE_CENTS", "FOREIGN_DKIM_LOOKUPS", "HOST", "IMAP_DONE_FOLDER", "IMAP_PASSWORD"),
    *("IMAP_PASSWORD_BLOCKLISTS", "IMAP_POLL_SECONDS", "IMAP_TOO_BIG_FOLDER", "IMAP_URL", "IMAP_URL_BLOCKLISTS"),
    *("IP_ASN_FILE", "IP_COUNTRY_FILE", "LEASE_SECONDS", "LIST_ENGINE", "LOG_FORMAT", "MAIL_CONNECTIONS"),
    *("MAIL_CONNECTIONS_PER_PEER", "MAIL_MEMORY_BYTES", "MAIL_PORT", "MAIL_PROCESSES", "MAIL_TLS_CERT"),
    *("MAIL_TLS_KEY", "MESSAGE_LIMIT_BYTES", "METRICS_TOKEN", "NOTICE_DELAY_SECONDS", "PORT", "RAW_STORE_URL"),
    *("S3_ENDPOINT_URL", "SECRET_KEY", "SEND_LOG_DSN", "SEND_LOG_QUERY_FILE", "SEND_LOG_REQUIRED", "SEND_LOG_TOKEN"),
    *("SEND_LOG_URL", "STATIC_DIR", "TRUSTED_ARC_SEALERS", "VOLUME_HOLD", "WORKER_MEMORY_BYTES"),
    *("RETENTION_CLOSED_DAYS", "RETENTION_SANCTION_DAYS", "RETENTION_UNATTRIBUTED_DAYS"),
)

for name in (*OPERATORS, *(name for name in os.environ if name.startswith("ANYMAIL_"))):
    os.environ.pop(name, None)
_scratch = Path(tempfile.mkdtemp(prefix="desk-tests-"))
_owner = os.getpid()
os.environ["DESK_DATA_DIR"] = str(_scratch)
# Commands that a test starts in processes of their own run with the desk's settings, not with these.
os.environ["DJANGO_SETTINGS_MODULE"] = "abusedesk.settings"


@atexit.register
def _sweep() -> None:
    """Remove the data folder; a forked child leaves it to its parent."""
    if os.getpid() == _owner:
        shutil.rmtree(_scratch, ignore_errors=True)


from abusedesk.settings import *  # noqa: E402 - the data folder has to be named first

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in real life: SQLite's shared memory knows no waiting and fails at once when two threads write.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "tests.sqlite3")}
