"""Why a receiver could not be reached, in the reader's words: watch writes it in English, and that is what is stored."""

import re
from collections.abc import Mapping

from config.texts import Words

# Each kind of sentence as `watch.notify` writes it; the text is `settings.failed_NAME`, its groups are `{a}` and `{b}`.
_SENTENCES: Mapping[str, re.Pattern[str]] = {
    "mail_login": re.compile(r"the mail server (\S+) refuses us: .*"),
    "mail_address": re.compile(r"the mail server (\S+) refuses (\S+@\S+) \(.*"),
    "mail_message": re.compile(r"the mail server (\S+) refuses the message \((.*)\)"),
    "mail_away": re.compile(r"the mail server (\S+) does not take the message .*"),
    "hook_away": re.compile(r"(\S+) does not take the webhook.*"),
    "hook_answer": re.compile(r"(\S+) answers (\d+),.*"),
    "hook_unknown": re.compile(r"the webhook's host (\S+) is not found .*"),
}


def failure_in_words(words: Words, error: str) -> str | None:
    """Return the sentence in the reader's words, None for one that we do not know."""
    for name, pattern in _SENTENCES.items():
        if found := pattern.fullmatch(error):
            return words(f"settings.failed_{name}", **dict(zip("ab", found.groups(), strict=False)))
    return None
