//! The warden: a small process that ends the providers of a process that was killed, because they would not notice.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Reads `+ID` and `-ID` until nobody is there to write any more, then ends those that are left.
///
/// A process's start time tells whether an id still means it (proc(5), field 22 of `stat`); where the system has no such file, the id alone does.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
since() {
  { read -r line < "/proc/$1/stat"; } 2>/dev/null || { echo "-"; return; }
  set -- ${line##*) }
  shift 19
  echo "$1"
}
left=""
while read -r word; do
  id="${word#?}"
  case "$word" in
    +*) left="$left $id:$(since "$id")" ;;
    -*)
      rest=""
      for one in $left; do
        [ "${one%%:*}" = "$id" ] || rest="$rest $one"
      done
      left="$rest"
      ;;
  esac
done
for one in $left; do
  id="${one%%:*}"
  [ "$(since "$id")" = "${one#*:}" ] && kill -KILL "$id" 2>/dev/null
done
"#;

/// The warden of this process, and the way to it.
static WARDEN: OnceLock<Mutex<Option<Warden>>> = OnceLock::new();

struct Warden {
    words: ChildStdin,
    // Never waited for: it ends after this process does.
    _child: Child,
}

impl Warden {
    /// Starts in a process group of its own, so that what ends the others does not end it.
    fn start() -> Option<Self> {
        let mut child = Command::new("/bin/sh")
            .args(["-c", SCRIPT])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .ok()?;
        Some(Self { words: child.stdin.take()?, _child: child })
    }
}

/// A process that is ended with this one, however this one ends.
#[derive(Debug)]
pub(crate) struct Guarded(u32);

impl Guarded {
    /// Tells the warden of a process. Without a shell there is no warden, and everything works but this.
    pub(crate) fn new(id: u32) -> Self {
        tell('+', id);
        Self(id)
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        tell('-', self.0);
    }
}

fn tell(sign: char, id: u32) {
    let warden = WARDEN.get_or_init(|| Mutex::new(Warden::start()));
    let mut warden = warden.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = warden.as_mut() {
        // A warden that is gone cannot be helped for those that it knew; the next one gets another.
        if known.words.write_all(format!("{sign}{id}\n").as_bytes()).is_err() {
            *warden = Warden::start();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Child {
        Command::new("sleep").arg("60").spawn().expect("a process")
    }

    #[test]
    fn those_that_are_left_end_when_nobody_is_there_any_more() {
        let mut warden = Warden::start().expect("a shell");
        let [mut left, mut taken_back, mut unknown] = [sleeper(), sleeper(), sleeper()];
        let mut say = |sign: char, id: u32| {
            warden.words.write_all(format!("{sign}{id}\n").as_bytes()).expect("a word");
        };
        say('+', taken_back.id());
        say('+', left.id());
        say('-', taken_back.id());
        assert_eq!(left.try_wait().expect("an answer"), None);
        // The end of this process would close it as well.
        let Warden { words, _child: mut shell } = warden;
        drop(words);
        shell.wait().expect("an end");
        let status = left.wait().expect("an end");
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
        for other in [&mut taken_back, &mut unknown] {
            assert_eq!(other.try_wait().expect("an answer"), None);
            other.kill().expect("an end");
            other.wait().expect("an end");
        }
    }

    #[test]
    fn an_id_that_means_another_process_by_now_is_left_alone() {
        let script = SCRIPT.replace("left=\"\"\nwhile", "left=\" $OTHER:1\"\nwhile");
        assert_ne!(script, SCRIPT);
        let mut other = sleeper();
        let status = Command::new("/bin/sh")
            .args(["-c", &script])
            .env("OTHER", other.id().to_string())
            .stdin(Stdio::null())
            .status();
        assert!(status.is_ok());
        let alive = other.try_wait().expect("an answer");
        other.kill().expect("an end");
        other.wait().expect("an end");
        // Only where the system tells when a process has started.
        if std::path::Path::new("/proc/self/stat").exists() {
            assert_eq!(alive, None);
        }
    }
}
