"""The password of an account comes from a command or the keyring, and is in no file of ours."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from reader.accounts import Account
from reader.errors import SyncError
from reader.sync import passwords

ACCOUNT = Account("home", "greader", "https://rss.example.com", "mei")


def printing(code: str) -> Account:
    """An account whose password a program of ours prints."""
    command = (sys.executable, "-c", code)
    return Account("home", "greader", "https://rss.example.com", "mei", command)


def test_a_command_prints_it_on_its_first_line() -> None:
    assert passwords.password_of(printing("print(' pass word \\nuser: mei')")) == " pass word "


@pytest.mark.parametrize(
    ("code", "said"), [("raise SystemExit(3)", "ends with 3"), ("", "prints no password for home")]
)
def test_a_command_that_prints_none_is_named(code: str, said: str) -> None:
    with pytest.raises(SyncError, match=said):
        passwords.password_of(printing(code))


def test_without_a_keyring_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "find_spec", lambda _name: None)
    with pytest.raises(SyncError, match="name a `password_command`"):
        passwords.password_of(ACCOUNT)


@pytest.fixture
def ring() -> Iterator[dict[tuple[str, str], str]]:
    """A keyring in memory."""
    keyring = pytest.importorskip("keyring", reason="the extra `keyring` is not installed")
    backend = pytest.importorskip("keyring.backend")
    held: dict[tuple[str, str], str] = {}

    class InMemory(backend.KeyringBackend):
        priority = 1

        def get_password(self, service: str, user: str) -> str | None:
            return held.get((service, user))

        def set_password(self, service: str, user: str, password: str) -> None:
            held[service, user] = password

        def delete_password(self, service: str, user: str) -> None:
            del held[service, user]

    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    yield held
    keyring.set_keyring(before)


def test_the_keyring_keeps_it(ring: dict[tuple[str, str], str]) -> None:
    with pytest.raises(SyncError, match="The keyring has no password of home"):
        passwords.password_of(ACCOUNT)
    passwords.save(ACCOUNT, "secret")
    assert passwords.password_of(ACCOUNT) == "secret"
    passwords.forget(ACCOUNT)
    assert not ring
