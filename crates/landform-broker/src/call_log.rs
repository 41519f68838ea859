//! The call log: every change that providers are asked for, on the disk before it begins and again before the engine hears how it ended.
//!
//! An engine writes its state after a change, an S3 back end even every twenty seconds only. What happens in between is known here alone when
//! everything is killed. The log holds what states hold, secrets too: it lies in a closed folder, and goes when the run is finished.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use landform_ledger::{Ledger, LedgerError};
use landform_plugin::message::{ApplyRequest, ApplyResponse, DynamicValue};
use prost::Message as _;

/// What the file holds, and in which version.
const KIND: &str = "calls 1";

/// The log of one run.
#[derive(Debug)]
pub struct CallLog {
    ledger: Ledger,
    past: Vec<PastCall>,
    next: AtomicU64,
    under_way: AtomicUsize,
    connections: AtomicUsize,
    closed: AtomicBool,
}

/// A call that the log had when it was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCall {
    /// Counts the calls of the run.
    pub number: u64,
    /// Who asked for it.
    pub asker: Asker,
    /// What is to be changed, without the configuration.
    pub request: ApplyRequest,
    /// What came of it.
    pub outcome: Outcome,
}

/// Who asks for a change: a unit, through one configuration of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The unit's path.
    pub unit: String,
    /// What tells the provider's configuration from others: equal resources of two regions are different ones.
    pub configuration: String,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The provider answered.
    Answered {
        /// What it said.
        answer: ApplyResponse,
        /// What tells the object from others of its type.
        identity: Option<String>,
    },
    /// The call itself failed, so that nobody knows what it has done.
    Failed(String),
    /// Everything ended while it was under way.
    Open,
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A new object.
    Create,
    /// A change of an object.
    Update,
    /// The end of an object.
    Delete,
}

impl ChangeKind {
    /// Returns what a request asks for.
    pub fn of(request: &ApplyRequest) -> Self {
        if is_null(request.prior_state.as_ref()) {
            Self::Create
        } else if is_null(request.planned_state.as_ref()) {
            Self::Delete
        } else {
            Self::Update
        }
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Tells whether a field is absent or holds null.
pub(crate) fn is_null(field: Option<&DynamicValue>) -> bool {
    field.is_none_or(|value| match value.msgpack.as_slice() {
        // One byte: nil.
        [0xc0] => true,
        [] => value.json.is_empty() || value.json == b"null",
        [..] => false,
    })
}

/// A record: the begin of a call, or its end.
#[derive(Clone, PartialEq, prost::Message)]
struct Record {
    #[prost(uint64, tag = "1")]
    number: u64,
    #[prost(message, optional, tag = "2")]
    begin: Option<Begin>,
    #[prost(message, optional, tag = "3")]
    answer: Option<ApplyResponse>,
    #[prost(string, optional, tag = "4")]
    identity: Option<String>,
    #[prost(string, optional, tag = "5")]
    failure: Option<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Begin {
    #[prost(string, tag = "1")]
    unit: String,
    #[prost(string, tag = "2")]
    configuration: String,
    #[prost(message, optional, tag = "3")]
    request: Option<ApplyRequest>,
}

/// A call under way. The log is not quiet as long as there is one.
#[derive(Debug)]
pub(crate) struct OpenCall<'a> {
    log: &'a CallLog,
    number: u64,
}

impl Drop for OpenCall<'_> {
    fn drop(&mut self) {
        self.log.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An engine's connection.
#[derive(Debug)]
pub(crate) struct OpenConnection(Arc<CallLog>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::SeqCst);
    }
}

impl CallLog {
    /// Opens the log in a file of a closed folder, with the calls of earlier processes of the run.
    ///
    /// # Errors
    ///
    /// The file cannot be used, belongs to another process, or is no call log.
    pub fn open(file: &Path) -> Result<Self, LedgerError> {
        let opened = Ledger::open(file, KIND)?;
        let past = past_calls(&opened.records);
        let next = past.iter().map(|call| call.number + 1).max().unwrap_or_default();
        Ok(Self {
            ledger: opened.ledger,
            past,
            next: AtomicU64::new(next),
            under_way: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        })
    }

    /// Returns the calls that the log had when it was opened, in the order in which they began.
    pub fn past(&self) -> &[PastCall] {
        &self.past
    }

    /// Returns how many calls are under way.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// Lets no call begin any more. Those that are under way go on to their end.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    /// Returns how many engines' connections are open.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Counts a connection as long as the answer exists.
    pub(crate) fn connect(self: &Arc<Self>) -> OpenConnection {
        self.connections.fetch_add(1, Ordering::SeqCst);
        OpenConnection(Arc::clone(self))
    }

    /// Notes that a call begins; returns when that is on the disk.
    pub(crate) async fn begin(
        &self,
        asker: &Asker,
        request: &ApplyRequest,
    ) -> io::Result<OpenCall<'_>> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let open = OpenCall { log: self, number };
        // Looked at after the call counts: whoever closes the log and then sees no call under way is right.
        if self.closed.load(Ordering::SeqCst) {
            return Err(io::Error::other("the run has ended"));
        }
        // The planned state follows from the configuration.
        let request = ApplyRequest { config: None, provider_meta: None, ..request.clone() };
        let begin = Begin {
            unit: asker.unit.clone(),
            configuration: asker.configuration.clone(),
            request: Some(request),
        };
        let written = self.write(Record { number, begin: Some(begin), ..Record::default() }).await;
        written.map_err(|error| {
            io::Error::new(error.kind(), format!("the change cannot be noted: {error}"))
        })?;
        Ok(open)
    }

    /// Notes what a call has come to; returns when that is on the disk.
    pub(crate) async fn end(&self, call: &OpenCall<'_>, outcome: Outcome) -> io::Result<()> {
        let record = Record { number: call.number, ..Record::default() };
        let record = match outcome {
            Outcome::Answered { answer, identity } => {
                Record { answer: Some(answer), identity, ..record }
            }
            Outcome::Failed(failure) => Record { failure: Some(failure), ..record },
            Outcome::Open => return Ok(()),
        };
        self.write(record).await
    }

    async fn write(&self, record: Record) -> io::Result<()> {
        self.ledger.append(record.encode_to_vec()).written().await
    }
}

/// Reads the calls of a log, also while it is being written; none if there is no file.
///
/// # Errors
///
/// The file cannot be read, or is no call log.
pub fn read_calls(file: &Path) -> Result<Vec<PastCall>, LedgerError> {
    Ok(past_calls(&landform_ledger::read(file, KIND)?))
}

fn past_calls(records: &[Vec<u8>]) -> Vec<PastCall> {
    let mut calls: Vec<PastCall> = Vec::new();
    // What has the right checksum and is no record was written by a later version; the kind says that there is none.
    for record in records.iter().filter_map(|bytes| Record::decode(bytes.as_slice()).ok()) {
        if let Some(Begin { unit, configuration, request: Some(request) }) = record.begin {
            let asker = Asker { unit, configuration };
            calls.push(PastCall { number: record.number, asker, request, outcome: Outcome::Open });
        } else if let Some(call) = calls.iter_mut().rev().find(|call| call.number == record.number)
        {
            call.outcome = match (record.answer, record.failure) {
                (Some(answer), _) => Outcome::Answered { answer, identity: record.identity },
                (None, Some(failure)) => Outcome::Failed(failure),
                (None, None) => Outcome::Open,
            };
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &[u8]) -> Option<DynamicValue> {
        Some(DynamicValue { msgpack: text.to_vec(), json: Vec::new() })
    }

    #[test]
    fn a_request_says_what_it_changes() {
        let json = |text: &[u8]| Some(DynamicValue { msgpack: Vec::new(), json: text.to_vec() });
        for (prior, planned, kind) in [
            (None, bytes(b"\x80"), "create"),
            (bytes(b"\xc0"), bytes(b"\x80"), "create"),
            (json(b"null"), json(b"{}"), "create"),
            (bytes(b"\x80"), bytes(b"\x80"), "update"),
            (bytes(b"\x80"), bytes(b"\xc0"), "delete"),
            (json(b"{}"), json(b"null"), "delete"),
            (bytes(b"\x80"), None, "delete"),
        ] {
            let request =
                ApplyRequest { prior_state: prior, planned_state: planned, ..Default::default() };
            assert_eq!(ChangeKind::of(&request).name(), kind, "{request:?}");
        }
    }

    #[tokio::test]
    async fn calls_are_known_again_with_what_came_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("calls.log");
        let asker = |unit: &str| Asker { unit: unit.to_owned(), configuration: "c".to_owned() };
        let request = ApplyRequest {
            type_name: "aws_vpc".to_owned(),
            planned_state: bytes(b"\x80"),
            config: bytes(b"\x81"),
            planned_private: b"private".to_vec(),
            ..ApplyRequest::default()
        };
        let answer = ApplyResponse { new_state: bytes(b"\x82"), ..ApplyResponse::default() };
        let identity = Some("vpc-1".to_owned());
        let outcomes = [
            Outcome::Answered { answer, identity },
            Outcome::Failed("the provider ended".to_owned()),
            Outcome::Open,
        ];
        let log = CallLog::open(&file).unwrap();
        for (unit, outcome) in ["a", "b", "c"].into_iter().zip(outcomes.clone()) {
            let call = log.begin(&asker(unit), &request).await.unwrap();
            assert_eq!(log.under_way(), 1);
            log.end(&call, outcome).await.unwrap();
        }
        assert_eq!((log.under_way(), log.past().len()), (0, 0));
        drop(log);
        let log = CallLog::open(&file).unwrap();
        let kept = ApplyRequest { config: None, ..request.clone() };
        let expected: Vec<_> = (0..)
            .zip(["a", "b", "c"].into_iter().zip(outcomes))
            .map(|(number, (unit, outcome))| PastCall {
                number,
                asker: asker(unit),
                request: kept.clone(),
                outcome,
            })
            .collect();
        assert_eq!(log.past(), expected);
        // The numbers go on where they ended.
        drop(log.begin(&asker("d"), &request).await.unwrap());
        let numbers: Vec<_> = read_calls(&file).unwrap().iter().map(|call| call.number).collect();
        assert_eq!(numbers, [0, 1, 2, 3]);
    }
}
