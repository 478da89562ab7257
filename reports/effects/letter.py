"""The leader's sheet as the text of an e-mail."""

from collections.abc import Iterator

from config.texts import Language
from reports.effects.sheet import Cell, Row, Sheet
from reports.effects.words import SheetWords, sheet_words


def subject(sheet: Sheet, language: Language, period: str) -> str:
    """Return the line that stands above the e-mail."""
    return sheet_words(language)("mail.subject", period=period, headline=sheet.headline)


def text(sheet: Sheet, language: Language, link: str | None) -> str:
    """Return the text; `link`: to the page, None where the service has no address."""
    words = sheet_words(language)
    parts = [" ".join([f"{sheet.headline}.", *sheet.lead]), *("\n".join(_row(words, row)) for row in sheet.rows)]
    if link:
        parts.append(words("mail.link", link=link))
    return "\n\n".join([*parts, words("mail.why")])


def _row(words: SheetWords, row: Row) -> Iterator[str]:
    yield words("mail.row", title=row.title, value=f"{row.value} ({row.spread})" if row.spread else row.value)
    for name, cell in (("today", row.today), ("tuned", row.tuned)):
        if cell.value != words("cell.none"):
            yield "  " + words("mail.baseline", name=_capital(words(f"against.{name}")), value=_cell(cell))
    yield from ("  " + words("mail.goal", goal=goal) for goal in row.goals)


def _cell(cell: Cell) -> str:
    return f"{cell.value} ({cell.change})" if cell.change else cell.value


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
