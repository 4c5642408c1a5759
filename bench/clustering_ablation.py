#!/usr/bin/env python3
"""What each part of grouping is worth: the labelled streams clustered with one part taken away at a time.

    bench/clustering_ablation.py build/release/groundswell $DATA/stream [--files tweets,news] [--parts fade,noise]

Prints a table in Markdown: a row a part, a column a file, each cell NMI / B-cubed F1 / groups. Each row is the default
setting but for the keys named in it. Nothing is tuned here; a part that earns nothing anywhere should go.
"""
import argparse
import json
import pathlib
import subprocess
import sys

FILES = ["tweets", "news", "tweets-t", "news-t", "clinc150"]

# By the name of the part: the keys under engine.cluster. that leave it out.
PARTS = {
    "everything": {},
    "fade and crowd": {"fade_per_return": 0},  # without pauses nothing is known of the crowd either
    "slow groups": {"fade_per_pause": 0},
    "noise": {"noise_exponent": 0},
    "noise in merging": {"merge_noise_exponent": 0},
    "crowd": {"crowd_exponent": 0},
    "pull": {"pull_weight": 0},
    "second look": {"lone_threshold": 0},
    "all six": {"fade_per_return": 0, "fade_per_pause": 0, "noise_exponent": 0, "crowd_exponent": 0, "pull_weight": 0,
                "lone_threshold": 0},
    "meaning": {"meaning_weight": 0, "merge_meaning_weight": 0},
    "online vectors": {"dense_weight": 0, "merge_dense_weight": 0},
    "merging": {"merge_threshold": 1, "merge_noise_exponent": 0, "merge_meaning_weight": 0, "lone_threshold": 0},
    "newness": {"newness": 0},
    "stop words": {"stop_weight": 1},
    "length": {"length_exponent": 0},
    "mean of no content": {"mean_prior_posts": 1},
}


def score(binary: str, path: pathlib.Path, keys: dict) -> str:
    command = [binary, "eval", "clustering", str(path), "--json"]
    for key, value in keys.items():
        command += ["--set", f"engine.cluster.{key}={value}"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {run.stderr.strip()}")
    figures = json.loads(run.stdout)
    return f"{figures['nmi']:.3f} / {figures['b3_f1']:.3f} / {round(figures['clusters'])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--files", default=",".join(FILES))
    parser.add_argument("--parts", default=",".join(PARTS))
    options = parser.parse_args()
    files = options.files.split(",")
    unknown = [part for part in options.parts.split(",") if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {unknown[0]}; there are: {', '.join(PARTS)}")
    print("| without | " + " | ".join(files) + " |")
    print("| --- |" + " --- |" * len(files))
    for part in options.parts.split(","):
        cells = [score(options.binary, options.folder / f"{name}.jsonl", PARTS[part]) for name in files]
        name = part if part != "everything" else "– (everything there)"
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
