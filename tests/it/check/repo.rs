//! A repository for the tests of what changed.

use std::process::{Command, Stdio};

use crate::sandbox::{Run, Sandbox};

/// Every hit is a finding that lets the run fail.
pub(super) const RULES: &str = "[check]\nfail-on = 'note'\n[check.rules.presence]\nlevel = 'note'\n[check.rules.voice]\nlevel = 'off'\n[check.rules.opening]\nlevel = 'off'\n";
/// A text with one finding.
pub(super) const OLD: &str = "# Old\n\nI was ashamed then.\n\nThe train left at nine and the rain went on over the fields, and nobody said a word all day.\n";

/// A sandbox that is a repository.
pub(super) struct Repo(pub(super) Sandbox);

impl Repo {
    pub(super) fn with(files: &[(&str, &str)]) -> Repo {
        let repo = Repo(Sandbox::with(files));
        repo.git(&["init", "-q", "-b", "main", "."]);
        repo.commit();
        repo
    }

    /// Runs git in the sandbox, untouched by settings of this machine.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        self.git_in(".", arguments)
    }

    pub(super) fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
            .args([
                "-c",
                "protocol.file.allow=always",
                "-c",
                "core.autocrlf=false",
            ])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", self.0.path("no-such-file"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .current_dir(self.0.path(folder))
            .stdin(Stdio::null())
            .output()
            .expect("git is installed");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(super) fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    }

    /// `check ARGUMENTS --since REV`, one line a finding.
    pub(super) fn since(&self, revision: &str, arguments: &[&str]) -> Run {
        let rest = ["--since", revision, "--output", "concise"];
        self.0.run(&[&["check"], arguments, &rest].concat())
    }

    /// The same by way of a diff that git writes.
    pub(super) fn by_diff(&self, revision: &str, arguments: &[&str]) -> Run {
        let diff = self.git(&["diff", revision]);
        self.0.write(".git/change.diff", diff);
        let rest = ["--diff-from", ".git/change.diff", "--output", "concise"];
        self.0.run(&[&["check"], arguments, &rest].concat())
    }
}

/// Documents and places of the findings.
pub(super) fn places(run: &Run) -> Vec<String> {
    let line = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
    run.out.lines().map(line).collect()
}
