//! The little that is needed of XML: texts of elements in answers of AWS.

/// Returns the text of the first element with a name, wherever it is.
pub(crate) fn text(xml: &str, name: &str) -> Option<String> {
    let mut rest = xml;
    loop {
        let at = rest.find(&format!("<{name}"))?;
        let after = rest.get(at + 1 + name.len()..)?;
        rest = after;
        // The name may go on: `<Code` is also the start of `<Codes>`.
        if !after.starts_with(['>', ' ']) {
            continue;
        }
        let inside = after.get(after.find('>')? + 1..)?;
        return inside.get(..inside.find(&format!("</{name}>"))?).map(unescaped);
    }
}

/// Returns the text with its five named entities, and numbered ones, put in.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        let known = entity
            .find(';')
            .and_then(|end| Some((entity_of(entity.get(1..end)?)?, entity.get(end + 1..)?)));
        match known {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = entity.get(1..).unwrap_or_default();
            }
        }
    }
    out + rest
}

fn entity_of(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Returns the text as it may stand in XML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_texts_of_elements() {
        for (xml, expected) in [
            ("<Error><Code>A</Code></Error>", Some("A")),
            ("<Codes><Code>A</Code></Codes>", Some("A")),
            (r#"<Code xmlns="x">A&amp;&lt;&#38;&#x41;&no;&</Code>"#, Some("A&<&A&no;&")),
            ("<Code></Code>", Some("")),
            ("<Code>", None),
            ("<Codes/>", None),
            ("", None),
        ] {
            assert_eq!(text(xml, "Code").as_deref(), expected, "{xml}");
        }
        assert_eq!(escaped("a<b>&c"), "a&lt;b&gt;&amp;c");
    }
}
