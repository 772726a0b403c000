"""A Refusal is an answer: raised by a rule, put into the person's language, and shown."""


class Refusal(Exception):
    """A rule says no. `msgid` is the English sentence, `values` fill its placeholders."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values) if values else msgid)
        self.msgid = msgid
        self.values = values
