"""What a report has beside its content where it is a page of the site, and no file of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Addresses in the reader's language: the air of all sites, this site's page, the year's report and its table, the patterns.

    `other_language`: this page in the other one. `print_script`: what makes the button print.
    """

    air: str
    site: str
    report: str
    csv: str
    patterns: str
    other_language: str
    print_script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """The page of a site's patterns: the `parameter` chosen, None for all; `is_wrong`: another period was asked for that cannot be."""

    links: PageLinks
    parameter: str | None
    is_wrong: bool
