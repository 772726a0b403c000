"""A homeserver to try Bude on by hand: a room, three neighbours, kept in var/homeserver."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.servers import synapse
from tests.servers.asking import MatrixError
from tests.servers.neighbour import Neighbour
from tests.servers.synapse import SERVER_NAME, NotStarted, Synapse, User

# Relative, as it goes into config.toml: both are started in the project's folder.
FOLDER = Path("var/homeserver")
PORT = 8008
BUDE = "bude"
ADMIN = "mo"
NEIGHBOURS = ["anna", "mehmet", ADMIN]
ALIAS = f"#hafen:{SERVER_NAME}"

CONFIG = """\
admins = ["matrix:@{admin}:{server_name}"]

[matrix]
homeserver = "{url}"
user = "{bude.user_id}"
access_token_file = "{token_file}"
device = "{bude.device_id}"
accept_invitations_from = ["{server_name}"]

[cities.dortmund]
name = "Dortmund"
language = "de"
timezone = "Europe/Berlin"

[neighbourhoods.hafen]
name = "Hafen"
city = "dortmund"
rooms = ["matrix:{room}"]"""


def token_file(name: str) -> Path:
    return FOLDER / f"{name}.token"


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not synapse.is_installed():
        sys.exit("Synapse is not installed: `make homeserver` brings it.")
    port = PORT if synapse.is_free(PORT) else None
    homeserver = Synapse(FOLDER.absolute(), port)
    if not synapse.is_free(homeserver.port):
        sys.exit(
            f"Port {homeserver.port} is taken, perhaps by a homeserver in another folder. Stop "
            f"that one, or delete {FOLDER} to begin anew on another port."
        )
    try:
        homeserver.start()
        show(homeserver)
        homeserver.wait()
        sys.exit(f"Synapse has ended. {FOLDER}/output.txt may say why.")
    except NotStarted as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        print("Stopped. Everything is kept for the next time.", file=sys.stderr)
    finally:
        homeserver.stop()


def show(homeserver: Synapse) -> None:
    bude = account(homeserver, BUDE)
    for name in NEIGHBOURS:
        account(homeserver, name)
    room = asyncio.run(hafen(homeserver.url, bude.user_id))
    config = CONFIG.format(
        admin=ADMIN,
        server_name=SERVER_NAME,
        url=homeserver.url,
        bude=bude,
        token_file=token_file(BUDE),
        room=room,
    )
    print(f"A homeserver runs at {homeserver.url}. For config.toml:\n", file=sys.stderr)
    print(config, flush=True)
    print(
        "\nThen, each in a terminal of its own: `make run`, `make neighbour NAME=anna`, "
        "`make neighbour NAME=mehmet`.\nCtrl-C ends the homeserver and keeps its data.",
        file=sys.stderr,
    )


def account(homeserver: Synapse, name: str) -> User:
    file = token_file(name)
    if file.exists():
        return homeserver.whoami(file.read_text().strip())
    user = homeserver.register(name, admin=name == ADMIN)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as private:
        private.write(user.access_token)
    return user


async def hafen(url: str, bude: str) -> str:
    """The room's id. At the first time it is created, and Bude invited."""
    async with await Neighbour.arrive(url, token_file(ADMIN).read_text()) as mo:
        try:
            return await mo.enter(ALIAS)
        except MatrixError:
            return await mo.create_room("Hafen", invite=[bude], alias="hafen")


if __name__ == "__main__":
    main()
