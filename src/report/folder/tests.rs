//! Targets and reports; the tests of stale and interrupted runs stand beside `staging`.

use super::*;
use std::io::Write;
use std::process;

pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = entries_of(folder).expect("a folder");
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.iter().map(name).collect()
}

fn write(folder: &ReportFolder, name: &str, text: &str) {
    let mut file = folder.file(name).expect("a new file");
    file.write_all(text.as_bytes()).expect("room");
    file.flush().expect("room");
}

pub(super) const OURS: &str = r#"{"tool": "feltsense", "version": "0.1.0"}"#;

/// A finished report whose table holds `text`.
pub(super) fn report(
    target: &Path,
    overwrite: Overwrite,
    text: &str,
) -> Result<PathBuf, FolderError> {
    let folder = ReportFolder::create(target, overwrite)?;
    write(&folder, "documents.csv", text);
    write(&folder, MANIFEST, OURS);
    folder.commit()
}

pub(super) fn table_of(target: &Path) -> String {
    fs::read_to_string(target.join("documents.csv")).expect("a table")
}

/// A folder for one test, and the target `out` in it.
pub(super) fn place() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder");
    let target = root.path().join("out");
    (root, target)
}

#[test]
fn nothing_is_there_before_the_end() {
    let (root, _) = place();
    let target = root.path().join("new/deep/out");
    let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
    write(&folder, "documents.csv", "a\n");
    assert!(!target.exists());
    assert!(staging_of_this_process().contains(&folder.path().to_owned()));
    let staging = folder.path().to_owned();
    assert_eq!(folder.commit().expect("free"), target);
    assert_eq!(names(&target), ["documents.csv"]);
    assert_eq!(names(&root.path().join("new/deep")), ["out"]);
    assert!(!staging_of_this_process().contains(&staging));
}

#[test]
fn nothing_is_left_after_a_drop() {
    let (root, target) = place();
    let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
    write(&folder, "documents.csv", "a\n");
    assert_eq!(
        names(root.path()),
        [format!(".out.feltsense-{}", process::id())]
    );
    drop(folder);
    assert_eq!(names(root.path()), [""; 0]);
}

#[test]
fn empty_folder_is_used() {
    let (root, target) = place();
    fs::create_dir(&target).expect("room");
    // A slash at the end, as shells add it.
    let slashed = root.path().join("out/");
    assert_eq!(
        report(&slashed, Overwrite::No, "a\n").expect("empty"),
        target
    );
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn report_is_replaced_only_if_asked() {
    let (root, target) = place();
    report(&target, Overwrite::No, "first\n").expect("free");
    let refused = report(&target, Overwrite::No, "second\n").expect_err("exists");
    assert!(matches!(refused, FolderError::Exists { .. }), "{refused}");
    assert!(refused.help().contains("--force"));
    assert_eq!(table_of(&target), "first\n");
    report(&target, Overwrite::Ours, "second\n").expect("ours");
    assert_eq!(table_of(&target), "second\n");
    assert_eq!(names(root.path()), ["out"]);
    assert_eq!(names(&target), ["documents.csv", MANIFEST]);
}

#[test]
fn foreign_folders_are_refused() {
    for manifest in [
        None,
        Some("{}"),
        Some(r#"{"tool": "other"}"#),
        Some("no JSON"),
    ] {
        let (root, target) = place();
        fs::create_dir(&target).expect("room");
        fs::write(target.join("thesis.csv"), "years of work").expect("room");
        if let Some(text) = manifest {
            fs::write(target.join(MANIFEST), text).expect("room");
        }
        let before = names(&target);
        for overwrite in [Overwrite::No, Overwrite::Ours] {
            let refused = report(&target, overwrite, "a\n").expect_err("foreign");
            assert!(matches!(refused, FolderError::Foreign { .. }), "{refused}");
        }
        assert_eq!(names(&target), before);
        assert_eq!(names(root.path()), ["out"]);
    }
}

#[test]
fn additions_to_a_report_are_not_lost() {
    let refused = |target: &Path| {
        let refused = report(target, Overwrite::Ours, "new\n").expect_err("mixed");
        assert!(matches!(refused, FolderError::Mixed { .. }), "{refused}");
        assert_eq!(table_of(target), "old\n");
        refused.to_string()
    };
    let (_root, target) = place();
    report(&target, Overwrite::No, "old\n").expect("free");
    fs::write(target.join("analysis.R"), "x <- 1").expect("room");
    assert!(refused(&target).contains("analysis.R"));
    fs::remove_file(target.join("analysis.R")).expect("there");
    fs::create_dir(target.join("plots")).expect("room");
    assert!(refused(&target).contains("plots"));
    fs::remove_dir(target.join("plots")).expect("there");
    // With a list, files of our kinds are told apart as well.
    let listed = r#"{"tool": "feltsense", "report_files": ["documents.csv"]}"#;
    fs::write(target.join(MANIFEST), listed).expect("room");
    fs::write(target.join("merged.csv"), "mine").expect("room");
    assert!(refused(&target).contains("merged.csv"));
    fs::remove_file(target.join("merged.csv")).expect("there");
    fs::write(target.join(".DS_Store"), "").expect("room");
    report(&target, Overwrite::Ours, "new\n").expect("ours");
    assert_eq!(table_of(&target), "new\n");
}

#[test]
fn what_is_no_folder_is_refused() {
    let (root, target) = place();
    fs::write(&target, "text").expect("room");
    let refused = report(&target, Overwrite::Ours, "a\n").expect_err("a file");
    assert!(refused.to_string().ends_with("is a file, not a folder"));
    assert_eq!(fs::read_to_string(&target).expect("there"), "text");
    let below = report(&target.join("sub"), Overwrite::No, "a\n").expect_err("below a file");
    assert!(matches!(below, FolderError::Io { .. }), "{below}");
    assert_eq!(names(root.path()), ["out"]);
    for nameless in ["", "/", "..", "a/.."] {
        let refused = ReportFolder::create(Path::new(nameless), Overwrite::No);
        assert!(
            matches!(refused, Err(FolderError::NoName { .. })),
            "{nameless}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused() {
    let (root, target) = place();
    let real = root.path().join("real");
    report(&real, Overwrite::No, "old\n").expect("free");
    std::os::unix::fs::symlink(&real, &target).expect("a link");
    for link in [&target, &root.path().join("out/")] {
        let refused = report(link, Overwrite::Ours, "new\n").expect_err("a link");
        assert!(
            refused.to_string().ends_with("is a link, not a folder"),
            "{refused}"
        );
    }
    assert_eq!(table_of(&real), "old\n");
    let null = ReportFolder::create(Path::new("/dev/null"), Overwrite::Ours);
    assert!(null.expect_err("a device").to_string().contains("a device"));
}

#[test]
fn failure_leaves_the_old_report() {
    let (root, target) = place();
    report(&target, Overwrite::No, "old\n").expect("free");
    let folder = ReportFolder::create(&target, Overwrite::Ours).expect("ours");
    write(&folder, "documents.csv", "half");
    drop(folder);
    assert_eq!(table_of(&target), "old\n");
    let folder = ReportFolder::create(&target, Overwrite::Ours).expect("ours");
    fs::remove_dir_all(folder.path()).expect("there");
    folder.commit().expect_err("nothing to commit");
    assert_eq!(table_of(&target), "old\n");
    // The second of the two renames fails.
    replace(&root.path().join("missing"), &target).expect_err("nothing to move");
    assert_eq!(names(&target), ["documents.csv", MANIFEST]);
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn target_is_checked_again_at_the_end() {
    let (root, target) = place();
    let folder = ReportFolder::create(&target, Overwrite::Ours).expect("free");
    fs::create_dir(&target).expect("room");
    fs::write(target.join("thesis.txt"), "meanwhile").expect("room");
    let refused = folder.commit().expect_err("foreign");
    assert!(matches!(refused, FolderError::Foreign { .. }), "{refused}");
    assert_eq!(names(&target), ["thesis.txt"]);
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn two_reports_at_once() {
    let (root, target) = place();
    let first = ReportFolder::create(&target, Overwrite::No).expect("free");
    let second = ReportFolder::create(&target, Overwrite::No).expect("free");
    assert_ne!(first.path(), second.path());
    write(&first, MANIFEST, OURS);
    first.commit().expect("free");
    assert!(matches!(second.commit(), Err(FolderError::Exists { .. })));
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn parents() {
    assert_eq!(parent_of(Path::new("out")), Path::new("."));
    assert_eq!(parent_of(Path::new("a/out")), Path::new("a"));
    assert_eq!(parent_of(Path::new("/out")), Path::new("/"));
}

#[test]
fn names_stay_inside() {
    let (_root, target) = place();
    let folder = ReportFolder::create(&target, Overwrite::No).expect("free");
    for name in ["", ".", "..", "../a", "/a", "a/b", "a/", "./a"] {
        let error = folder.file(name).expect_err(name);
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
    }
    write(&folder, "a.csv", "");
    let again = folder.file("a.csv").expect_err("twice");
    assert_eq!(again.kind(), ErrorKind::AlreadyExists);
}

#[test]
fn messages_are_safe_for_terminals() {
    let error = FolderError::Foreign {
        path: PathBuf::from("a\x1b[2J\nb"),
    };
    assert_eq!(
        error.to_string(),
        r"`a\x1b[2J\nb` is a folder that feltsense did not write"
    );
    assert!(!error.help().contains(char::is_control));
}
