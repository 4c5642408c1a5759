#!/usr/bin/env python3
"""fastText on the splits of `groundswell train --leave-out`: each data set left out of training and tested on its own
test texts, in three classes and in two.

Needs Debian's `fasttext`. Usage: bench/fasttext_leave_out.py DATA_DIR [SET ...]. Prints a line a set: accuracy of three
classes (where the test has neutral texts) and of positive against negative.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

SETS = ["shopping", "hotel", "waimai", "weibo2018", "vader", "airline", "weibo-emotion"]
TRAINING = ["train", "weibo-emotion-train", "neutral-news-titles"]
OPTIONS = ["-dim", "32", "-wordNgrams", "3", "-minn", "0", "-maxn", "0", "-epoch", "5", "-lr", "0.5", "-thread", "1"]


def tokens(text):
    """Chinese characters and other signs one by one, Latin words whole."""
    out = []
    for char in unicodedata.normalize("NFKC", text).lower():
        out.append(char if char.isascii() and char.isalnum() else f" {char} ")
    return " ".join("".join(out).split())


def read(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            post = json.loads(line)
            if post.get("sentiment"):
                yield post["set"], post["sentiment"], tokens(post["text"])


def predictions(model, texts):
    """A dict of label to probability for each text."""
    out = subprocess.run(["fasttext", "predict-prob", model, "-", "3"], input="\n".join(texts) + "\n",
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        parts = line.split()
        yield {parts[k].removeprefix("__label__"): float(parts[k + 1]) for k in range(0, len(parts), 2)}


def report(name, test, model):
    three = two = two_all = 0
    rows = [row for row in read(test) if row[2]]
    for (_, truth, _), probability in zip(rows, predictions(model, [row[2] for row in rows]), strict=True):
        three += max(probability, key=probability.get) == truth
        if truth != "neutral":
            sign = "positive" if probability.get("positive", 0) > probability.get("negative", 0) else "negative"
            two += sign == truth
            two_all += 1
    classes = f"three classes {three / len(rows):.4f}" if two_all < len(rows) else "three classes      -"
    print(f"{name:20} {len(rows):6} texts  {classes}  two classes {two / two_all:.4f}", flush=True)


def main():
    data = pathlib.Path(sys.argv[1]) / "sentiment"
    texts = [row for name in TRAINING for row in read(data / f"{name}.jsonl")]
    for left_out in sys.argv[2:] or SETS:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "train.txt"
            file.write_text("".join(f"__label__{label} {text}\n" for name, label, text in texts if name != left_out),
                            encoding="utf-8")
            subprocess.run(["fasttext", "supervised", "-input", file, "-output", f"{folder}/model", *OPTIONS],
                           capture_output=True, check=True)
            for test in [left_out, left_out + "-official"]:
                if (data / f"test-{test}.jsonl").exists():
                    report(test, data / f"test-{test}.jsonl", f"{folder}/model.bin")


if __name__ == "__main__":
    main()
