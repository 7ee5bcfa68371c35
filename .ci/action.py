#!/usr/bin/env python3
"""Runs the check of `action.yml` as GitHub does: its script in bash with `-eo pipefail`, its inputs as it maps them,
the variables of a runner. The binary is the built one.

    action.py FELTSENSE FOLDER_FOR_FILES          (needs PyYAML)
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ACTION = yaml.safe_load(Path("action.yml").read_text())
DEFAULTS = {name: about["default"] for name, about in ACTION["inputs"].items()}


def main(feltsense, folder):
    tools = folder / "runner" / "feltsense" / "bin"
    tools.mkdir(parents=True)
    (tools / "feltsense").symlink_to(feltsense)
    work = folder / "work"
    (work / "docs").mkdir(parents=True)
    (work / "docs" / "hard page.md").write_text("# Page\n\nYou are worthless.\n")
    (work / "soft.md").write_text("# Page\n\nIt rains.\n")
    (work / "-dash.md").write_text("It rains.\n")
    summary = folder / "summary.md"
    check = next(step for step in ACTION["runs"]["steps"] if step["name"] == "check")
    assert ACTION["runs"]["using"] == "composite" and all(step["shell"] == "bash" for step in ACTION["runs"]["steps"])
    # An input inside of a script would be run as code.
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"], step["run"]

    def run(**inputs):
        inputs = {**DEFAULTS, **inputs}
        asked = {name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: inputs[m[1]], text) for name, text in check["env"].items()}
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "RUNNER_TEMP": str(folder / "runner"), "CI": "true",
               "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(work), "GITHUB_STEP_SUMMARY": str(summary), **asked}
        summary.write_text("")
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]],
                              cwd=work, env=env, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    code, out, err = run()
    assert code == 1, err
    assert out.startswith("::warning file=docs/hard page.md,line=3,endLine=3,col=9,"), out
    assert "| warning | voice |" in summary.read_text()
    sarif = json.loads((work / "feltsense.sarif").read_text())
    assert len(sarif["runs"][0]["results"]) == 1
    code, out, err = run(paths="soft.md\n-dash.md\n", sarif="")
    assert (code, out) == (0, ""), err
    code, out, err = run(paths="docs\n", args="--fail-on\nnever\n\n--threads\n1\n")
    assert code == 0 and out.startswith("::warning "), err
    code, out, err = run(paths="gone.md\nsoft.md")
    assert code == 2 and out.startswith("::error file=gone.md,title=not read::"), out
    code, out, err = run(paths='"; touch pwned; "\n$(touch pwned)\n`touch pwned`', args="--today\n2026-01-01")
    assert code == 2 and not (work / "pwned").exists(), err
    code, out, err = run(args="--no-such-option")
    assert code == 2, err
    print("the action tells, fails and passes as it must: 6 runs")


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).absolute())
