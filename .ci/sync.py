"""Install exactly what a lock file pins, with uv, from the registries that pip is set up to use.

uv does not read pip's configuration. Where a machine names its registries to pip alone, the same are handed to uv;
what uv itself is told by `UV_…` goes first. No registry is named here.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

UV = "uv==0.13.9"
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def pip_settings() -> dict[str, str]:
    """Read pip's settings in force: the environment over files, a command's own over those for all."""
    words = [sys.executable, "-m", "pip", "config", "list"]
    lines = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
    settings: dict[str, str] = {}
    for scope in ("global.", "install.", ":env:."):
        for line in lines:
            name, _, value = line.partition("=")
            if name.startswith(scope):
                settings[name.removeprefix(scope)] = str(ast.literal_eval(value))
    return settings


def uv_environment() -> dict[str, str]:
    """Give the environment for uv."""
    environment = dict(os.environ)
    for name, value in pip_settings().items():
        if name in UV_NAMES:
            environment.setdefault(UV_NAMES[name], " ".join(value.split()))
    # pip takes a package from whichever registry has it; with hashes pinned that is safe here too.
    environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    environment.setdefault("UV_LINK_MODE", "copy")
    return environment


def main(lock: str) -> int:
    """Bring the running interpreter's environment in line with a lock file; give uv's status."""
    return uv("sync", "--require-hashes", lock)


def add(extra: str) -> int:
    """Install one extra of the project beside what is there already; give uv's status."""
    return uv("install", "--requirements", "pyproject.toml", "--extra", extra)


def uv(command: str, *words: str) -> int:
    """Run a command of `uv pip` for the running interpreter."""
    path = Path(sys.executable).with_name("uv")
    if not path.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    line = [str(path), "pip", command, "--quiet", "--python", sys.executable, *words]
    return subprocess.run(line, env=uv_environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(add(sys.argv[2]) if sys.argv[1] == "--extra" else main(sys.argv[1]))
