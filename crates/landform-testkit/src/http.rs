//! One request to a server on this machine: enough to ask an emulator what it has, and to empty it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request. The target is a path, or a whole address if the server is a proxy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) host: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
}

/// Sends a request to `127.0.0.1:port` and returns status and body of the answer.
pub(crate) fn ask(port: u16, ask: Ask<'_>) -> io::Result<(u16, String)> {
    let Ask { method, target, host, headers, body } = ask;
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    // The proxy leaves a connection open for some seconds after its answer: the length says where it ends.
    while !is_whole(&answer) {
        let length = stream.read(&mut part)?;
        if length == 0 {
            break;
        }
        answer.extend_from_slice(part.get(..length).unwrap_or_default());
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let code = text.split_whitespace().nth(1).and_then(|code| code.parse().ok());
    let code =
        code.ok_or_else(|| io::Error::other(format!("no status in the answer `{}`", text.trim())))?;
    Ok((code, text.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned())))
}

/// Tells whether an answer has as many bytes as its head says.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|(_, length)| length.trim().parse::<usize>().ok());
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(0) + 4;
    length.is_some_and(|length| answer.len() >= body + length)
}
