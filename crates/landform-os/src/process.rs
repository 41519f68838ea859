//! Processes: started with an explicit folder and environment, waited for, stopped when asked.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
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
pub(crate) fn run(command: &Command, cancel: &Cancel) -> io::Result<Finished> {
    let program = resolve(command)?;
    let mut child = Program::new(program)
        .args(&command.args)
        .current_dir(&command.folder)
        .env_clear()
        .envs(&command.env)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()?;
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let stdout = scope.spawn(move || drain(out.as_mut()));
        let stderr = scope.spawn(move || drain(err.as_mut()));
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (done, ended) = channel::<()>();
        scope.spawn(move || watch(pid, cancel, &ended));
        let (code, usage) = wait(&mut child, done)?;
        let join = |handle: thread::ScopedJoinHandle<'_, io::Result<Vec<u8>>>| {
            handle.join().unwrap_or_else(|_| Err(io::Error::other("a reader of a pipe died")))
        };
        Ok(Finished { code, stdout: join(stdout)?, stderr: join(stderr)?, usage })
    })
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

fn drain(pipe: Option<&mut impl Read>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
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
    fn a_missing_program_is_not_found() {
        let mut command = shell("");
        command.program = "no-such-program".into();
        let error = run(&command, &Cancel::default()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(error.to_string(), "`no-such-program` is not on PATH");
    }

    #[test]
    fn an_urgent_wish_to_stop_interrupts_the_process() {
        let cancel = Cancel::default();
        cancel.request();
        cancel.request();
        let done =
            run(&shell("trap 'echo stopped; exit 9' INT; while :; do sleep 0.01; done"), &cancel);
        let done = done.unwrap();
        assert_eq!((done.code, done.stdout), (Some(9), b"stopped\n".to_vec()));
    }
}
