//! Encodings: base64, JSON, CSV, URLs and character sets.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use landform_value::{Type, Value, from_json, to_json};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("base64decode", &[param("str", Kind::String)], Gives::String, base64_decode),
    Function::new("base64encode", &[param("str", Kind::String)], Gives::String, base64_encode),
    Function::new("base64gzip", &[param("str", Kind::String)], Gives::String, base64_gzip),
    Function::new("csvdecode", &[param("str", Kind::String)], Gives::Anything, csv_decode),
    Function::new("jsondecode", &[param("str", Kind::String)], Gives::Anything, json_decode),
    Function::new("jsonencode", &[param("val", Kind::AnyOrNull)], Gives::String, json_encode),
    Function::new(
        "textdecodebase64",
        &[param("source", Kind::String), param("encoding", Kind::String)],
        Gives::String,
        text_decode,
    ),
    Function::new(
        "textencodebase64",
        &[param("string", Kind::String), param("encoding", Kind::String)],
        Gives::String,
        text_encode,
    ),
    Function::new("urlencode", &[param("str", Kind::String)], Gives::String, url_encode),
];

fn unbase(input: &Input<'_>) -> Result<Vec<u8>, Fault> {
    // Line breaks are allowed inside.
    let text: String = input.text(0).chars().filter(|one| !matches!(one, '\n' | '\r')).collect();
    STANDARD.decode(text).map_err(|_| Fault::at(0, "the text is not base64"))
}

fn base64_decode(input: &Input<'_>) -> Result<Value, Fault> {
    match String::from_utf8(unbase(input)?) {
        Ok(text) => Ok(text.into()),
        Err(_) => Err(Fault::at(0, "the decoded bytes are not UTF-8 text")),
    }
}

fn base64_encode(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(STANDARD.encode(input.text(0)).into())
}

/// Compresses; the bytes are valid gzip, but not those that another compressor writes.
fn base64_gzip(input: &Input<'_>) -> Result<Value, Fault> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = encoder.write_all(input.text(0).as_bytes()).and_then(|()| encoder.finish());
    match written {
        Ok(bytes) => Ok(STANDARD.encode(bytes).into()),
        Err(error) => Err(Fault::new(error.to_string())),
    }
}

fn csv_decode(input: &Input<'_>) -> Result<Value, Fault> {
    let bad = |error: csv::Error| Fault::at(0, format!("the text is not CSV: {error}"));
    let mut reader = csv::Reader::from_reader(input.text(0).as_bytes());
    let header = reader.headers().map_err(bad)?.clone();
    if header.is_empty() {
        return Err(Fault::at(0, "there is no header line"));
    }
    let mut names: Vec<&str> = header.iter().collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair.first() == pair.last()) {
        let name = twice.first().copied().unwrap_or("");
        return Err(Fault::at(0, format!("the column `{name}` is there twice")));
    }
    let row_type = Type::object(header.iter().map(|name| (name, Type::String)));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        rows.push(Value::object(
            header.iter().zip(&record).map(|(name, cell)| (name, cell.into())),
        ));
    }
    Ok(Value::list(row_type, rows))
}

fn json_decode(input: &Input<'_>) -> Result<Value, Fault> {
    match serde_json::from_str(input.text(0)) {
        Ok(json) => Ok(from_json(&json)),
        Err(error) => Err(Fault::at(0, format!("the text is not JSON: {error}"))),
    }
}

fn json_encode(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(json_text(input.value(0))?.into())
}

/// Returns a value as JSON on one line, with the escapes that Terraform writes.
pub(super) fn json_text(value: &Value) -> Result<String, Fault> {
    let json = to_json(value).ok_or_else(|| Fault::new("a part of the value is unknown"))?;
    let mut text = String::new();
    for one in json.to_string().chars() {
        match one {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(one));
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

/// The character sets that can be read and written.
#[derive(Clone, Copy)]
enum Charset {
    Utf8,
    Utf16 { big: bool },
    Latin1,
    Ascii,
}

fn charset(input: &Input<'_>) -> Result<Charset, Fault> {
    let name = input.text(1);
    Ok(match name.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => Charset::Utf8,
        "UTF-16LE" => Charset::Utf16 { big: false },
        "UTF-16BE" => Charset::Utf16 { big: true },
        "ISO-8859-1" | "LATIN1" => Charset::Latin1,
        "US-ASCII" | "ASCII" => Charset::Ascii,
        _ => {
            return Err(Fault::at(1, format!("`{name}` is no known encoding"))
                .hint("known are `UTF-8`, `UTF-16LE`, `UTF-16BE`, `ISO-8859-1` and `US-ASCII`"));
        }
    })
}

fn text_encode(input: &Input<'_>) -> Result<Value, Fault> {
    let text = input.text(0);
    let narrow = |limit: u32| -> Result<Vec<u8>, Fault> {
        text.chars()
            .map(|one| {
                let code =
                    u8::try_from(u32::from(one)).ok().filter(|code| u32::from(*code) < limit);
                code.ok_or_else(|| Fault::at(0, format!("the encoding has no character `{one}`")))
            })
            .collect()
    };
    let bytes = match charset(input)? {
        Charset::Utf8 => text.as_bytes().to_vec(),
        Charset::Utf16 { big: true } => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Charset::Utf16 { big: false } => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Charset::Latin1 => narrow(256)?,
        Charset::Ascii => narrow(128)?,
    };
    Ok(STANDARD.encode(bytes).into())
}

fn text_decode(input: &Input<'_>) -> Result<Value, Fault> {
    let bytes = unbase(input)?;
    let bad = || Fault::at(0, "the decoded bytes are not text in that encoding");
    let text = match charset(input)? {
        Charset::Utf8 => String::from_utf8(bytes).map_err(|_| bad())?,
        Charset::Utf16 { big } => {
            if bytes.len() % 2 != 0 {
                return Err(bad());
            }
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
                .map(|pair| if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
                .collect();
            String::from_utf16(&units).map_err(|_| bad())?
        }
        Charset::Latin1 => bytes.into_iter().map(char::from).collect(),
        Charset::Ascii if bytes.is_ascii() => bytes.into_iter().map(char::from).collect(),
        Charset::Ascii => return Err(bad()),
    };
    Ok(text.into())
}

fn url_encode(input: &Input<'_>) -> Result<Value, Fault> {
    let mut encoded = String::new();
    for byte in input.text(0).bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    Ok(encoded.into())
}
