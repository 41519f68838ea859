//! Digests of strings and files, and name-based UUIDs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use landform_value::Value;

use super::Function;
use super::filesystem::read;
use super::input::{Fault, Gives, Input, Kind, Param, param};

const TEXT: &[Param] = &[param("str", Kind::String)];
const PATH: &[Param] = &[param("path", Kind::String)];

pub(super) const TABLE: &[Function] = &[
    Function::new("base64sha256", TEXT, Gives::String, |input| Ok(base64::<Sha256>(bytes(input)))),
    Function::new("base64sha512", TEXT, Gives::String, |input| Ok(base64::<Sha512>(bytes(input)))),
    Function::new("md5", TEXT, Gives::String, |input| Ok(hex::<Md5>(bytes(input)))),
    Function::new("sha1", TEXT, Gives::String, |input| Ok(hex::<Sha1>(bytes(input)))),
    Function::new("sha256", TEXT, Gives::String, |input| Ok(hex::<Sha256>(bytes(input)))),
    Function::new("sha512", TEXT, Gives::String, |input| Ok(hex::<Sha512>(bytes(input)))),
    Function::new("filebase64sha256", PATH, Gives::String, |input| {
        Ok(base64::<Sha256>(&read(input)?))
    }),
    Function::new("filebase64sha512", PATH, Gives::String, |input| {
        Ok(base64::<Sha512>(&read(input)?))
    }),
    Function::new("filemd5", PATH, Gives::String, |input| Ok(hex::<Md5>(&read(input)?))),
    Function::new("filesha1", PATH, Gives::String, |input| Ok(hex::<Sha1>(&read(input)?))),
    Function::new("filesha256", PATH, Gives::String, |input| Ok(hex::<Sha256>(&read(input)?))),
    Function::new("filesha512", PATH, Gives::String, |input| Ok(hex::<Sha512>(&read(input)?))),
    Function::new(
        "uuidv5",
        &[param("namespace", Kind::String), param("name", Kind::String)],
        Gives::String,
        uuid,
    ),
];

fn bytes<'a>(input: &'a Input<'_>) -> &'a [u8] {
    input.text(0).as_bytes()
}

fn hex<D: Digest>(content: &[u8]) -> Value {
    ::hex::encode(D::digest(content)).into()
}

fn base64<D: Digest>(content: &[u8]) -> Value {
    STANDARD.encode(D::digest(content)).into()
}

/// Returns the UUID of a name in a namespace: `dns`, `url`, `oid`, `x500` or a UUID.
fn uuid(input: &Input<'_>) -> Result<Value, Fault> {
    let namespace = match input.text(0) {
        "dns" => "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "url" => "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
        "oid" => "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
        "x500" => "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
        other => other,
    };
    let shape: Vec<usize> = namespace.split('-').map(str::len).collect();
    let decoded = ::hex::decode(namespace.replace('-', ""));
    let (true, Ok(space)) = (shape == [8, 4, 4, 4, 12], decoded) else {
        return Err(Fault::at(0, format!("`{namespace}` is no UUID"))
            .hint("write `dns`, `url`, `oid`, `x500` or a UUID"));
    };
    let digest = Sha1::new().chain_update(space).chain_update(input.text(1)).finalize();
    let mut id: Vec<u8> = digest.into_iter().take(16).collect();
    for (at, kept, set) in [(6, 0x0f, 0x50), (8, 0x3f, 0x80)] {
        if let Some(byte) = id.get_mut(at) {
            *byte = (*byte & kept) | set;
        }
    }
    let text = ::hex::encode(id);
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let parts: Vec<&str> = parts.iter().filter_map(|(from, to)| text.get(*from..*to)).collect();
    Ok(parts.join("-").into())
}
