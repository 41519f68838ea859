//! Processes: started with an explicit folder and environment, waited for, stopped when asked.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Program, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use landform_world::{Cancel, Command, Finished, Usage};
use rustix::process::{Pid, Signal, kill_process_group};
use wait4::Wait4;

/// How long a process may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(30);
/// How often a wish to stop is looked for.
const POLL: Duration = Duration::from_millis(50);

/// Runs a process to its end. It is in a process group of its own, so that a Ctrl-C at the terminal does not reach it.
///
/// What it writes goes to memory instead of a pipe: if this process is killed, the other can still write, and ends in order.
pub(crate) fn run(command: &Command, cancel: &Cancel) -> io::Result<Finished> {
    run_into(command, memory("stdout")?, cancel)
}

/// Runs a process like [`run`]; what it writes goes to a file, where it is also when this process is killed.
pub(crate) fn run_noted(command: &Command, file: &Path, cancel: &Cancel) -> io::Result<Finished> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true).mode(0o600);
    run_into(command, options.open(file)?, cancel)
}

fn run_into(command: &Command, out: File, cancel: &Cancel) -> io::Result<Finished> {
    let program = resolve(command)?;
    let err = memory("stderr")?;
    let mut child = Program::new(program)
        .args(&command.args)
        .current_dir(&command.folder)
        .env_clear()
        .envs(&command.env)
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(err.try_clone()?)
        .process_group(0)
        .spawn()?;
    let (code, usage) = thread::scope(|scope| {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (done, ended) = channel::<()>();
        scope.spawn(move || watch(pid, cancel, &ended));
        wait(&mut child, done)
    })?;
    Ok(Finished { code, stdout: content(out)?, stderr: content(err)?, usage })
}

/// Returns a file that is in memory alone, and goes away with the last process that has it.
#[cfg(target_os = "linux")]
fn memory(name: &str) -> io::Result<File> {
    Ok(rustix::fs::memfd_create(name, rustix::fs::MemfdFlags::CLOEXEC)?.into())
}

/// Returns a file that nobody else can open, and that goes away with the last process that has it.
#[cfg(not(target_os = "linux"))]
fn memory(name: &str) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    use std::sync::atomic::{AtomicU64, Ordering};

    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!(".landform-{}-{number}-{name}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let mut options = std::fs::OpenOptions::new();
    let file = options.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

/// Returns what was written to a file of [`memory`].
fn content(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Finds a program that is given by name in the `PATH` of its own environment.
fn resolve(command: &Command) -> io::Result<PathBuf> {
    if command.program.components().count() > 1 {
        return Ok(command.program.clone());
    }
    let path = command.env.get("PATH").map_or("", String::as_str);
    std::env::split_paths(path)
        .map(|folder| folder.join(&command.program))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| {
            let name = command.program.display();
            io::Error::new(io::ErrorKind::NotFound, format!("`{name}` is not on PATH"))
        })
}

fn wait(child: &mut Child, done: Sender<()>) -> io::Result<(Option<i32>, Usage)> {
    let outcome = child.wait4();
    drop(done);
    let outcome = outcome?;
    let usage = Usage {
        cpu: outcome.rusage.utime + outcome.rusage.stime,
        peak_rss_bytes: outcome.rusage.maxrss,
    };
    Ok((outcome.status.code(), usage))
}

/// Passes a wish to stop on to the process group: an interrupt first, after the grace period a kill.
fn watch(pid: Option<Pid>, cancel: &Cancel, ended: &std::sync::mpsc::Receiver<()>) {
    let Some(pid) = pid else { return };
    let mut asked: Option<Instant> = None;
    while ended.recv_timeout(POLL) == Err(RecvTimeoutError::Timeout) {
        match asked {
            None if cancel.is_urgent() => {
                let _ = kill_process_group(pid, Signal::INT);
                asked = Some(Instant::now());
            }
            Some(since) if cancel.is_final(since.elapsed() > GRACE) => {
                let _ = kill_process_group(pid, Signal::KILL);
            }
            None | Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn shell(script: &str) -> Command {
        let path = std::env::var("PATH").unwrap();
        Command {
            program: "sh".into(),
            args: vec!["-c".into(), script.into()],
            folder: "/".into(),
            env: BTreeMap::from([("PATH".into(), path), ("GREETING".into(), "hello".into())]),
        }
    }

    #[test]
    fn gives_code_output_and_usage() {
        let done =
            run(&shell("echo $GREETING $HOME; echo no >&2; exit 3"), &Cancel::default()).unwrap();
        assert_eq!(
            (done.code, done.stdout, done.stderr),
            (Some(3), b"hello\n".into(), b"no\n".into())
        );
        assert!(done.usage.peak_rss_bytes > 0);
    }

    #[test]
    fn much_output_is_read_whole() {
        let done = run(&shell("head -c 3000000 /dev/zero; exit 0"), &Cancel::default()).unwrap();
        assert_eq!((done.code, done.stdout.len()), (Some(0), 3_000_000));
    }

    #[test]
    fn a_missing_program_is_not_found() {
        let mut command = shell("");
        command.program = "no-such-program".into();
        let error = run(&command, &Cancel::default()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(error.to_string(), "`no-such-program` is not on PATH");
    }

    /// Tells whether this process was started with interrupts ignored, as shells start what runs in the background: no shell can trap them then.
    fn interrupts_are_ignored() -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        ignored.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).is_ok_and(|m| m & 2 != 0))
    }

    #[test]
    fn an_urgent_wish_to_stop_interrupts_the_process() {
        if interrupts_are_ignored() {
            eprintln!("skipped: interrupts are ignored by whoever started the tests");
            return;
        }
        let cancel = Cancel::default();
        cancel.request();
        cancel.request();
        let done =
            run(&shell("trap 'echo stopped; exit 9' INT; while :; do sleep 0.01; done"), &cancel);
        let done = done.unwrap();
        assert_eq!((done.code, done.stdout), (Some(9), b"stopped\n".to_vec()));
    }
}
