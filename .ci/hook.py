#!/usr/bin/env python3
"""Runs the hook of `.pre-commit-hooks.yaml` in a repository, with pre-commit itself and the built binary: what is
told, what stops a commit, and what does not.

    hook.py FELTSENSE PRE_COMMIT FOLDER_FOR_FILES
"""
import os
import subprocess
import sys
from pathlib import Path

HARD = "# Page\n\nYou are worthless.\n"
SOFT = "# Page\n\nIt rains.\n"


def main(feltsense, pre_commit, folder):
    folder.mkdir(parents=True)
    manifest = Path(".pre-commit-hooks.yaml").read_text()
    # As the manifest has it, but for the build: the binary is there.
    hook = manifest.replace("language: rust", "language: system")
    assert hook != manifest
    config = "repos:\n- repo: local\n  hooks:\n" + "".join(f"  {line}\n" for line in hook.splitlines())
    env = dict(os.environ, PRE_COMMIT_HOME=str(folder / "home"), PATH=f"{feltsense.parent}{os.pathsep}{os.environ['PATH']}")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        env.pop(name, None)
    work = folder / "work"
    work.mkdir()

    def run(*command):
        return subprocess.run(command, cwd=work, env=env, capture_output=True, text=True)

    def commit(files, more=()):
        """The files staged, the hook run on them; exit code and what was said."""
        run("git", "reset", "-q", "--hard")
        run("git", "clean", "-qfd")
        for name, text in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        run("git", "add", "-A")
        (work / ".pre-commit-config.yaml").write_text(config + "".join(f"    {line}\n" for line in more))
        run("git", "add", "-A")
        done = run(str(pre_commit), "run", "--verbose")
        return done.returncode, done.stdout + done.stderr

    run("git", "init", "-q")
    run("git", "config", "user.email", "hook@example.org")
    run("git", "config", "user.name", "Hook")
    (work / "feltsense.toml").write_text('root = true\n[check]\nexclude = ["drafts/"]\n')
    run("git", "add", "-A")
    run("git", "commit", "-qm", "settings")

    code, said = commit({"docs/hard.md": HARD, "docs/soft.md": SOFT, "code.rs": "// You are worthless.\n"})
    assert code == 1 and "docs/hard.md:3:9" in said and "code.rs" not in said, said
    code, said = commit({"docs/soft.md": SOFT, "a b.txt": SOFT})
    assert code == 0 and "Passed" in said and "nothing was found in 2 documents" in said, said
    code, said = commit({"drafts/hard.md": HARD})
    assert code == 0 and "left out by `exclude`" in said, said
    code, said = commit({"docs/old.md": b"It rains \xe9t\xe9 on.\n", "docs/soft.md": SOFT})
    assert code == 1 and "exit code: 2" in said and "docs/old.md: byte 10" in said, said
    code, said = commit({"docs/note.md": "# Ashamed\n\nIt rains.\n"})
    assert code == 0, said
    code, said = commit({"docs/note.md": "# Ashamed\n\nIt rains.\n"}, ["args: [--fail-on, note]"])
    assert code == 1 and "note[surface]" in said, said
    code, said = commit({"code.rs": "fn main() {}\n"})
    assert code == 0 and "Skipped" in said, said
    print("the hook stops what it must and nothing else: 7 commits")


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).absolute(), Path(sys.argv[3]).absolute())
