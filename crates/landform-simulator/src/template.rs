//! Templates: how ids, ARNs and other made-up strings are put together.
//!
//! `{name}` is an attribute of the object, `{name|other}` the first that is set, `{$region}` a fact of the place, `{#hex17}` something random of a shape
//! (`{#hex17:label}` to tell apart several of one object), any other `{#word}` what the attributes make of it. Braces that hold anything else stand for themselves.

use crate::place::Place;
use crate::seed::Seed;

/// What templates look up.
pub(crate) trait Attributes {
    /// Returns an attribute as text, empty if it is not set.
    fn text(&mut self, name: &str) -> String;
}

/// Returns the text that a template makes.
pub(crate) fn expand(
    template: &str,
    place: &Place,
    seed: &Seed,
    attributes: &mut dyn Attributes,
) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let token = tail.split_once('}').filter(|(token, _)| is_token(token));
        match token {
            Some((token, tail)) => {
                out.push_str(&value(token, place, seed, attributes));
                rest = tail;
            }
            None => {
                out.push('{');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_token(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_lowercase() || matches!(first, '#' | '$'))
        && token.chars().all(|one| one.is_ascii_alphanumeric() || "_|:#$-".contains(one))
}

fn value(token: &str, place: &Place, seed: &Seed, attributes: &mut dyn Attributes) -> String {
    if let Some(fact) = token.strip_prefix('$') {
        return fact_of(fact, place);
    }
    if let Some(shape) = token.strip_prefix('#') {
        return random(shape, seed).unwrap_or_else(|| attributes.text(token));
    }
    let texts = token.split('|').map(|name| attributes.text(name));
    let mut texts = texts.skip_while(String::is_empty);
    texts.next().unwrap_or_default()
}

fn fact_of(fact: &str, place: &Place) -> String {
    let Place { account, region } = place;
    let partition = place.partition();
    match fact.split_once(':') {
        Some(("arn", service)) => format!("arn:{partition}:{service}:{region}:{account}"),
        Some(("global", service)) => format!("arn:{partition}:{service}::{account}"),
        Some(("bare", service)) => format!("arn:{partition}:{service}::"),
        _ => match fact {
            "account" => account.clone(),
            "partition" => partition.to_owned(),
            "suffix" => place.suffix().to_owned(),
            _ => region.clone(),
        },
    }
}

/// Returns something random of a shape such as `hex17` or `uuid`; nothing if the word is no shape.
fn random(shape: &str, seed: &Seed) -> Option<String> {
    let (shape, label) = shape.split_once(':').unwrap_or((shape, ""));
    let seed = seed.part(label);
    let kind = shape.trim_end_matches(|one: char| one.is_ascii_digit());
    let length = shape.trim_start_matches(kind).parse().unwrap_or(8);
    Some(match kind {
        "hex" => seed.hex(length),
        "num" => seed.digits(length),
        "up" => seed.upper(length),
        "low" => seed.lower(length),
        "mix" => seed.mixed(length),
        "uuid" => seed.uuid(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Named;

    impl Attributes for Named {
        fn text(&mut self, name: &str) -> String {
            if name == "empty" { String::new() } else { format!("<{name}>") }
        }
    }

    #[test]
    fn templates_are_expanded() {
        let place = Place::new("123456789012", "cn-north-1");
        let seed = Seed::new(["x"]);
        for (template, expected) in [
            ("{$arn:ec2}:vpc/{id}", "arn:aws-cn:ec2:cn-north-1:123456789012:vpc/<id>"),
            ("{$global:iam}:role{path}{name}", "arn:aws-cn:iam::123456789012:role<path><name>"),
            ("{$bare:s3}:{bucket}", "arn:aws-cn:s3:::<bucket>"),
            ("{empty|name}{empty}", "<name>"),
            ("{$account}/{$region}.{$suffix}", "123456789012/cn-north-1.amazonaws.com.cn"),
            ("{\"a\": [{name}]} {", "{\"a\": [<name>]} {"),
        ] {
            assert_eq!(expand(template, &place, &seed, &mut Named), expected);
        }
        let random = |template| expand(template, &place, &seed, &mut Named);
        assert_eq!(random("{#hex17}").len(), 17);
        assert_eq!(random("{#hex17}"), random("{#hex17}"));
        assert_ne!(random("{#hex17}"), random("{#hex17:other}"));
        assert_eq!(random("{#uuid}").len(), 36);
        assert_eq!(random("{#up9}{#low9}{#mix9}{#num9}").len(), 36);
    }
}
