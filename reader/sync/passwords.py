"""The password of an account: a command of the user prints it, or the system's keyring has it."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec

from reader.accounts import Account
from reader.errors import SyncError

SERVICE = "reader"
"""The name of this program in keyrings."""

_SECONDS = 60
"""How long a command may take: a password store may ask for its own password."""


def password_of(account: Account) -> str:
    """The password. Raises SyncError where there is none."""
    if account.password_command:
        return _printed(account)
    if not has_keyring():
        raise SyncError(
            f"The account {account.name} has no password: name a `password_command` in the "
            "settings, or install a keyring: `pipx inject broadsheet keyring`."
        )
    found = _keyring("get_password", SERVICE, _entry(account))
    if not found:
        raise SyncError(
            f"The keyring has no password for {account.name}: `reader account add` puts it there."
        )
    return str(found)


def has_keyring() -> bool:
    """Whether the extra is installed, and the system has a keyring."""
    if find_spec("keyring") is None:
        return False
    import keyring
    from keyring.backends.fail import Keyring

    return not isinstance(keyring.get_keyring(), Keyring)


def save(account: Account, password: str) -> None:
    """Put a password into the keyring. Raises SyncError."""
    _keyring("set_password", SERVICE, _entry(account), password)


def forget(account: Account) -> None:
    """Take it out of the keyring, if it is there. Raises SyncError."""
    if has_keyring() and _keyring("get_password", SERVICE, _entry(account)):
        _keyring("delete_password", SERVICE, _entry(account))


def _entry(account: Account) -> str:
    return f"{account.user} at {account.url}"


def _keyring(call: str, *values: str) -> object:
    import keyring
    from keyring.errors import KeyringError

    try:
        return getattr(keyring, call)(*values)
    except KeyringError as error:
        reason = str(error).partition(". ")[0].rstrip(".")
        raise SyncError(f"The keyring cannot be used: {reason}.") from None


def _printed(account: Account) -> str:
    command = account.password_command
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=_SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise SyncError(f"{command[0]} prints no password for {account.name} in time.") from None
    except subprocess.CalledProcessError as error:
        code = error.returncode
        raise SyncError(f"{command[0]} ends with {code}: {account.name} has no password.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SyncError(f"{command[0]} cannot be started: {reason}.") from None
    password = done.stdout.decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    if not password:
        raise SyncError(f"{command[0]} prints no password for {account.name}.")
    return password
