"""A real IMAP server for tests: Dovecot in a folder of its own, on free loopback ports."""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.management.supervision import descendants
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
USER, PASSWORD = "ann", "secret"
# Another address of this machine, which the desk takes for that of another one.
ELSEWHERE = "127.0.0.2"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1, {elsewhere}
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
first_valid_uid = 1
{identity}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
{tls}
{more}
"""
# Without root it is one user's, who cannot lock himself up.
NOT_ROOT = """default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """A server with the mailbox of `USER`. Made by `dovecot`."""

    def __init__(self, folder: Path, *, certificate: Path | None = None, more: str = "") -> None:
        """Write its configuration; it does not run yet.

        Args:
            folder: for all that it writes.
            certificate: offers TLS with it; None offers none.
            more: lines of configuration.
        """
        self.port, self.tls_port = free_port(), free_port() if certificate else 0
        self._folder = folder
        root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        mail = folder / "mail"
        mail.mkdir()
        os.chown(mail, owner.pw_uid, owner.pw_gid)
        names = {"user": owner.pw_name, "group": grp.getgrgid(owner.pw_gid).gr_name}
        written = CONFIGURATION.format(
            folder=folder,
            elsewhere=ELSEWHERE,
            password=PASSWORD,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            identity="" if root else NOT_ROOT.format(**names),
            chroot="" if root else "chroot =",
            port=self.port,
            tls_port=self.tls_port,
            tls=f"ssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else "ssl = no",
            more=more,
        )
        self._configuration = folder / "dovecot.conf"
        self._configuration.write_text(written, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it until it answers."""
        with (self._folder / "said").open("ab") as said:
            words = [str(PROGRAM), "-F", "-c", str(self._configuration)]
            self._process = subprocess.Popen(words, stdout=said, stderr=said)
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it and all its processes, as when the machine goes down."""
        if self._process is None:
            return
        children = descendants(self._process.pid)
        self._process.terminate()
        self._process.wait(20)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
        self._process = None

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Log in with another program than the desk's."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.login(USER, PASSWORD)
            client.select(f'"{folder}"')
            yield client

    def put(self, raw: bytes, *, at: datetime | None = None) -> None:
        """Deliver a message into the inbox."""
        with self.client() as client:
            answer, said = client.append("INBOX", "", f'"{at:%d-%b-%Y %H:%M:%S %z}"' if at else "", raw)
            assert answer == "OK", said

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """Give the messages of a folder; of one that is missing none."""
        with self.client(folder) as client:
            if client.state != "SELECTED":
                return []
            _, [numbers] = client.search(None, "ALL")
            found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers.split()]
            return [piece[1] for piece in found if isinstance(piece, tuple)]

    def is_idled(self) -> bool:
        """Tell whether somebody waits for news, by the title that a process of Dovecot gives itself."""
        if self._process is None:
            return False
        titles = [_title(child.pid) for child in descendants(self._process.pid)]
        return any(title.startswith("dovecot/imap") and "IDLE" in title for title in titles)


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


@contextlib.contextmanager
def dovecot(*, certificate: Path | None = None, more: str = "") -> Iterator[Dovecot]:
    """Run a server until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="desk-imap-"))
    folder.chmod(0o755)
    server = Dovecot(folder, certificate=certificate, more=f"verbose_proctitle = yes\n{more}")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder in which ended processes may still write their last words."""
    until = time.monotonic() + 5
    while folder.exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
