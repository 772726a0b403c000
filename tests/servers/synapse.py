"""A Matrix homeserver: Synapse from `.venv-synapse`, in one folder, on one loopback port."""

import hashlib
import hmac
import json
import secrets
import signal
import socket
import subprocess
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SERVER_NAME = "hs.test"
ENVIRONMENT = Path(__file__).parents[2] / ".venv-synapse"
PYTHON = ENVIRONMENT / "bin" / "python"
# Generous: a loaded machine is slow, and a Synapse that cannot start ends at once anyway.
STARTS_WITHIN = 90.0
# Each scene of an account leaves it in some more rooms, which its first sync has to look at.
SCENES_OF_ONE = 20


def is_installed() -> bool:
    # Noted at the end of an installation that went well.
    return (ENVIRONMENT / "installed" / "synapse.txt").exists()


@dataclass(frozen=True, slots=True)
class User:
    user_id: str
    access_token: str
    device_id: str


class NotStarted(Exception):
    """Synapse ended or stayed silent; says what it wrote last."""


class Synapse:
    """One homeserver. Starting and stopping blocks for seconds: in a coroutine, use
    `await asyncio.to_thread(homeserver.stop)`, so that others run on meanwhile."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._passwords: dict[str, str] = {}
        self._numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._shared: defaultdict[str, list[User]] = defaultdict(list)
        self._config_file = folder / "homeserver.yaml"
        if not self._config_file.exists():
            _write_config(folder, port or free_port())
        # JSON is YAML, so the file can be read back without a YAML library.
        config = json.loads(self._config_file.read_text())
        self._secret: str = config["registration_shared_secret"]
        self.port: int = config["listeners"][0]["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it answers. After a stop: the same data, the same port."""
        if not is_free(self.port):
            # Else somebody else's answer would be taken for its own.
            raise NotStarted(f"Port {self.port} is taken: does another Synapse run there?")
        with (self.folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "synapse.app.homeserver", "-c", self._config_file],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            self._wait_for_answer(self._process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        self.resume()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def wait(self) -> None:
        """Until it ends."""
        if self._process is not None:
            self._process.wait()

    def suspend(self) -> None:
        """From now on it takes connections and answers none."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def register(self, name: str, admin: bool = False) -> User:
        """A new account, signed in. Use the `user_id` of the answer: where another test has
        taken the name already, it is `@name-2:hs.test`, shown as `name`."""
        for number in self._numbers[name]:
            localpart = name if number == 1 else f"{name}-{number}"
            try:
                answer = self._register(localpart, name, admin)
            except HTTPError as refusal:
                with refusal:
                    reason = json.load(refusal)
                if reason["errcode"] != "M_USER_IN_USE":
                    raise RuntimeError(f"{name} cannot register: {reason}") from None
            else:
                return User(answer["user_id"], answer["access_token"], answer["device_id"])
        raise AssertionError("count() does not end")

    def neighbour(self, name: str) -> User:
        """An account that some scenes share, of which none changes anything about it."""
        if not self._shared[name]:
            self._shared[name] = [self.register(name)] * SCENES_OF_ONE
        return self._shared[name].pop()

    def sign_in_again(self, user: User) -> User:
        """The same account at one more device."""
        words = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user.user_id},
            "password": self._passwords[user.user_id],
        }
        url = f"{self.url}/_matrix/client/v3/login"
        answer = _ask(Request(url, data=json.dumps(words).encode(), method="POST"))
        return User(answer["user_id"], answer["access_token"], answer["device_id"])

    def whoami(self, access_token: str) -> User:
        headers = {"Authorization": f"Bearer {access_token}"}
        who = _ask(Request(f"{self.url}/_matrix/client/v3/account/whoami", headers=headers))
        return User(who["user_id"], access_token, who["device_id"])

    def _register(self, localpart: str, shown: str, admin: bool) -> dict[str, Any]:
        url = f"{self.url}/_synapse/admin/v1/register"
        nonce: str = _ask(Request(url))["nonce"]
        password = secrets.token_hex()
        signed = "\0".join([nonce, localpart, password, "admin" if admin else "notadmin"])
        words = {
            "nonce": nonce,
            "username": localpart,
            "displayname": shown,
            "password": password,
            "admin": admin,
            "mac": hmac.new(self._secret.encode(), signed.encode(), hashlib.sha1).hexdigest(),
        }
        answer = _ask(Request(url, data=json.dumps(words).encode(), method="POST"))
        self._passwords[answer["user_id"]] = password
        return answer

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _wait_for_answer(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and process.poll() is None:
            try:
                _ask(Request(f"{self.url}/_matrix/client/versions"))
            except OSError:
                time.sleep(0.05)
            else:
                return
        last_words = (self.folder / "output.txt").read_text(errors="replace")[-2000:]
        raise NotStarted(f"Synapse did not start on port {self.port}:\n{last_words}")


def is_free(port: int) -> bool:
    with closing(socket.socket()) as tried:
        # As Synapse does it: connections closed a moment ago do not keep a port.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _ask(request: Request) -> dict[str, Any]:
    with urlopen(request, timeout=20) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def _write_config(folder: Path, port: int) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written here, because `--generate-keys` costs another start of Synapse (3 s).
    key = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {key}\n")
    (folder / "log.yaml").write_text(json.dumps(_LOGGING))
    (folder / "homeserver.yaml").write_text(json.dumps(_config(port), indent=2))


_LOGGING = {
    "version": 1,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "disable_existing_loggers": False,
}


def _config(port: int) -> dict[str, Any]:
    """All paths are relative to the folder, so that it can be moved."""
    # A test may speak as fast as it likes; each limit would otherwise be a wait.
    fast = {"per_second": 100_000, "burst_count": 100_000}
    return {
        "server_name": SERVER_NAME,
        "pid_file": "homeserver.pid",
        "report_stats": False,
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {
            "name": "sqlite3",
            "args": {"database": "homeserver.db"},
        },
        "log_config": "log.yaml",
        "media_store_path": "media",
        "signing_key_path": "signing.key",
        "macaroon_secret_key": secrets.token_hex(),
        "form_secret": secrets.token_hex(),
        "registration_shared_secret": secrets.token_hex(),
        "enable_registration": False,
        "bcrypt_rounds": 4,
        # Nobody asks for any, and they are counted anew at every event.
        "stats": {"enabled": False},
        # Nor is anybody alerted, or looked up by name.
        "push": {"enabled": False},
        "update_user_directory_from_worker": "nobody",
        # Nothing leaves this machine.
        "send_federation": False,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "rc_message": fast,
        "rc_registration": fast,
        "rc_login": {"address": fast, "account": fast, "failed_attempts": fast},
        "rc_admin_redaction": fast,
        "rc_joins": {"local": fast, "remote": fast},
        "rc_joins_per_room": fast,
        "rc_invites": {"per_room": fast, "per_user": fast, "per_issuer": fast},
        "rc_room_creation": fast,
        "rc_media_create": fast,
    }
