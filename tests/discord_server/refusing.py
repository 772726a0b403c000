"""How Discord says no: an HTTP status, and a code of its own."""


class Refused(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def unknown(what: str, code: int) -> Refused:
    return Refused(404, code, f"Unknown {what}")


def invalid(why: str) -> Refused:
    return Refused(400, 50035, f"Invalid Form Body: {why}")
