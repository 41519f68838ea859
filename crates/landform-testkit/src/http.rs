//! One request to a server on this machine: enough to ask an emulator whether it is there and to empty it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a request without a body to `127.0.0.1:port` and returns the status of the answer.
///
/// The target is a path, or a whole address if the server is a proxy.
pub(crate) fn status(port: u16, method: &str, target: &str, host: &str) -> io::Result<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    // The proxy leaves a connection open for some seconds after its answer: the first line is enough.
    let mut answer = Vec::new();
    let mut part = [0; 256];
    while !answer.contains(&b'\n') {
        let length = stream.read(&mut part)?;
        if length == 0 {
            break;
        }
        answer.extend_from_slice(part.get(..length).unwrap_or_default());
    }
    let text = String::from_utf8_lossy(&answer);
    let code = text.split_whitespace().nth(1).and_then(|code| code.parse().ok());
    code.ok_or_else(|| io::Error::other(format!("no status in the answer `{}`", text.trim())))
}
