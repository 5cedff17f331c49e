"""Links that open one thing without an account. Their text is signed from a row's number: it can be shown again.

The database holds nothing that opens them, only their rows: which are good, and who gave them.
"""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse

from studio.people.models import Given
from studio.people.roles import still_given
from studio.shows.models import Show


class SignedLinks:
    """The links of one kind: what their rows are, and the page that they open.

    `salt` keeps the texts of one kind from opening another's.
    """

    def __init__(self, model: type[Given], page: str, salt: str) -> None:
        self.model, self._page, self._salt = model, page, salt

    def good(self, show: Show | str) -> QuerySet[Any]:
        """The links of a show that have not ended, those aside whose giver has lost the right since."""
        rows: QuerySet[Any] = self.model.objects.good()
        return rows.filter(show=show).select_related("show", "giver", "giver_token")

    def still_good(self, show: str, numbers: set[int]) -> dict[int, Any]:
        """The good ones among these, by number; each giver is asked about once."""
        rows, asked = self.good(show).in_bulk(numbers), dict[tuple[Any, Any], bool]()
        for row in rows.values():
            by = (row.giver_id, row.giver_token_id)
            asked[by] = asked[by] if by in asked else still_given(row)
        return {number: row for number, row in rows.items() if asked[row.giver_id, row.giver_token_id]}

    def is_good(self, row: Any) -> bool:
        """Whether a link opens anything now."""
        return row.pk in self.still_good(row.show_id, {row.pk})

    def text_of(self, row: Given) -> str:
        """What stands in the link's address."""
        return self._signer().sign(str(row.pk))

    def path_of(self, row: Given) -> str:
        return reverse(self._page, args=[self.text_of(row)])

    def link_of(self, text: str) -> Any:
        """The row of a link's text, whether it is good or not; None for a text that nobody signed."""
        number = self._number_in(text)
        if number is None:
            return None
        rows: QuerySet[Any] = self.model.objects.filter(pk=number)
        return rows.select_related("show", "giver", "giver_token").first()

    def _number_in(self, text: str) -> int | None:
        try:
            return int(self._signer().unsign(text))
        except (BadSignature, ValueError):
            return None

    def _signer(self) -> Signer:
        return Signer(salt=self._salt, sep=".")
