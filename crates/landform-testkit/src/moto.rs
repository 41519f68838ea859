//! moto, an emulator of AWS: started on a free port of this machine, ended with whoever started it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::http;
use crate::python::python_with_moto;
use crate::skip::Skip;

/// Starts moto; ends it when standard input does.
const LAUNCHER: &str = include_str!("launcher.py");

/// How long the start may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the end may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// How clients reach the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a proxy: clients use the addresses of AWS, with TLS.
    Proxy,
    /// As a server: clients are told an endpoint.
    Server,
}

/// An emulator that runs.
#[derive(Debug)]
pub struct Moto {
    mode: Mode,
    port: u16,
    authority: PathBuf,
    child: Child,
    // Its end tells the emulator to end, also when this process is killed.
    alive: Option<ChildStdin>,
}

impl Moto {
    /// Starts an emulator with nothing in it.
    ///
    /// # Errors
    ///
    /// Fails if Python or moto are missing and cannot be had, or if it does not start.
    pub fn start(mode: Mode) -> Result<Self, Skip> {
        let python = python_with_moto()?;
        let name = match mode {
            Mode::Proxy => "proxy",
            Mode::Server => "server",
        };
        let mut child = Command::new(&python)
            .args(["-c", LAUNCHER, name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .env("MOTO_ECS_SERVICE_RUNNING", "1")
            .spawn()
            .map_err(|error| {
                Skip::because(&format!("cannot run `{}`", python.display()), &error)
            })?;
        let alive = child.stdin.take();
        let line = first_line(&mut child);
        let mut parts = line.trim().splitn(2, ' ');
        let port = parts.next().and_then(|port| port.parse().ok());
        let authority = PathBuf::from(parts.next().unwrap_or_default());
        let mut moto = Self { mode, port: port.unwrap_or(0), authority, child, alive };
        if port.is_none() {
            return Err(Skip::because("moto did not start", &moto.last_words()));
        }
        // Where it is said that it listens, it does: ask once, so that what it loads first is loaded.
        moto.reset().map_err(|error| Skip::because("moto does not answer", &error))?;
        Ok(moto)
    }

    /// Returns the address of the emulator, such as `http://127.0.0.1:5000`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns the port on which it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns the certificate of the authority that signs the proxy's answers; empty for a server.
    #[must_use]
    pub fn authority(&self) -> &PathBuf {
        &self.authority
    }

    /// Returns the variables with which engines, providers and clients meet the emulator instead of AWS.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        let reach = match self.mode {
            Mode::Proxy => vec![
                ("HTTP_PROXY", self.url()),
                ("HTTPS_PROXY", self.url()),
                ("AWS_CA_BUNDLE", self.authority.display().to_string()),
            ],
            Mode::Server => vec![("AWS_ENDPOINT_URL", self.url())],
        };
        let common = [
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            // A call that the emulator does not know is answered with 500, which clients try again for minutes.
            ("AWS_MAX_ATTEMPTS", "2"),
        ];
        let common = common.map(|(name, value)| (name, value.to_owned()));
        let all = reach.into_iter().chain(common);
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Empties the emulator.
    ///
    /// # Errors
    ///
    /// Fails if it does not answer.
    pub fn reset(&self) -> std::io::Result<()> {
        let host = "motoapi.amazonaws.com";
        let target = match self.mode {
            Mode::Proxy => format!("http://{host}/moto-api/reset"),
            Mode::Server => "/moto-api/reset".to_owned(),
        };
        let ask = http::Ask { method: "POST", target: &target, host, ..http::Ask::default() };
        match http::ask(self.port, ask)?.0 {
            200 => Ok(()),
            other => Err(std::io::Error::other(format!("moto answers {other} to a reset"))),
        }
    }

    /// Returns the last line that the emulator wrote to standard error before it ended.
    fn last_words(&mut self) -> String {
        drop(self.alive.take());
        let mut said = String::new();
        if let Some(mut pipe) = self.child.stderr.take() {
            // What cannot be read leaves the reason empty, and the emulator is gone anyway.
            let _ = pipe.read_to_string(&mut said);
        }
        let last = said.lines().rfind(|line| !line.trim().is_empty());
        last.unwrap_or("it said nothing").trim().to_owned()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.alive.take());
        // It removes its folder and ends; a signal at once would leave the folder behind.
        let deadline = Instant::now() + FAREWELL;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the first line of the standard output, or nothing if it does not come; keeps the pipes empty from then on.
fn first_line(child: &mut Child) -> String {
    let Some(stdout) = child.stdout.take() else { return String::new() };
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        // Nobody may be waiting any more.
        let _ = send.send(line);
    });
    let line = receive.recv_timeout(PATIENCE).unwrap_or_default();
    if !line.is_empty() {
        let stderr = child.stderr.take();
        thread::spawn(move || {
            stderr.map(|mut pipe| std::io::copy(&mut pipe, &mut std::io::sink()))
        });
    }
    line
}
