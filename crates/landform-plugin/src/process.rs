//! Provider processes: a plugin binary is started, says on one line where it listens, and is ended with its handle.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio_stream::StreamExt;
use tonic::transport::Channel;

use crate::client;
use crate::generated::plugin::Empty;
use crate::generated::plugin::grpc_controller_client::GrpcControllerClient;
use crate::generated::plugin::grpc_stdio_client::GrpcStdioClient;
use crate::provider::Provider;
use crate::server::{Protocol, refuse_shared_folder};
use crate::warden::Guarded;

/// What a plugin looks for in its environment, to tell a host from a user who starts it by hand. No secret.
const MAGIC_COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// How long a plugin may take until it says where it listens.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a plugin may take to end when asked.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// How long the end of a process is waited for when the connection to it is broken.
const DEATH_TIMEOUT: Duration = Duration::from_millis(500);

/// How much of what a plugin writes to its error stream is kept for the message about its failure.
const KEPT_STDERR: usize = 8 << 10;

/// How a line of the log begins that providers write for their host.
const LOG_LINE: &str = "{\"@";

/// Why a provider could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder for the socket cannot be used, or the binary cannot be run.
    #[error("cannot run provider `{path}`")]
    Spawn {
        /// The binary.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The process ended, or was silent for a minute.
    #[error("provider `{path}` did not say where it listens{stderr}")]
    Silent {
        /// The binary.
        path: PathBuf,
        /// What it wrote to its error stream, on lines of its own.
        stderr: String,
    },
    /// The line is not one that we understand.
    #[error("provider `{path}` greets with `{line}`: {problem}")]
    Handshake {
        /// The binary.
        path: PathBuf,
        /// The line.
        line: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Nobody listens where the provider said.
    #[error("cannot connect to provider `{path}`")]
    Connect {
        /// The binary.
        path: PathBuf,
        /// What the transport said.
        source: tonic::transport::Error,
    },
}

/// A provider process and the connection to it; dropping it ends the process.
pub struct ProviderProcess {
    provider: Arc<dyn Provider>,
    protocol: Protocol,
    channel: Channel,
    id: u32,
    child: Mutex<Running>,
    stderr: Stderr,
}

impl ProviderProcess {
    /// Returns the provider. It answers until the process ends.
    pub fn provider(&self) -> Arc<dyn Provider> {
        Arc::clone(&self.provider)
    }

    /// Returns the version of the protocol that the provider chose.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Returns how the process ended and the last of what it wrote to its error stream; nothing while it runs.
    ///
    /// Call it when a call has failed: it waits a moment, because the connection breaks before the process is gone.
    pub async fn ended(&self) -> Option<String> {
        let step = Duration::from_millis(10);
        let mut waited = Duration::ZERO;
        let status = loop {
            let status = self.child.lock().unwrap_or_else(PoisonError::into_inner).child.try_wait();
            match status {
                Ok(Some(status)) => break status,
                Ok(None) if waited < DEATH_TIMEOUT => {}
                Ok(None) | Err(_) => return None,
            }
            tokio::time::sleep(step).await;
            waited += step;
        };
        Some(format!("{status}{}", self.stderr.text(DEATH_TIMEOUT).await))
    }

    /// Asks the process to end, and ends it if it does not.
    pub async fn shutdown(self) {
        let mut controller = GrpcControllerClient::new(self.channel.clone());
        // A failure is the usual answer: the process ends before it has answered.
        let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, controller.shutdown(Empty {})).await;
        let step = Duration::from_millis(10);
        let mut waited = Duration::ZERO;
        let mut child = self.child.into_inner().unwrap_or_else(PoisonError::into_inner);
        while waited < SHUTDOWN_TIMEOUT && matches!(child.child.try_wait(), Ok(None)) {
            tokio::time::sleep(step).await;
            waited += step;
        }
    }
}

/// A child that does not outlive its handle, nor this process.
struct Running {
    child: Child,
    _guarded: Guarded,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only if the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a provider binary and connects to it. Call it inside a tokio runtime.
///
/// The process sees the given environment and nothing else. `folder`, for its socket, must be closed to other users.
///
/// # Errors
///
/// See [`StartError`].
pub async fn start(
    path: &Path,
    environment: &BTreeMap<OsString, OsString>,
    folder: &Path,
) -> Result<ProviderProcess, StartError> {
    let failed = |source| StartError::Spawn { path: path.to_path_buf(), source };
    refuse_shared_folder(folder).map_err(failed)?;
    let mut child = spawn(path, environment, folder).map_err(failed)?;
    let stderr = keep_tail(child.child.stderr.take());
    let line = first_line(child.child.stdout.take());
    let line = match tokio::time::timeout(HANDSHAKE_TIMEOUT, line).await {
        Ok(Ok(line)) if !line.is_empty() => line,
        Ok(Ok(_) | Err(_)) | Err(_) => {
            drop(child);
            let stderr = stderr.text(SHUTDOWN_TIMEOUT).await;
            return Err(StartError::Silent { path: path.to_path_buf(), stderr });
        }
    };
    let greeting = Greeting::parse(&line).map_err(|problem| StartError::Handshake {
        path: path.to_path_buf(),
        line: line.clone(),
        problem,
    })?;
    let channel = client::channel(&greeting.network, &greeting.address)
        .await
        .map_err(|source| StartError::Connect { path: path.to_path_buf(), source })?;
    drain_output(channel.clone());
    let provider = client::over(channel.clone(), greeting.protocol);
    let (protocol, id) = (greeting.protocol, child.child.id());
    Ok(ProviderProcess { provider, protocol, channel, id, child: Mutex::new(child), stderr })
}

fn spawn(
    path: &Path,
    environment: &BTreeMap<OsString, OsString>,
    folder: &Path,
) -> std::io::Result<Running> {
    Command::new(path)
        .env_clear()
        .envs(environment)
        .env(MAGIC_COOKIE.0, MAGIC_COOKIE.1)
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_UNIX_SOCKET_DIR", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map(|child| {
            let guarded = Guarded::new(child.id());
            Running { child, _guarded: guarded }
        })
}

/// Returns the first line of a stream, and reads the rest so that the writer never waits.
fn first_line(stream: Option<impl Read + Send + 'static>) -> oneshot::Receiver<String> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let Some(stream) = stream else { return };
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        // A stream that fails has ended.
        let _ = reader.read_until(b'\n', &mut line);
        let _ = sender.send(String::from_utf8_lossy(&line).trim().to_owned());
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
    });
    receiver
}

/// The last part of what a process wrote to its error stream.
struct Stderr {
    kept: Arc<Mutex<Vec<u8>>>,
    closed: watch::Receiver<bool>,
}

impl Stderr {
    /// Returns it as lines of their own behind a colon, when the stream has ended or some time has passed.
    async fn text(&self, patience: Duration) -> String {
        // Does not end while a child of the process holds the stream open.
        let mut closed = self.closed.clone();
        let _ = tokio::time::timeout(patience, closed.wait_for(|closed| *closed)).await;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match words(&kept).as_str() {
            "" => String::new(),
            text => format!(":\n{text}"),
        }
    }
}

/// Returns the lines that are meant for people: whole ones, and none of the log that providers write for their host.
fn words(kept: &[u8]) -> String {
    let text = String::from_utf8_lossy(kept);
    let is_cut = kept.len() >= KEPT_STDERR;
    let whole = if is_cut { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    let lines: Vec<_> = whole.lines().filter(|line| !line.starts_with(LOG_LINE)).collect();
    lines.join("\n").trim().to_owned()
}

/// Reads a stream to its end and keeps the last part.
fn keep_tail(stream: Option<impl Read + Send + 'static>) -> Stderr {
    let (sender, closed) = watch::channel(false);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&kept);
    std::thread::spawn(move || {
        let Some(mut stream) = stream else { return };
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            let mut kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
            let excess = kept.len().saturating_sub(KEPT_STDERR);
            kept.drain(..excess);
        }
        let _ = sender.send(true);
    });
    Stderr { kept, closed }
}

/// Reads what the provider's code prints: the plugin library holds it back until somebody asks.
fn drain_output(channel: Channel) {
    tokio::spawn(async move {
        let Ok(stream) = GrpcStdioClient::new(channel).stream_stdio(Empty {}).await else { return };
        let mut stream = stream.into_inner();
        while let Some(Ok(_)) = stream.next().await {}
    });
}

/// Where a provider listens and what it speaks.
#[derive(Debug, PartialEq, Eq)]
struct Greeting {
    protocol: Protocol,
    network: String,
    address: String,
}

impl Greeting {
    /// Reads `core version|protocol version|network|address|transport[|certificate...]`.
    fn parse(line: &str) -> Result<Self, &'static str> {
        let mut parts = line.split('|');
        let mut part = || parts.next().ok_or("expected at least five parts between `|`");
        if part()? != "1" {
            return Err("its plugin version is not 1");
        }
        let protocol = match part()? {
            "5" => Protocol::Five,
            "6" => Protocol::Six,
            _ => return Err("it speaks neither version 5 nor 6 of the provider protocol"),
        };
        let network = part()?.to_owned();
        if !matches!(network.as_str(), "unix" | "tcp") {
            return Err("its network is neither `unix` nor `tcp`");
        }
        let address = part()?.to_owned();
        if part()? != "grpc" {
            return Err("its transport is not `grpc`");
        }
        // We offer no certificate, so a provider that insists on one cannot be reached.
        if parts.next().is_some_and(|certificate| !certificate.is_empty()) {
            return Err("it wants an encrypted connection");
        }
        Ok(Self { protocol, network, address })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_greeting_says_where_the_provider_listens() {
        let greeting = |protocol, network: &str, address: &str| {
            Ok(Greeting { protocol, network: network.to_owned(), address: address.to_owned() })
        };
        let cases = [
            ("1|5|unix|/tmp/plugin1|grpc", greeting(Protocol::Five, "unix", "/tmp/plugin1")),
            ("1|6|tcp|127.0.0.1:99|grpc|", greeting(Protocol::Six, "tcp", "127.0.0.1:99")),
            ("1|5|unix|/a|grpc||false", greeting(Protocol::Five, "unix", "/a")),
            ("2|5|unix|/a|grpc", Err("its plugin version is not 1")),
            (
                "1|4|unix|/a|netrpc",
                Err("it speaks neither version 5 nor 6 of the provider protocol"),
            ),
            ("1|5|pipe|/a|grpc", Err("its network is neither `unix` nor `tcp`")),
            ("1|5|unix|/a|netrpc", Err("its transport is not `grpc`")),
            ("1|5|unix|/a|grpc|MIIC", Err("it wants an encrypted connection")),
            ("1|5|unix|/a", Err("expected at least five parts between `|`")),
            ("hello", Err("its plugin version is not 1")),
        ];
        for (line, expected) in cases {
            assert_eq!(Greeting::parse(line), expected, "{line}");
        }
    }

    #[test]
    fn a_binary_that_is_no_provider_is_reported_with_what_it_said() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))
            .expect("a mode");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let cases = [
            ("echo no such luck >&2; exit 1", " did not say where it listens:\nno such luck"),
            (
                "echo '{\"@level\":\"trace\"}' >&2; echo panic: 1 >&2; exit 1",
                " did not say where it listens:\npanic: 1",
            ),
            (
                "yes '{\"@level\":\"trace\"}' | head -n 2000 >&2; echo panic: 2 >&2; exit 1",
                " did not say where it listens:\npanic: 2",
            ),
            ("exit 0", " did not say where it listens"),
            ("echo hello; sleep 60", " greets with `hello`: its plugin version is not 1"),
            ("echo '1|5|unix|/nowhere|grpc'; sleep 60", ""),
        ];
        for (number, (script, message)) in cases.into_iter().enumerate() {
            let path = folder.path().join(format!("provider-{number}"));
            std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a file");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))
                .expect("a mode");
            let started = runtime.block_on(start(&path, &BTreeMap::new(), folder.path()));
            let error = started.err().expect("no provider").to_string();
            let expected = if message.is_empty() {
                format!("cannot connect to provider `{}`", path.display())
            } else {
                format!("provider `{}`{message}", path.display())
            };
            assert_eq!(error, expected, "{script}");
        }
        let missing = folder.path().join("missing");
        let started = runtime.block_on(start(&missing, &BTreeMap::new(), folder.path()));
        let error = started.err().expect("no provider").to_string();
        assert_eq!(error, format!("cannot run provider `{}`", missing.display()));
    }
}
