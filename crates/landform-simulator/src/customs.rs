//! Customs: what single types plan beyond all rules.

use std::collections::BTreeSet;

use landform_value::{Data, Type, Value};

use crate::plan::with;

/// Returns a planned object with what its type works out from other attributes.
pub(crate) fn adjusted(ty: &str, config: &Value, planned: Value) -> Value {
    match ty {
        "aws_acm_certificate" => certificate(config, planned),
        _ => planned,
    }
}

/// A certificate names its own domain among the alternatives, and tells ahead for which names it will be proven.
fn certificate(config: &Value, planned: Value) -> Value {
    let domain = planned.get("domain_name").and_then(Value::as_str);
    let Some(domain) = domain.filter(|domain| !domain.is_empty()) else { return planned };
    let mut names = BTreeSet::from([domain.to_owned()]);
    let mut certificate = planned.clone();
    let others = planned.get("subject_alternative_names").map(Value::data);
    // Where no alternatives are asked for, they are not open but the domain alone.
    let is_asked = config.get("subject_alternative_names").is_some_and(|names| {
        !names.is_null() && names.as_items().is_none_or(|names| !names.is_empty())
    });
    let found = match others {
        Some(Data::Set(ty, others)) => {
            let known: Option<Vec<_>> = others.iter().map(Value::as_str).collect();
            let Some(known) = known else { return planned };
            names.extend(known.into_iter().map(str::to_owned));
            Some(ty.clone())
        }
        Some(Data::Unknown(Type::Set(ty))) if !is_asked => Some((**ty).clone()),
        _ => None,
    };
    if let Some(ty) = found {
        let all = Value::set(ty, names.iter().map(Value::string));
        certificate = with(certificate, "subject_alternative_names", all);
    }
    let proven = planned.get("validation_method").and_then(Value::as_str) == Some("DNS");
    let Some(Data::Unknown(Type::Set(option))) =
        planned.get("domain_validation_options").map(Value::data)
    else {
        return certificate;
    };
    let Type::Object(parts) = option.as_ref() else { return certificate };
    if !proven {
        return certificate;
    }
    let options = names.iter().map(|domain| {
        Value::object(parts.attributes.iter().map(|(name, ty)| {
            let value = if name == "domain_name" {
                Value::string(domain)
            } else {
                Value::unknown(ty.clone())
            };
            (name.clone(), value)
        }))
    });
    let options = Value::set((**option).clone(), options.collect::<Vec<_>>());
    with(certificate, "domain_validation_options", options)
}
