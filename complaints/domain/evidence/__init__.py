"""What can be read off an original and our own records: a file per kind of proof, gathered by `collect`.

A complaint is testimony. Only our own DKIM key, our own signed identifier and our own send log are proof.
"""

from __future__ import annotations

from complaints.domain.evidence.gathering import collect

__all__ = ["collect"]
