//! What providers have said of their configurations: asked once, because the AWS provider checks its own 1,500 types each time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use landform_plugin::message::{ValidateProviderRequest, ValidateProviderResponse};
use prost::Message as _;
use sha2::{Digest, Sha256};

use crate::launch::Launch;
use crate::schema_cache::write_whole;

/// How many accepted configurations are remembered; beyond that all are forgotten, and asked about again.
const MOST: usize = 4096;

/// What says how a program written in Go uses memory and cores, and nothing of what it answers.
const GO: [&str; 3] = ["GOGC", "GOMAXPROCS", "GOMEMLIMIT"];

/// The answers of providers to configurations that are to be validated.
///
/// A key is a hash of the binary, its environment and the configuration: the same question has the same answer. Answers with errors
/// are not kept. A file, if there is one, holds the hashes of configurations that were accepted as they are, and nothing else of them.
#[derive(Debug, Default)]
pub struct Verdicts {
    file: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    answers: BTreeMap<String, ValidateProviderResponse>,
    /// What the file holds; nothing before it was read.
    accepted: Option<BTreeSet<String>>,
}

impl Verdicts {
    /// Creates a memory that outlives the process in a file. Not for providers whose validation looks at more than the
    /// configuration and the environment.
    #[must_use]
    pub fn kept_in(file: PathBuf) -> Self {
        Self { file: Some(file), known: Mutex::default() }
    }

    /// Returns what the provider has answered, or would answer.
    pub(crate) fn of(
        &self,
        launch: &Launch,
        request: &ValidateProviderRequest,
    ) -> Option<ValidateProviderResponse> {
        let key = key(launch, request);
        let mut known = self.known();
        if let Some(answer) = known.answers.get(&key) {
            return Some(answer.clone());
        }
        let is_accepted = self.accepted(&mut known).contains(&key);
        is_accepted.then(|| accepting(request))
    }

    /// Keeps an answer without errors.
    pub(crate) fn keep(
        &self,
        launch: &Launch,
        request: &ValidateProviderRequest,
        answer: &ValidateProviderResponse,
    ) {
        if answer.diagnostics.iter().any(landform_plugin::message::Diagnostic::is_error) {
            return;
        }
        let key = key(launch, request);
        let mut known = self.known();
        known.answers.insert(key.clone(), answer.clone());
        let is_plain = *answer == accepting(request);
        let Some(file) = self.file.as_ref().filter(|_| is_plain) else { return };
        let accepted = self.accepted(&mut known);
        if accepted.len() >= MOST {
            accepted.clear();
        }
        if accepted.insert(key) {
            let text: String = accepted.iter().flat_map(|one| [one.as_str(), "\n"]).collect();
            // What cannot be kept is asked again next time.
            let _ = write_whole(file, text.as_bytes());
        }
    }

    fn accepted<'k>(&self, known: &'k mut Known) -> &'k mut BTreeSet<String> {
        known.accepted.get_or_insert_with(|| {
            let text = self.file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
            text.unwrap_or_default().lines().map(str::to_owned).collect()
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the answer to a configuration that is fine as it is.
fn accepting(request: &ValidateProviderRequest) -> ValidateProviderResponse {
    ValidateProviderResponse { prepared_config: request.config.clone(), diagnostics: Vec::new() }
}

fn key(launch: &Launch, request: &ValidateProviderRequest) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(bytes.len().to_be_bytes());
        hash.update(bytes);
    };
    part(launch.hash.as_bytes());
    let all = launch.environment.iter();
    for (name, value) in all.filter(|(name, _)| !GO.iter().any(|go| *name == *go)) {
        part(name.as_encoded_bytes());
        part(value.as_encoded_bytes());
    }
    part(&request.encode_to_vec());
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use landform_plugin::message::{Diagnostic, DynamicValue};

    use super::*;

    fn launch(variables: &[(&str, &str)]) -> Launch {
        let all = variables.iter();
        Launch {
            binary: "provider".into(),
            hash: "abc".to_owned(),
            environment: all
                .map(|(name, value)| (OsString::from(name), OsString::from(value)))
                .collect(),
        }
    }

    fn request(text: &str) -> ValidateProviderRequest {
        let config = DynamicValue { msgpack: text.as_bytes().to_vec(), ..DynamicValue::default() };
        ValidateProviderRequest { config: Some(config) }
    }

    #[test]
    fn the_same_question_has_the_same_answer_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accepted");
        let (first, here) = (Verdicts::kept_in(file.clone()), launch(&[("AWS_REGION", "a")]));
        assert_eq!(first.of(&here, &request("one")), None);
        first.keep(&here, &request("one"), &accepting(&request("one")));
        for verdicts in [first, Verdicts::kept_in(file.clone())] {
            assert_eq!(verdicts.of(&here, &request("one")), Some(accepting(&request("one"))));
            assert_eq!(verdicts.of(&here, &request("two")), None, "another configuration");
            let there = launch(&[("AWS_REGION", "b")]);
            assert_eq!(verdicts.of(&there, &request("one")), None, "another environment");
            let hasty = launch(&[("AWS_REGION", "a"), ("GOGC", "400")]);
            assert!(verdicts.of(&hasty, &request("one")).is_some(), "the same, in more memory");
        }
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.len() == 65 && !text.contains("one"), "only hashes are on the disk: {text}");
    }

    #[test]
    fn errors_are_not_kept_and_further_words_not_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accepted");
        let (verdicts, here) = (Verdicts::kept_in(file.clone()), launch(&[]));
        let mut answer = accepting(&request("one"));
        answer.diagnostics = vec![Diagnostic::error("no", "not at all")];
        verdicts.keep(&here, &request("one"), &answer);
        assert_eq!(verdicts.of(&here, &request("one")), None);
        let prepared = accepting(&request("with a default from elsewhere"));
        verdicts.keep(&here, &request("two"), &prepared);
        assert_eq!(verdicts.of(&here, &request("two")), Some(prepared));
        assert!(!file.exists());
    }
}
