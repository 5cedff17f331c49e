"""`make texts`: catalogues of today's texts; what a file of translations has besides is put in.

`python -m tools.texts [LANGUAGE=FILE.po …]` says what is not translated yet, and ends with 1 while there is any.
"""

from __future__ import annotations

import os
import sys

import django
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

MOST = 20


def main(arguments: list[str]) -> int:
    from tools.texts.catalogues import DOMAINS, LANGUAGES, bring_up_to_date

    more: dict[str, Catalog] = {}
    for language, path in (one.split("=", 1) for one in arguments):
        with open(path, "rb") as file:
            known = more.setdefault(language, Catalog())
            for message in read_po(file):
                if message.id and known.get(message.id, message.context) is None:
                    known[message.id] = message
    left = 0
    for language in LANGUAGES:
        for domain in DOMAINS:
            untold = bring_up_to_date(language, domain, more.get(language))
            left += len(untold)
            print(f"{language} {domain}: {len(untold)} without a translation")
            print("".join(f"    {text}\n" for text in untold[:MOST]), end="")
    return 1 if left else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
