"""Everything that can go wrong on purpose.

```
YinzhengError             one plain sentence a person can act on
├── DocumentError         a file could not become a document (unreadable, empty, binary, unknown format)
├── LibraryError          a library could not be opened, read or written
│   ├── LibraryMissing    there is nothing at that path
│   ├── LibraryBusy       another process is writing; the message names it
│   └── LibraryMismatch   built by another encoder or an older layout; the message gives the rebuild command
├── ModelError            a model could not be found, loaded or reached
│   ├── EncoderError      the one that encodes, ranks or reads
│   └── GeneratorError    the language model that writes: also where it broke off
│       └── OutOfTime     it was not done within the seconds it has
├── QuestionError         a question that cannot be asked (empty, too long, only symbols, another language)
└── UsageError            an option or value that does not fit; the command line exits with 2
```

Every message says what was expected, what came, and what to do next. Faces show `str(error)` and nothing else.
"""


class YinzhengError(Exception):
    """The root: `str(error)` is one plain sentence for the person at the keyboard."""


class DocumentError(YinzhengError):
    """A file could not become a document."""


class LibraryError(YinzhengError):
    """A library could not be opened, read or written."""


class LibraryMissing(LibraryError):
    """There is no library at the path given."""


class LibraryBusy(LibraryError):
    """Another process holds the library's write lock."""


class LibraryMismatch(LibraryError):
    """The library was built by another encoder or by an older layout."""


class ModelError(YinzhengError):
    """A model could not be found, loaded or reached."""


class EncoderError(ModelError):
    """The model that encodes, ranks or reads could not be found, loaded or reached."""


class GeneratorError(ModelError):
    """The language model could not be found, loaded or reached, broke off, or took too long."""


class OutOfTime(GeneratorError):
    """The language model was not done within its `seconds`."""

    def __init__(self, seconds: float, message: str) -> None:
        super().__init__(message)
        self.seconds = seconds


class QuestionError(YinzhengError):
    """A question that cannot be asked; `code` names the reason for faces that speak the asker's language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UsageError(YinzhengError):
    """An option or value that does not fit."""
