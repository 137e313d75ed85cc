"""Every failure that a user can mend. Any other exception is a bug and is not caught."""


class ReaderError(Exception):
    """The base class. Its text is one sentence that says what is wrong, and where."""


class UsageError(ReaderError):
    """A command line that cannot be carried out."""


class ArticleError(ReaderError):
    """A file that cannot be opened as an article: missing, unreadable, binary, too large."""


class ConfigError(ReaderError):
    """A setting that cannot be used."""


class LibraryError(ReaderError):
    """A library that cannot be read or indexed, or an article that is not in it."""


class JournalError(ReaderError):
    """A journal that cannot be written, or that a newer version wrote."""


class Behind(JournalError):
    """A mark that has to wait, because the journal is not read to its end yet."""


class FeedError(ReaderError):
    """A document that is not a feed."""


class Unreadable(FeedError):
    """A document that takes its reader too long, or too much memory."""


class FetchError(ReaderError):
    """A feed or page that cannot be fetched. `offline`: its host was never reached."""

    def __init__(self, sentence: str, *, offline: bool = False) -> None:
        super().__init__(sentence)
        self.offline = offline


class TooLarge(FetchError):
    """An answer that is larger than is read."""


class SubscriptionError(ReaderError):
    """Subscriptions that cannot be read, changed or found."""


class SyncError(ReaderError):
    """An account that cannot be used, or a server that cannot be asked."""


class TagError(ReaderError):
    """A name that cannot be a tag."""


class QueryError(ReaderError):
    """A query that cannot be understood. `column` (from 1) and `word` say where the error is."""

    def __init__(self, sentence: str, column: int, word: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.word = word
