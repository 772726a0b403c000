"""A place in the tokens of a phrase."""

from collections.abc import Sequence

from bot.times.vocabulary import Meanings, Role


class Cursor:
    """Where reading has got to. Taking goes on by one token; asking stays."""

    def __init__(self, tokens: Sequence[Meanings]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def more(self) -> bool:
        return self._place < len(self._tokens)

    def token(self, ahead: int = 0) -> Meanings:
        """The token so many places ahead, or behind; empty beyond the ends."""
        place = self._place + ahead
        return self._tokens[place] if 0 <= place < len(self._tokens) else {}

    def at(self, *roles: Role, ahead: int = 0) -> bool:
        return any(role in self.token(ahead) for role in roles)

    def take(self, *roles: Role) -> bool:
        found = self.at(*roles)
        self._place += found
        return found

    def take_numbers(self, *roles: Role) -> tuple[int, ...]:
        """The numbers of the next token; none if it is none of these."""
        token = self.token()
        found = next((token[role] for role in roles if role in token), ())
        self._place += bool(found)
        return found

    def skip(self, tokens: int) -> None:
        self._place += tokens
