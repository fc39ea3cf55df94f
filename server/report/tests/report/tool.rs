//! Programs that check from outside.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of this crate.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A place for a file that a tool is to read; kept for looking at when a test fails.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// Whether a program can be started. Where CI runs everything must be there; on a developer's machine it is said aloud.
pub fn have(program: &str, check: &[&str]) -> bool {
    let output = Command::new(program).args(check).output();
    let found = output.is_ok_and(|output| output.status.success());
    if !found {
        assert!(env::var_os("CI").is_none(), "{program} {check:?} fails on CI");
        // Not eprintln: what a passing test prints with it is swallowed.
        let message = format!("SKIPPED: {program} {check:?} fails, so its check did not run\n");
        std::io::stderr().write_all(message.as_bytes()).unwrap();
    }
    found
}

/// What a program prints; it must succeed.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?} failed:\n{out}\n{err}");
    out.into_owned()
}

/// The Python that has the validators: `CARREL_PYTHON`, or what the machine has.
pub fn python() -> String {
    env::var("CARREL_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}
