#!/usr/bin/env python3
"""Sends made-up personal data through `groundswell classify` and counts what comes out again.

Each text holds one canary: a telephone number, an identity card, an address and so on, drawn from a seed, in one of the
ways people write it (canary_texts.py), within Chinese or English words. It counts as masked when neither its digits nor
its letters are left in `text` of the output, however they are spaced.

    tests/proofs/canaries.py build/release/groundswell [--seed 1] [--count 10000] [--share .995] [--show 40]

Prints a line a kind, then a summary; exits with 1 when the share that was masked is below --share.
"""
import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata

import canary_texts

# In a file: on the command line a comma would end a pattern.
SETTINGS = r"""
[privacy]
patterns = ['order:(订单|保单|单)(编?号)?:? ?\d{12,20}', 'order:(?i)order( no\.?)? ?\d{12,20}']
"""
SEPARATORS = str.maketrans("", "", " -.·•—()\u200b_")
HAN = str.maketrans("零〇一幺二三四五六七八九", "001123456789")


def bare(text):
    return unicodedata.normalize("NFKC", text).lower().translate(SEPARATORS)


def digits_in_words(text):
    return bare(text).translate(HAN)


def survives(kind, secrets, text):
    """The first secret of which something is left, or None. Of long numbers any five digits in a row are too many."""
    for secret in secrets:
        if kind in ("address", "address_english"):
            if secret.lower() in text.lower():
                return secret
            continue
        left = digits_in_words(text) if kind == "mobile_in_words" else bare(text)
        wanted = bare(secret)
        window = 5 if wanted[:-1].isdigit() and len(wanted) > 6 else len(wanted)
        for at in range(len(wanted) - window + 1):
            if wanted[at:at + window] in left:
                return secret
    return None


def settings_of(binary, folder):
    """Flags that set the patterns, where the program knows the key."""
    path = os.path.join(folder, "canaries.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(SETTINGS)
    known = subprocess.run([binary, "check-config", "--config", path], capture_output=True, text=True, check=False)
    if known.returncode != 0:
        print("privacy.patterns is not taken: no canaries of order numbers", file=sys.stderr)
    return ["--config", path] if known.returncode == 0 else []


def classify(binary, settings, texts):
    lines = "".join(json.dumps({"id": str(i), "text": t}, ensure_ascii=False) + "\n" for i, t in enumerate(texts))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}
    ran = subprocess.run([binary, "classify", *settings], input=lines.encode(), capture_output=True, check=True,
                         env=environment)
    return [json.loads(line)["text"] for line in ran.stdout.decode().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--share", type=float, default=.995)
    parser.add_argument("--show", type=int, default=40, help="print so many of those that were not masked")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prove(options, settings_of(options.binary, folder))


def prove(options, settings):
    source = random.Random(options.seed)
    canaries, texts = canary_texts.Canaries(source, bool(settings)), canary_texts.Texts(source)
    drawn = [canaries.draw() for _ in range(options.count)]
    inputs = [texts.wrap(piece) for _, piece, _ in drawn]
    outputs = classify(options.binary, settings, inputs)
    if len(outputs) != len(inputs):
        sys.exit(f"{len(inputs)} texts in, {len(outputs)} out")
    total, masked = collections.Counter(), collections.Counter()
    for (kind, _, secrets), before, after in zip(drawn, inputs, outputs):
        total[kind] += 1
        left = survives(kind, secrets, after)
        masked[kind] += left is None
        if left is not None and options.show > 0:
            options.show -= 1
            print(f"{kind}: {left!r} of {before!r} is left in {after!r}")
    for kind in sorted(total):
        print(f"{kind:16} {masked[kind]:5} of {total[kind]:5} masked, {masked[kind] / total[kind]:.2%}")
    share = sum(masked.values()) / sum(total.values())
    print(f"canaries: seed {options.seed}, {sum(masked.values())} of {sum(total.values())} masked, {share:.2%}")
    sys.exit(0 if share >= options.share else 1)


if __name__ == "__main__":
    main()
