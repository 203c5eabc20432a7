"""Run a whole desk in the foreground: what `make run` does once everything is installed."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account, Staff
from accounts.services.make_demo_logins import make_demo_logins, read_demo_logins
from complaints.management import doors
from complaints.management.supervision import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

START_SECONDS = 60.0
POLL_SECONDS = 0.2
HOPELESS_FALLS = 3
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Prepares the data, then runs web server, mail listener, mailbox poller and worker until interrupted."""

    help = "Run the desk: web server, mail listener and worker, until Ctrl-C."

    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; whatever was started ends with it."""
        supervisor = Supervisor(self._say)
        _on_endings(_interrupt)
        try:
            with _alone_on_the_data():
                self._run(supervisor)
        except KeyboardInterrupt:
            self._say("\nEnding the desk ...")
        finally:
            _on_endings(signal.SIG_IGN)
            supervisor.stop()

    def _run(self, supervisor: Supervisor) -> NoReturn:
        doors.check_free(settings.HOST, {"PORT": settings.PORT, "MAIL_PORT": settings.MAIL_PORT})
        self._say(f"Preparing the desk in {settings.DATA_DIR} ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        supervisor.start("worker", [*_manage(), "work"])
        if settings.DESK_DEMO:
            make_demo_logins(settings.DATA_DIR / "demo_logins.txt")
            self._load_demo()
        supervisor.start("web server", _web_server())
        supervisor.start("mail listener", [*_manage(), "receive_mail"])
        if settings.IMAP_URL or settings.IMAP_URL_BLOCKLISTS:
            supervisor.start("mailbox poller", [*_manage(), "poll_mailbox"])
        _wait_for_the_doors(supervisor)
        self._greet()
        while True:
            supervisor.check()
            time.sleep(POLL_SECONDS)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _load_demo(self) -> None:
        """Load the demo where nothing was imported yet, or where an earlier start was interrupted while loading."""
        unfinished = settings.DATA_DIR / "demo_unfinished"
        if Account.objects.exists() and not unfinished.exists():
            return
        self._say("Loading the demo platform and the complaints about it; this happens only once ...")
        unfinished.touch()
        call_command("demo")
        unfinished.unlink()

    def _greet(self) -> None:
        """Print where the desk is, who can log in and how to send a complaint."""
        near = doors.near(settings.HOST)
        mail = doors.at(near, settings.MAIL_PORT)
        self._say(f"\nDesk: http://{doors.at(near, settings.PORT)}/\nMail: {mail}\n")
        self._say(_logins())
        self._say(
            "Send a complaint, for example this one:\n"
            f"  curl smtp://{mail} --mail-from ann@isp.example --mail-rcpt badactor@example.com "
            "--upload-file docs/complaint.eml\n"
            f"  swaks --server {mail} --from ann@isp.example --to badactor@example.com --data @docs/complaint.eml\n\n"
            "Ctrl-C ends the desk."
        )


def _on_endings(handler: signal.Handlers | Callable[[int, FrameType | None], object]) -> None:
    for number in ENDINGS:
        signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _alone_on_the_data() -> Iterator[None]:
    """Hold the data folder, so that no two desks share one by accident.

    Raises:
        CommandError: when another desk runs on it.
    """
    with (settings.DATA_DIR / "run_desk.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"A desk already runs on {settings.DATA_DIR}; name another folder in DESK_DATA_DIR."
            raise CommandError(message) from None
        yield


def _manage() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py")]


def _web_server() -> list[str]:
    """Give the words that start gunicorn: threads of one process, for SQLite has one writer anyway."""
    listen = ["--bind", doors.at(settings.HOST, settings.PORT), "--no-control-socket"]
    shape = ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--graceful-timeout", "10"]
    place = ["--chdir", str(settings.BASE_DIR), "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", *listen, *shape, *place, "abusedesk.wsgi:application"]


def _wait_for_the_doors(supervisor: Supervisor) -> None:
    """Wait until web and mail answer.

    Raises:
        CommandError: when they do not within a minute, or a child keeps falling.
    """
    until = time.monotonic() + START_SECONDS
    while not (
        doors.web_answers(settings.HOST, settings.PORT) and doors.mail_answers(settings.HOST, settings.MAIL_PORT)
    ):
        supervisor.check()
        if supervisor.falls() >= HOPELESS_FALLS or time.monotonic() > until:
            message = "The desk does not start; the reason stands above."
            raise CommandError(message)
        time.sleep(POLL_SECONDS)


def _logins() -> str:
    """Say who can log in."""
    file = settings.DATA_DIR / "demo_logins.txt"
    logins = read_demo_logins(file)
    if logins:
        lines = "".join(f"  {login.username:10}{login.password:18}{login.does}\n" for login in logins)
        return f"Log in as one of these (made at first start, kept in {file}):\n{lines}"
    if Staff.objects.exists():
        return "Log in as your staff do; `manage.py changepassword NAME` sets a new password.\n"
    return "Nobody can log in yet; make the first one with `manage.py createsuperuser`.\n"
