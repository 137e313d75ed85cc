"""Every failure that a user can mend, on one page. Anything else is a bug and escapes."""


class ReaderError(Exception):
    """Base of all: its text is one sentence that says what is wrong, and where."""


class UsageError(ReaderError):
    """A command line that asks for nothing that could be done."""


class ArticleError(ReaderError):
    """A file that cannot be opened as an article: missing, unreadable, binary, too large."""


class ConfigError(ReaderError):
    """A setting that cannot be used."""


class LibraryError(ReaderError):
    """A library that cannot be read or indexed, or an article that is not in it."""


class JournalError(ReaderError):
    """What the reader did could not be written down, or was written by a newer version."""


class FeedError(ReaderError):
    """A document that is no feed."""


class FetchError(ReaderError):
    """A feed or page that cannot be fetched. `offline`: its host was never reached."""

    def __init__(self, sentence: str, *, offline: bool = False) -> None:
        super().__init__(sentence)
        self.offline = offline


class SubscriptionError(ReaderError):
    """Subscriptions that cannot be read, changed or found."""


class TagError(ReaderError):
    """A name that no tag can have."""


class QueryError(ReaderError):
    """A search that cannot be understood. `column` (from 1) and `word` say where in it."""

    def __init__(self, sentence: str, column: int, word: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.word = word
