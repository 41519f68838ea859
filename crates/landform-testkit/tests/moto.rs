//! The emulator starts, answers in both modes, and ends with whoever started it.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use landform_testkit::{Mode, Moto, Skip};

/// Set in the process that is killed.
const VICTIM: &str = "LANDFORM_TESTKIT_VICTIM";

/// What that process does: wait until it is killed.
const WAITS: &str = "waits";

fn moto_or_skip(mode: Mode) -> Option<Moto> {
    Moto::start(mode).map_err(|Skip(reason)| eprintln!("skipped: {reason}")).ok()
}

/// Asks who we are, as the account that the header names.
fn identity(moto: &Moto, mode: Mode) -> String {
    let host = "sts.us-east-1.amazonaws.com";
    let target = match mode {
        Mode::Proxy => format!("http://{host}/"),
        Mode::Server => "/".to_owned(),
    };
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let mut stream = TcpStream::connect(moto.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(
        stream,
        "POST {target} HTTP/1.1\r\nHost: {host}\r\nx-moto-account-id: 222222222222\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn both_modes_answer_for_any_account_and_end_when_dropped() {
    for mode in [Mode::Proxy, Mode::Server] {
        let Some(moto) = moto_or_skip(mode) else { return };
        let answer = identity(&moto, mode);
        assert!(answer.contains("222222222222"), "{mode:?}: {answer}");
        moto.reset().unwrap();
        let env = moto.env();
        let (name, bundle) = match mode {
            Mode::Proxy => ("HTTPS_PROXY", env.get("AWS_CA_BUNDLE")),
            Mode::Server => ("AWS_ENDPOINT_URL", None),
        };
        assert_eq!(env.get(name), Some(&moto.url()));
        assert_eq!(bundle.is_some(), mode == Mode::Proxy);
        assert!(bundle.is_none_or(|file| {
            std::fs::read_to_string(file).unwrap().contains("BEGIN CERTIFICATE")
        }));
        let address = moto.url().trim_start_matches("http://").to_owned();
        drop(moto);
        assert!(TcpStream::connect(&address).is_err(), "{mode:?} still listens");
    }
}

/// Starts an emulator and waits; only the test below runs it in earnest, in a process of its own.
#[test]
fn victim() {
    if std::env::var_os(VICTIM).is_none() {
        return;
    }
    let Some(moto) = moto_or_skip(Mode::Server) else { return };
    eprintln!("listens at {}", moto.url());
    if std::env::var(VICTIM).unwrap() == WAITS {
        std::thread::sleep(Duration::from_secs(600));
    }
}

/// Returns the command that starts an emulator in a process of its own, with a folder for what it writes.
fn victim_command(does: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "victim", "--nocapture"]).env(VICTIM, does).env("TMPDIR", folder);
    command
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn an_emulator_that_is_dropped_leaves_nothing_behind() {
    let Some(_) = moto_or_skip(Mode::Server) else { return };
    let folder = tempfile::tempdir().unwrap();
    let done = victim_command("ends", folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&done.stderr).contains("listens at"), "{done:?}");
    assert!(is_empty(folder.path()));
}

#[test]
fn an_emulator_does_not_outlive_a_killed_process() {
    let Some(_) = moto_or_skip(Mode::Server) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut child = victim_command(WAITS, folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines
        .map(Result::unwrap)
        .find_map(|line| line.strip_prefix("listens at http://").map(str::to_owned))
        .unwrap();
    TcpStream::connect(&address).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(&address).is_ok() || !is_empty(folder.path()) {
        assert!(Instant::now() < deadline, "the emulator outlives the process that started it");
        std::thread::yield_now();
    }
}
