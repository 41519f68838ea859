//! A server that answers as a test says, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use landform_aws::{Environment, States};
use landform_os::OsWorld;
use landform_plan::Backend;
use serde_json::{Map, Value as Json};

/// A request, as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Asked {
    /// Returns the access key that signed.
    pub(crate) fn key(&self) -> &str {
        let header = self.headers.get("authorization").map_or("", String::as_str);
        let after = header.split_once("Credential=").map_or("", |(_, after)| after);
        after.split('/').next().unwrap_or_default()
    }

    /// Returns method and target.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// Returns a parameter of the body, encoded as it is.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find_map(|(key, value)| (key == name).then_some(value))
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// Returns an answer.
pub(crate) fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer { status, headers: Vec::new(), body: body.into() }
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts a server that answers as `reply` says.
    pub(crate) fn start(reply: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&asked), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                thread::spawn(move || serve(stream, &kept, reply.as_ref()));
            }
        });
        Self { port, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns what was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Returns the lines of what was asked so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Vec<Asked>>, reply: &dyn Fn(&Asked) -> Answer) {
    let mut reader = BufReader::new(stream);
    let Some(mut asked) = read(&mut reader) else { return };
    if asked.method == "CONNECT" {
        kept.lock().unwrap().push(asked);
        let _ = reader.get_mut().write_all(b"HTTP/1.1 200 Connected\r\n\r\n");
        let Some(inner) = read(&mut reader) else { return };
        asked = inner;
    }
    let answer = reply(&asked);
    let is_head = asked.method == "HEAD";
    kept.lock().unwrap().push(asked);
    let mut text = format!("HTTP/1.1 {} Answer\r\nconnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = if is_head { String::new() } else { answer.body };
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let _ = reader.get_mut().write_all(text.as_bytes());
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let mut asked = Asked {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        ..Asked::default()
    };
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        asked.headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = asked.headers.get("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8_lossy(&body).into_owned();
    Some(asked)
}

/// Returns variables from pairs.
pub(crate) fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Returns the variables of somebody with a key, whose AWS is a server.
pub(crate) fn with_key(server: &Server) -> BTreeMap<String, String> {
    variables(&[
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ENDPOINT_URL", &server.url()),
    ])
}

/// Returns a store of states for variables.
pub(crate) fn store(world: &OsWorld, variables: BTreeMap<String, String>) -> States<'_> {
    States::new(Environment::new(variables, world))
}

/// Returns settings of JSON.
pub(crate) fn config(json: &Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

/// Returns the backend of `s3://states/a/unit.tfstate`, with more settings.
pub(crate) fn backend(more: &Json) -> Backend {
    let mut all = config(&serde_json::json!({
        "bucket": "states", "key": "a/unit.tfstate", "region": "eu-west-1", "use_lockfile": true
    }));
    all.extend(config(more));
    Backend { kind: "s3".to_owned(), config: all }
}
