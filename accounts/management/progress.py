"""Progress of long work on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tqdm import tqdm

if TYPE_CHECKING:
    from types import TracebackType


class Bar:
    """A progress bar on a terminal's standard error, for what takes longer than a second; elsewhere nothing."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._name = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show(self, name: str, done: int, total: int) -> None:
        """Say how far a piece of work is; another name begins another bar."""
        if self._bar is None or self._name != name:
            self.close()
            self._name = name
            # disable=None: silent unless standard error is a terminal.
            self._bar = tqdm(total=total, desc=name, unit_scale=True, delay=1, disable=None, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
