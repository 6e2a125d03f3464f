"""What takes the place of a personal value that a contract wants in another form: a token, or a commune.

Here: the deployment's key, tokens (`handling: token`), communes of addresses (`handling: generalise`). Not here: which
columns (the contract says), the names of communes (places.py).
A token is HMAC-SHA256 of the value's one spelling: the same person gives the same token in every file of a deployment and
another one in every other deployment. The key is made at first use, lies in `state/` (0600) and is never in a backup that
leaves the house: who has it can try numbers out.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from orchestration.durable import sync_folder
from orchestration.intake.identity import canonical
from orchestration.intake.places import Places

KEY_FILE = "token.key"
TOKEN_DIGITS, MARK_DIGITS = 32, 8


class Handling:
    """Tokens and communes of one deployment; the key and the lists are read at first use."""

    def __init__(self, state_dir: Path, places: Places):
        self._key_path, self._places = state_dir / KEY_FILE, places
        self.communes_unknown = 0

    @cached_property
    def _key(self) -> bytes:
        if not self._key_path.exists():
            self._make_key()
        return bytes.fromhex(self._key_path.read_text(encoding="ascii").strip())

    def _make_key(self) -> None:
        """Write the key whole and durable before it is used; another process's key wins."""
        aside = self._key_path.with_name(f".{KEY_FILE}.{os.getpid()}.part")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(aside, self._key_path)
            except FileExistsError:
                return
            sync_folder(self._key_path.parent)
        finally:
            aside.unlink(missing_ok=True)

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def token(self, value: str) -> str:
        """The token of a value."""
        return self._digest(canonical(value))[:TOKEN_DIGITS]

    def mark(self, value: str) -> str:
        """A short keyed hash beside a masked number of a key column, so that two numbers stay two."""
        return self._digest(canonical(value))[:MARK_DIGITS]

    def commune(self, address: str) -> str | None:
        """The commune an address names; None, and counted, where the lists know none."""
        name = self._places.commune_in(address)
        self.communes_unknown += name is None
        return name
