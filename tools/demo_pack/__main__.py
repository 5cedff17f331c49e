"""Make the demo pack: ``python -m tools.demo_pack narrate | train-speech | train-translation | evaluate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

PACK = Path(__file__).resolve().parents[2] / "subtitles" / "packs" / "demo"


def main() -> None:
    wanted = _arguments().parse_args()
    wanted.pack.mkdir(parents=True, exist_ok=True)
    wanted.do(wanted)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.demo_pack", description="Make the demo pack.")
    parser.add_argument("--pack", type=Path, default=PACK, help="the pack's folder")
    parser.add_argument("--work", type=Path, default=Path("var/demo-training"), help="where weights and logs are kept")
    parser.add_argument("--threads", type=int, default=2)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("narrate", help="speak the narration").set_defaults(do=narrate)
    speech = commands.add_parser("train-speech", help="train and export the speech model")
    speech.add_argument("--minutes", type=float, default=40)
    speech.add_argument("--voices", type=int, default=240)
    speech.add_argument("--rate", type=float, default=2e-3)
    speech.add_argument("--seed", type=int, default=1)
    speech.add_argument("--resume", action="store_true", help="go on from the weights in the work folder")
    speech.add_argument("--real-speech", type=Path, help="a recording, whose first half is heard as strangers' speech")
    speech.set_defaults(do=train_speech)
    translation = commands.add_parser("train-translation", help="train and export the four translators")
    translation.add_argument("--steps", type=int, default=500)
    translation.set_defaults(do=train_translation)
    evaluation = commands.add_parser("evaluate", help="measure the pack and write its figures into pack.json")
    evaluation.add_argument("--each", type=int, default=8, help="live cuts of each voice at each speed")
    evaluation.add_argument("--real-speech", type=Path, help="a recording, whose second half must stay unwritten")
    evaluation.set_defaults(do=evaluate)
    return parser


def narrate(wanted: argparse.Namespace) -> None:
    from tools.demo_pack.recording import record, write_sound, write_truth

    recording = record()
    write_sound(recording, wanted.pack / "narration.opus")
    write_truth(recording, wanted.pack / "narration.json")


def train_speech(wanted: argparse.Namespace) -> None:
    from tools.demo_pack import train_speech as training
    from tools.demo_pack.export_speech import export_speech

    course = training.Course(
        wanted.work,
        wanted.minutes,
        wanted.rate,
        wanted.voices,
        wanted.threads,
        wanted.seed,
        wanted.resume,
        wanted.real_speech,
    )
    export_speech(training.load(training.train(course)), wanted.pack / "speech")


def train_translation(wanted: argparse.Namespace) -> None:
    import torch

    from tools.demo_pack.export_translation import export_translation
    from tools.demo_pack.narration import LANGUAGES
    from tools.demo_pack.train_translation import train

    torch.set_num_threads(wanted.threads)
    for language in LANGUAGES:
        trained = train(language, wanted.work, wanted.steps)
        export_translation(trained, language, wanted.pack / f"translate-en_{language}.argosmodel")


def evaluate(wanted: argparse.Namespace) -> None:
    from tools.demo_pack import examination, interpretation
    from tools.demo_pack.packing import describe

    figures = {
        "speech": examination.examine(wanted.pack / "speech", wanted.each, wanted.real_speech),
        "translation": interpretation.examine(wanted.pack),
    }
    describe(wanted.pack, figures)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
