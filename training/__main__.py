"""`python -m training train|evaluate|try|speed DATA`: what the Makefile's targets call."""

import argparse
import json
from pathlib import Path

import torch

from worker.extraction.checkworthiness.model import PACKAGED, Model

WORK = Path(".training")
DOCS = Path("docs/model")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training")
    parser.add_argument("command", choices=("train", "evaluate", "try", "speed"))
    parser.add_argument("data", type=Path, help="the folder with the labelled sets")
    parser.add_argument("--work", type=Path, default=WORK, help="checkpoints; resumed from")
    parser.add_argument("--target", type=Path, default=PACKAGED, help="the packaged model")
    parser.add_argument("--extra", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--without-clef", action="store_true")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    if options.command == "train":
        from training.release import train

        trained = train(
            options.data,
            options.work,
            options.target,
            options.extra,
            with_clef=not options.without_clef,
        )
        print(json.dumps(trained.card, indent=1))
    elif options.command == "try":
        from training import tries

        for line in tries.report(options.data, options.work / "tries"):
            print(line, flush=True)
    elif options.command == "speed":
        from training import speed

        for line in speed.report(options.data, options.work / "tries"):
            print(line, flush=True)
    else:
        from training.evaluate import evaluate

        print(
            json.dumps(evaluate(options.data, options.work, DOCS, Model(options.target)), indent=1)
        )


if __name__ == "__main__":
    main()
