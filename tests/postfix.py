"""A real Postfix for tests: an instance in a folder of its own, set up with the very lines of docs/running.md."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
PROGRAM = shutil.which("postfix", path=PATH)
BLOCK = re.compile(r"```\n# /etc/postfix/main\.cf\n(.*?)\n\n# /etc/postfix/transport[^\n]*\n(.*?)\n```", re.DOTALL)
# What any Postfix is set up with, and pauses that a test can wait for.
MAIN = """
compatibility_level = 3.6
myhostname = mx.example.com
mydestination =
relay_domains = example.com
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
smtpd_relay_restrictions = permit_mynetworks, reject
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
transport_retry_time = 1s
local_recipient_maps =
alias_maps =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


class Postfix:
    """A server that hands mail for the desk on to a port. Made by `postfix`."""

    def __init__(self, folder: Path, desk_port: int) -> None:
        """Write its configuration; it does not run yet."""
        self.port = free_port()
        self._folder = folder
        for name in ("queue", "data", "etc"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        main, transport = _documented()
        main = main.replace("/etc/postfix/", f"{folder}/etc/")
        (folder / "etc/main.cf").write_text(MAIN.format(folder=folder) + main + "\n", encoding="utf-8")
        (folder / "etc/master.cf").write_text(MASTER.format(port=self.port), encoding="utf-8")
        (folder / "etc/transport").write_text(transport.replace(":8025", f":{desk_port}") + "\n", encoding="utf-8")
        self._run("postmap", f"{folder}/etc/transport")

    def start(self) -> None:
        """Run it until it answers."""
        self._run("postfix", "-c", f"{self._folder}/etc", "start")
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it."""
        self._run("postfix", "-c", f"{self._folder}/etc", "abort")

    def flush(self) -> None:
        """Try at once to deliver all that waits."""
        self._run("postqueue", "-c", f"{self._folder}/etc", "-f")

    def waiting(self) -> int:
        """Count the messages in its queue."""
        queue = self._folder / "queue"
        return sum(
            1 for name in ("incoming", "active", "deferred") for one in (queue / name).rglob("*") if one.is_file()
        )

    def log(self) -> str:
        """Give what it logged."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def _run(self, program: str, *words: str) -> None:
        found = shutil.which(program, path=PATH) or program
        done = subprocess.run([found, *words], capture_output=True, text=True, check=False, timeout=60)
        if done.returncode:
            log = self.log() if (self._folder / "log").exists() else ""
            message = f"{program} {' '.join(words)} failed: {done.stdout}{done.stderr}{log}"
            raise RuntimeError(message)


def _documented() -> tuple[str, str]:
    """Give the lines for main.cf and for the transport map that operators are told to write."""
    found = BLOCK.search((ROOT / "docs" / "running.md").read_text(encoding="utf-8"))
    assert found, "docs/running.md no longer says how to set Postfix up"
    return found[1], found[2]


@contextlib.contextmanager
def postfix(desk_port: int) -> Iterator[Postfix]:
    """Run a Postfix until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="desk-postfix-"))
    folder.chmod(0o755)
    try:
        server = Postfix(folder, desk_port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
