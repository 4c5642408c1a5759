#!/usr/bin/env python3
"""The dashboard and the rules under tools/monitoring name what a running engine measures, and each rule does what it says.

Starts an engine with a source and a receiver, reads its /metrics, and looks for every metric that the files name. The
rules themselves are judged by promtool: their form, and groundswell.rules.test.yml.

    tests/tools/monitoring_test.py build/release/groundswell
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/proofs"))
import live  # noqa: E402

FILES = ROOT / "tools/monitoring"
CONFIG = """
[receiver.desk]
kind = "webhook"
url = "http://127.0.0.1:9/"
secret = "whsec_bm8gc2VjcmV0LCBidXQgdHdlbnR5LWZvdXIgYnl0ZXM="
allow_private = true
[source.lines]
kind = "tcp"
address = "127.0.0.1:0"
"""
# What the scraper itself adds.
OF_THE_SCRAPER = {"up"}


def measured(binary):
    """Names of series of a running engine, those of histograms with their endings."""
    with tempfile.TemporaryDirectory(prefix="groundswell-monitoring-") as folder:
        config = os.path.join(folder, "groundswell.toml")
        pathlib.Path(config).write_text(CONFIG, encoding="utf-8")
        engine = live.Engine(binary, os.path.join(folder, "data"), arguments=("--config", config))
        try:
            engine.wait_ready()
            live.post(engine.connect(), [{"id": "1", "time": "2026-03-01T09:00:00Z", "text": "the first post"}])
            text = engine.get("/metrics")[1]
        finally:
            engine.kill()
    return set(re.findall(r"^([a-z_]+)[ {]", text, re.MULTILINE))


def expressions(node):
    """Every "expr" and "query" of the dashboard."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "query") and isinstance(value, str):
                yield value
            else:
                yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def named(text):
    """Names of metrics in an expression, recording rules with their colons."""
    without_texts = re.sub(r'"[^"]*"', "", text)
    return set(re.findall(r"\b(?<![:\w])(?:[a-z_]+:)?(?:groundswell|process)_[a-z_]+(?::[a-z0-9_]+)?", without_texts)) | (
        {"up"} if re.search(r"\bup\b", without_texts) else set())


def main(binary):
    wrong = []
    known = measured(os.path.abspath(binary)) | OF_THE_SCRAPER
    rules = (FILES / "groundswell.rules.yml").read_text(encoding="utf-8")
    rules = re.sub(r"^#.*$|^\s*(summary|description):.*$", "", rules, flags=re.MULTILINE)
    recorded = set(re.findall(r"record: (\S+)", rules))
    dashboard = json.loads((FILES / "groundswell.dashboard.json").read_text(encoding="utf-8"))
    asked = {"rules": named(rules), "dashboard": set().union(*map(named, expressions(dashboard)))}
    for file, names in asked.items():
        if len(names) < 10:
            wrong.append(f"the {file} name only {names}: they were not read")
        wrong += [f"the {file} name {name}, which nothing measures" for name in sorted(names - known - recorded)]
    panels = [panel["id"] for panel in dashboard["panels"]]
    if len(panels) != len(set(panels)):
        wrong.append("two panels have one id")
    for command in (["check", "rules", "groundswell.rules.yml"], ["test", "rules", "groundswell.rules.test.yml"]):
        done = subprocess.run(["promtool", *command], cwd=FILES, capture_output=True, text=True)
        if done.returncode != 0:
            wrong.append(f"promtool {' '.join(command)}: {done.stdout}{done.stderr}")
    if named('rate(groundswell_no_such_total{a="groundswell_x"}[5m])') - known != {"groundswell_no_such_total"}:
        wrong.append("this test finds no wrong name")
    print("\n".join(wrong) or f"{len(asked['rules'] | asked['dashboard'])} names, all measured")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
