//! The texts that were written last: what a merge with changes made by hand starts from.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use crate::tree::{FileTree, hash};

/// Where the texts are, from the root of the live repo.
pub const BASE: &str = ".landform/generated.zst";

/// More than this is no record of ours, in bytes.
const LIMIT: u64 = 256 << 20;

const LEVEL: i32 = 9;

/// Returns the texts of a tree as one compressed file, without the files that belong to the user from the first moment on.
pub(crate) fn packed(tree: &FileTree, own: &str) -> Vec<u8> {
    let texts: BTreeMap<&String, &String> =
        tree.files.iter().filter(|(path, _)| *path != own).collect();
    let json = serde_json::to_vec(&texts).unwrap_or_default();
    zstd::encode_all(Cursor::new(json), LEVEL).unwrap_or_default()
}

/// Reads the texts again; those whose hash is not the recorded one are left out, and so is everything that cannot be read.
pub(crate) fn unpacked(
    packed: &[u8],
    recorded: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut json = Vec::new();
    let read =
        zstd::Decoder::new(packed).and_then(|decoder| decoder.take(LIMIT).read_to_end(&mut json));
    let texts: Option<BTreeMap<String, String>> =
        read.ok().and_then(|_| serde_json::from_slice(&json).ok());
    let known = |(path, text): &(String, String)| {
        recorded.get(path).is_some_and(|written| *written == hash(text.as_bytes()))
    };
    texts.unwrap_or_default().into_iter().filter(known).collect()
}

/// A change made by hand, merged with a new text.
pub(crate) enum Merged {
    /// Both are in it.
    Clean(String),
    /// Both changed the same lines, which are marked.
    Marked(String),
}

/// Merges a change made by hand with a new text.
pub(crate) fn merge(base: &str, by_hand: &str, new: &str) -> Merged {
    match diffy::MergeOptions::new()
        .set_conflict_style(diffy::ConflictStyle::Merge)
        .merge(base, by_hand, new)
    {
        Ok(text) => Merged::Clean(text),
        Err(text) => Merged::Marked(text),
    }
}
