"""The stage in an encrypted room: everybody there sits at a client that encrypts."""

from pathlib import Path
from typing import Any

from nio.crypto import decrypt_attachment, encrypt_attachment

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.encryption.olm import OlmEncryption
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.settings import MatrixSettings
from bot.incoming import Address
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.wire import Wire
from tests.adapters.stage import File
from tests.servers.sealed_neighbour import SealedNeighbour
from tests.servers.synapse import Synapse, User

KEY = "a long text that nobody guesses"


class SealedStage(MatrixStage):
    """Bude keeps one adapter, so that all deliver through the one that listens."""

    def __init__(self, synapse: Synapse, bude: User, line: Wire, folder: Path) -> None:
        self.store = folder / "bude"
        self.key = KEY
        self._adapter: MatrixAdapter | None = None
        self._sealed: dict[str, SealedNeighbour] = {}
        self.accounts: dict[str, User] = {}
        super().__init__(synapse, None, bude, line)  # type: ignore[arg-type]

    def fresh(self, **more: Any) -> MatrixAdapter:
        if self._adapter is None or more:
            user, device = self.bude.user_id, self.bude.device_id
            self.settings = MatrixSettings(
                self.wire.url, user, device, encryption=True, store=str(self.store), **more
            )
            self._adapter = MatrixAdapter(
                self.settings,
                self.bude.access_token,
                encryption=self._encryption,
            )
        return self._adapter

    def _encryption(self, homeserver: Homeserver) -> OlmEncryption:
        return OlmEncryption(homeserver, self.settings, self.key)

    def another_device(self, bude: User) -> None:
        """As after setting a new access token."""
        self.bude, self._adapter = bude, None
        self.adapter = self.fresh()

    async def opens(self, room: str = "Hafen", encrypted: bool = True) -> str:
        mo = await self.person("mo")
        room_id = await mo.create_room(room, encrypted=encrypted)
        self.room = Address("matrix", self.room.target or room_id)
        await self.takes_bude_in(room_id)
        return room_id

    async def _opens_chat(self, who: str) -> str:
        """Encrypted, as Element makes them."""
        somebody = await self.person(who)
        chat = await somebody.direct(self.bude.user_id, encrypted=True)
        await self.takes_bude_in(chat)
        await somebody.sees_room(chat, self.bude.user_id)
        return chat

    async def person(self, who: str) -> SealedNeighbour:
        if who not in self._sealed:
            self._sealed[who] = await self.arrives(who)
        return self._sealed[who]

    async def arrives(self, who: str, account: User | None = None) -> SealedNeighbour:
        """With `account`: the same person at one more device."""
        account = account or self.synapse.register(who)
        self.accounts[account.user_id] = account
        room = self.room.target or None
        somebody = await SealedNeighbour.sits_down(self.synapse.url, account, room)
        if room:
            await somebody.sees_room(room, self.bude.user_id)
        return somebody

    async def ends(self) -> None:
        await self.stops()
        for somebody in self._sealed.values():
            await somebody.leave()

    async def behind(self, content: dict[str, Any]) -> bytes:
        lock = content["file"]
        sealed = await self._download(lock["url"])
        opened: bytes = decrypt_attachment(
            sealed, lock["key"]["k"], lock["hashes"]["sha256"], lock["iv"]
        )
        assert sealed != opened
        return opened

    async def sends(self, who: str, file: File, words: str) -> None:
        sealed, keys = encrypt_attachment(file.content)
        uploaded = await self.uploads(File(file.name, "application/octet-stream", sealed))
        content: dict[str, Any] = {
            "msgtype": "m.image" if file.mime.startswith("image/") else "m.file",
            "body": f"!{words}",
            "filename": file.name,
            "file": keys | {"url": uploaded},
            "info": {"mimetype": file.mime, "size": len(file.content)},
        }
        somebody = await self.person(who)
        await somebody.send("m.room.message", content, self.room.target)
