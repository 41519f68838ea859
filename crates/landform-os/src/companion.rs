//! Companions: this program once more, beside this process, in a session of its own; it outlives the process if it must.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use rustix::io::FdFlags;

/// A companion, asked and answering in lines.
#[derive(Debug)]
pub struct Companion {
    child: Child,
    /// Closed when the companion is to end.
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Companion {
    /// Starts this program with other arguments, in a folder; what it complains of goes to the end of a file.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(
        arguments: &[&str],
        folder: &Path,
        env: &BTreeMap<String, String>,
        complaints: &Path,
    ) -> io::Result<Self> {
        let complaints =
            OpenOptions::new().append(true).create(true).mode(0o600).open(complaints)?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(complaints)
            .spawn()?;
        let missing = || io::Error::other("the process has no pipes");
        let to = child.stdin.take().ok_or_else(missing)?;
        let from = child.stdout.take().ok_or_else(missing)?;
        Ok(Self { child, to: Some(to), from: BufReader::new(from) })
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Says a line and returns the line that answers it.
    ///
    /// # Errors
    /// The companion has ended.
    pub fn ask(&mut self, line: &str) -> io::Result<String> {
        let to = self.to.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        to.write_all(line.as_bytes())?;
        to.write_all(b"\n")?;
        to.flush()?;
        let mut answer = String::new();
        if self.from.read_line(&mut answer)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer)
    }

    /// Lets the companion end, and waits for that.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub fn end(mut self) -> io::Result<ExitStatus> {
        drop(self.to.take());
        self.child.wait()
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        drop(self.to.take());
        // One that has been waited for already says so at once; nobody is left to hear of anything else.
        let _ = self.child.wait();
    }
}

/// Makes this process, a companion, independent of the terminal and of the group of the process that started it.
///
/// # Errors
/// The process leads a group already.
pub fn leave_session() -> io::Result<()> {
    rustix::process::setsid()?;
    Ok(())
}

/// Lets all processes that are started from now on have the file open too: a lock on it is then free only when they have all ended.
///
/// # Errors
/// The system does not allow it.
pub fn hand_down(file: &File) -> io::Result<()> {
    rustix::io::fcntl_setfd(file, FdFlags::empty())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use landform_world::Cancel;

    use super::*;
    use crate::process;

    #[test]
    fn a_lock_that_is_handed_down_is_free_when_the_last_process_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = File::create(&path).unwrap();
        file.lock().unwrap();
        hand_down(&file).unwrap();
        let started = folder.path().join("started");
        let end = folder.path().join("end");
        let script = format!(
            "touch {}; while ! [ -e {} ]; do sleep 0.01; done",
            started.display(),
            end.display()
        );
        let command = landform_world::Command {
            program: PathBuf::from("sh"),
            args: vec!["-c".into(), script],
            folder: "/".into(),
            env: BTreeMap::from([("PATH".into(), std::env::var("PATH").unwrap())]),
        };
        let other = File::open(&path).unwrap();
        std::thread::scope(|scope| {
            let child = scope.spawn(|| process::run(&command, &Cancel::default()).unwrap());
            while !started.exists() {
                std::thread::yield_now();
            }
            drop(file);
            assert!(other.try_lock().is_err(), "the child has it still");
            File::create(&end).unwrap();
            assert_eq!(child.join().unwrap().code, Some(0));
        });
        other.try_lock().unwrap();
    }
}
