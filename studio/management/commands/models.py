from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subtitles import models
from subtitles.engines import PACKAGES, versions
from subtitles.errors import SubtitlesError

ARCHIVES = (".argosmodel", ".pt", ".zip", ".tar", ".tgz", ".gz", ".xz")


class Command(BaseCommand):
    """List, install and remove the models that captions are made with."""

    help = "Models for captions: list them, install one by name or from a file or folder, remove one."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list | install | remove")
        verbs.add_parser("list", help="what is installed, and what could be")
        install = verbs.add_parser("install", help="from the network by name, or from a file or a folder")
        install.add_argument("what", help="a name of the list, an .argosmodel, a .pt, a folder, a .zip or .tar of one")
        install.add_argument("--name", default="", help="what a model from a file is called")
        verbs.add_parser("remove", help="delete one that was installed").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verb"] == "list":
                self.tell_all()
            elif options["verb"] == "install":
                self.install(options["what"], options["name"])
            else:
                self.stdout.write(f"Removed {models.remove(options['name']).name}.")
        except (SubtitlesError, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command goes on where it ended.") from None

    def install(self, what: str, name: str) -> None:
        path = Path(what).expanduser()
        if path.exists() or path.suffix in ARCHIVES or len(path.parts) > 1:
            model = models.from_file(path, name)
        else:
            model = models.install(what, self.tell_progress)
        self.stdout.write(
            f"{model.name} is installed ({megabytes(model.bytes)}). Shows on air take it with the next pass."
        )

    def tell_progress(self, done: int, total: int) -> None:
        """On one line, for somebody who watches."""
        if sys.stderr.isatty():
            share = f"{100 * done // total:3d} %" if total else ""
            self.stderr.write(f"\r{megabytes(done)} of {megabytes(total)} {share} ", ending="")

    def tell_all(self) -> None:
        there = models.installed()
        self.stdout.write("Installed:" if there else "Nothing is installed.")
        for model in there:
            state = model.trouble or (model.label if model.demo else megabytes(model.bytes))
            self.stdout.write(f"  {model.name:<22}{model.engine:<16}{state}")
        self.stdout.write(f"\nTo install (in {models.home()}):")
        for offer in models.offers():
            if not offer.installed:
                size = megabytes(offer.bytes) if offer.kind == "speech" else ""
                self.stdout.write(f"  {offer.name:<22}{offer.engine:<16}{size:>8}  {offer.text}".rstrip())
        self.stdout.write("\nEngines: " + "; ".join(versions(name) or f"{name} is not installed" for name in PACKAGES))


def megabytes(count: int) -> str:
    return f"{max(1, round(count / 1e6))} MB"
