//! Frames: how records lie in the file, each with its length and checksum before it.

use crate::crc32::crc32;

/// The bytes before a record: its length, then its checksum.
const HEAD: usize = 8;

/// Appends a record to what is to be written.
pub(crate) fn put(out: &mut Vec<u8>, record: &[u8]) {
    // A record of four gigabytes is beyond every message that there is; its checksum would tell.
    let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&crc32(record).to_le_bytes());
    out.extend_from_slice(record);
}

/// Returns the whole records at the start of some bytes, and how many bytes they take.
pub(crate) fn take_all(bytes: &[u8]) -> (Vec<Vec<u8>>, usize) {
    let (mut records, mut taken) = (Vec::new(), 0);
    while let Some(record) = bytes.get(taken..).and_then(first) {
        taken += HEAD + record.len();
        records.push(record.to_vec());
    }
    (records, taken)
}

fn first(bytes: &[u8]) -> Option<&[u8]> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let (length, sum) = head.split_at_checked(HEAD / 2)?;
    let number = |four: &[u8]| Some(u32::from_le_bytes(four.try_into().ok()?));
    let record = rest.get(..usize::try_from(number(length)?).ok()?)?;
    // A disk may hold the length of a record whose bytes never arrived; an empty one would fit everywhere.
    let whole = !record.is_empty() && crc32(record) == number(sum)?;
    whole.then_some(record)
}
