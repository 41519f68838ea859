//! Reading the elements of a statement.

use landform_diag::Diagnostic;

use crate::condition::{Condition, Test};
use crate::document::{ActionPattern, PolicyKind};
use crate::json::{Entry, Node};
use crate::operator::{Family, Operator};
use crate::reading::{Reader, Version};
use crate::template::Template;
use crate::trusted::Trusted;

/// Reads `Action` and `NotAction`.
pub(crate) fn actions(reader: &mut Reader, node: &Node<'_>) -> Vec<ActionPattern> {
    let texts = strings(reader, node, "an action");
    let mut actions = Vec::new();
    for (node, text) in texts {
        let is_part = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|one| one.is_ascii_alphanumeric() || b"-_.*?".contains(&one))
        };
        let service = text.split_once(':').map(|(service, _)| service.to_ascii_lowercase());
        let fits = text == "*"
            || text
                .split_once(':')
                .is_some_and(|(service, name)| is_part(service) && is_part(name));
        if !fits {
            let fault = Diagnostic::error(format!("`{text}` is not an action"));
            reader.faults.push(fault.at(node.span()).hint("write `service:Name`, or `*`"));
        } else if reader.kind == PolicyKind::Trust && service.is_some_and(|own| own != "sts") {
            let message = format!("a trust policy is about actions of `sts`, not `{text}`");
            reader.error(&node, message);
        }
        actions.push(ActionPattern::new(text));
    }
    actions
}

/// Reads `Resource` and `NotResource`.
pub(crate) fn resources(reader: &mut Reader, node: &Node<'_>) -> Vec<Template> {
    let texts = strings(reader, node, "a resource");
    let mut resources = Vec::new();
    for (node, text) in texts {
        let Some(template) = template(reader, &node, &text) else { continue };
        let start = template.start();
        let before_names = start.matches(':').count() < 5;
        if text != "*" && !text.starts_with("arn:") && reader.kind != PolicyKind::Resource {
            let fault = Diagnostic::error(format!("`{text}` is not a resource"));
            reader.faults.push(fault.at(node.span()).hint("write an ARN, or `*`"));
        } else if template.has_keys() && before_names {
            let message =
                format!("`{text}` has a policy variable before the fifth colon of the ARN");
            let hint = "variables stand for names, not for services, regions or accounts";
            reader.faults.push(Diagnostic::error(message).at(node.span()).hint(hint));
        }
        resources.push(template);
    }
    resources
}

/// Reads `Principal` and `NotPrincipal`.
pub(crate) fn principals(reader: &mut Reader, node: &Node<'_>) -> Vec<Trusted> {
    let is_everybody = node.text().is_some_and(|text| text == "*");
    if is_everybody {
        return vec![Trusted::Anybody];
    }
    if reader.kind == PolicyKind::ResourceControl {
        let message = "a resource control policy counts for everybody: `Principal` must be `*`";
        reader.error(node, message.to_owned());
        return Vec::new();
    }
    if node.entries().is_none() {
        let message = format!("`Principal` must be `*` or an object, not {}", node.kind());
        reader.error(node, message);
        return Vec::new();
    }
    let mut principals = Vec::new();
    for entry in reader.entries(node, "`Principal`").unwrap_or_default() {
        principals.extend(principals_of(reader, &entry));
    }
    principals
}

fn principals_of(reader: &mut Reader, entry: &Entry<'_>) -> Vec<Trusted> {
    let read: fn(&str) -> Result<Trusted, Diagnostic> = match entry.name.as_str() {
        "AWS" => Trusted::aws,
        "Service" => Trusted::service,
        "Federated" => Trusted::federated,
        "CanonicalUser" => |_| Ok(Trusted::Unresolved),
        other => {
            let fault = Diagnostic::error(format!("`{other}` is no kind of principal"));
            let hint = "the kinds are `AWS`, `Service`, `Federated` and `CanonicalUser`";
            reader.faults.push(fault.at(entry.span.clone()).hint(hint));
            return Vec::new();
        }
    };
    let mut principals = Vec::new();
    for (node, text) in strings(reader, &entry.value, "a principal") {
        match read(&text) {
            Ok(Trusted::Unresolved) => {
                let message =
                    format!("`{text}` cannot be told to be anybody, so it counts for nobody");
                reader.warn(&node, message, "name the ARN of a user, a role or a role's session");
                principals.push(Trusted::Unresolved);
            }
            Ok(principal) => principals.push(principal),
            Err(fault) => reader.faults.push(fault.at(node.span())),
        }
    }
    principals
}

/// Reads `Condition`.
pub(crate) fn conditions(reader: &mut Reader, node: &Node<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for entry in reader.entries(node, "`Condition`").unwrap_or_default() {
        let Some(operator) = Operator::parse(&entry.name) else {
            let message = format!("there is no condition operator `{}`", entry.name);
            let fault = Diagnostic::error(message).at(entry.span);
            reader.faults.push(match Operator::nearest(&entry.name) {
                Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
                None => fault,
            });
            continue;
        };
        let what = format!("`{}`", entry.name);
        for key in reader.entries(&entry.value, &what).unwrap_or_default() {
            conditions.extend(condition(reader, operator, key));
        }
    }
    conditions
}

fn condition(reader: &mut Reader, operator: Operator, entry: Entry<'_>) -> Option<Condition> {
    if entry.name.trim().is_empty() || !entry.name.contains(':') {
        let fault = Diagnostic::error(format!("`{}` is not a condition key", entry.name));
        reader.faults.push(fault.at(entry.span).hint("keys look like `aws:SourceIp`"));
        return None;
    }
    let nodes = entry.value.one_or_more();
    if nodes.is_empty() {
        let message = format!("the empty list of `{}` matches nothing", entry.name);
        reader.warn(&entry.value, message, "give at least one value");
    }
    let has_variables = matches!(operator.family, Family::Text(_) | Family::Arn | Family::Bool);
    let mut values = Vec::new();
    for node in &nodes {
        let Some(text) = node.scalar() else {
            let message = format!("a condition value must be a string, not {}", node.kind());
            reader.error(node, message);
            return None;
        };
        let template = if has_variables {
            template(reader, node, &text)?
        } else {
            Template::without_variables(&text)
        };
        values.push((text, template));
    }
    match Test::parse(operator.family, &values) {
        Ok(test) => Some(Condition { operator, key: entry.name, test }),
        Err((at, kind)) => {
            if let (Some(node), Some((text, _))) = (nodes.get(at), values.get(at)) {
                reader.error(node, format!("`{text}` is not {kind}"));
            }
            None
        }
    }
}

fn template(reader: &mut Reader, node: &Node<'_>, text: &str) -> Option<Template> {
    if reader.version == Version::Old {
        if text.contains("${") {
            let hint = "set `Version` to `2012-10-17`";
            reader.warn(node, format!("the policy variable in `{text}` is plain text here"), hint);
        }
        return Some(Template::without_variables(text));
    }
    match Template::with_variables(text) {
        Ok(template) => Some(template),
        Err(error) => {
            reader.error(node, format!("{error}: `{text}`"));
            None
        }
    }
}

/// Reads one string or a list of them.
fn strings<'a>(reader: &mut Reader, node: &Node<'a>, what: &str) -> Vec<(Node<'a>, String)> {
    let nodes = node.one_or_more();
    if nodes.is_empty() {
        let message = format!("this empty list names not even {what}");
        reader.warn(node, message, "leave the statement out, or name what it is about");
    }
    let mut strings = Vec::new();
    for node in nodes {
        match node.text() {
            Some(text) => strings.push((node, text)),
            None => reader.error(&node, format!("{what} must be a string, not {}", node.kind())),
        }
    }
    strings
}
