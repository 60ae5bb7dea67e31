"""Takes personal data out of free text and leaves readable markers in its place."""

from cxaudit.redaction.redactor import Redactor
