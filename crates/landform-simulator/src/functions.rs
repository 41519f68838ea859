//! The provider's functions.

use landform_value::{Type, Value};

/// Returns what a function gives.
///
/// # Errors
/// Says which argument is wrong and why.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Result<Value, (String, Option<i64>)> {
    let text = |index: usize| arguments.get(index).and_then(Value::as_str).unwrap_or_default();
    match name {
        "arn_parse" => parse(text(0)).map_err(|error| (error, Some(0))),
        "arn_build" => {
            let parts: Vec<&str> = (0..5).map(text).collect();
            Ok(format!("arn:{}", parts.join(":")).into())
        }
        "trim_iam_role_path" => trim(text(0)).map_err(|error| (error, Some(0))),
        _ => Err((format!("unknown function `{name}`"), None)),
    }
}

/// Returns the type of what a function gives.
pub(crate) fn result_type(name: &str) -> Type {
    if name == "arn_parse" {
        let parts = ["partition", "service", "region", "account_id", "resource"];
        Type::object(parts.map(|part| (part, Type::String)))
    } else {
        Type::String
    }
}

/// Returns the parts of an ARN.
pub(crate) fn arn_parts(arn: &str) -> Option<[&str; 5]> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let mut next = || parts.next();
    Some([next()?, next()?, next()?, next()?, next()?])
}

fn parse(arn: &str) -> Result<Value, String> {
    let fault = if arn.starts_with("arn:") { "not enough sections" } else { "invalid prefix" };
    let parts = arn_parts(arn).ok_or_else(|| format!("arn: {fault}"))?;
    let names = ["partition", "service", "region", "account_id", "resource"];
    Ok(Value::object(names.into_iter().zip(parts.map(Value::from))))
}

/// Returns the ARN of a role without its path.
fn trim(arn: &str) -> Result<Value, String> {
    let [partition, service, region, account, resource] =
        arn_parts(arn).ok_or_else(|| "arn: invalid prefix".to_owned())?;
    if service != "iam" {
        return Err(format!("service must be \"iam\", got: {service}"));
    }
    if !region.is_empty() {
        return Err(format!("region must be empty, got: {region}"));
    }
    let name = resource.strip_prefix("role/").and_then(|path| path.rsplit('/').next());
    match name {
        Some(name) => Ok(format!("arn:{partition}:{service}::{account}:role/{name}").into()),
        None => Err(format!("resource must begin with \"role/\", got: {resource}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_give_what_they_say() {
        let role = "arn:aws:iam::444455556666:role/with/path/example";
        for (name, arguments, expected) in [
            ("arn_build", vec!["aws", "iam", "", "1", "user/x"], Ok("\"arn:aws:iam::1:user/x\"")),
            ("trim_iam_role_path", vec![role], Ok("\"arn:aws:iam::444455556666:role/example\"")),
            (
                "arn_parse",
                vec!["arn:aws:s3:::b/k:x"],
                Ok(
                    "{ account_id = \"\", partition = \"aws\", region = \"\", resource = \"b/k:x\", service = \"s3\" }",
                ),
            ),
            ("arn_parse", vec!["arn:aws:x"], Err("arn: not enough sections")),
            ("arn_parse", vec!["x"], Err("arn: invalid prefix")),
            ("trim_iam_role_path", vec!["arn:aws:s3:::b"], Err("service must be \"iam\", got: s3")),
            (
                "trim_iam_role_path",
                vec!["arn:aws:iam::1:user/x"],
                Err("resource must begin with \"role/\", got: user/x"),
            ),
            ("nothing", vec![], Err("unknown function `nothing`")),
        ] {
            let arguments: Vec<Value> = arguments.into_iter().map(Value::from).collect();
            let actual = call(name, &arguments).map(|value| value.to_string());
            let actual = actual.map_err(|(error, _)| error);
            assert_eq!(actual.as_deref().map_err(String::as_str), expected, "{name}");
        }
        let parts = call("arn_parse", &["arn:aws:s3:::b".into()]).unwrap();
        assert_eq!(parts.ty(), result_type("arn_parse"));
    }
}
