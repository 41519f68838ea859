//! Messages: what an engine asks a provider and what it answers, the same for both versions of the protocol.
//!
//! These are the wire's own messages under plain names, so that what is only passed on stays as it came.

use std::fmt;

use landform_value::{Type, Value};

use crate::codec::{self, CodecError};
use crate::generated::tfplugin::attribute_path::{Step, step::Selector};
use crate::generated::tfplugin::diagnostic::Severity;
pub use crate::generated::tfplugin::{
    ApplyRequest, ApplyResponse, AttributePath, CallFunctionRequest, CallFunctionResponse,
    ClientCapabilities, CloseEphemeralRequest, CloseEphemeralResponse, ConfigureRequest,
    ConfigureResponse, Deferred, Diagnostic, DynamicValue, FunctionError, FunctionsResponse,
    IdentitySchemasResponse, ImportRequest, ImportResponse, ImportedResource, MoveRequest,
    MoveResponse, OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse, RawState,
    ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest,
    RenewEphemeralResponse, ResourceIdentityData, ResourceIdentitySchema, ServerCapabilities,
    StopResponse, Timestamp, UpgradeIdentityRequest, UpgradeIdentityResponse, UpgradeRequest,
    UpgradeResponse, ValidateDataRequest, ValidateDataResponse, ValidateEphemeralRequest,
    ValidateEphemeralResponse, ValidateProviderRequest, ValidateProviderResponse,
    ValidateResourceRequest, ValidateResourceResponse,
};

impl DynamicValue {
    /// Returns the wire form of a value of a type.
    ///
    /// # Errors
    ///
    /// The value is not of the type.
    pub fn of(value: &Value, ty: &Type) -> Result<Self, CodecError> {
        Ok(Self { msgpack: codec::encode(value, ty)?, json: Vec::new() })
    }

    /// Returns the value of a type that the message holds; an empty message holds null.
    ///
    /// # Errors
    ///
    /// The message holds no value of the type.
    pub fn value(&self, ty: &Type) -> Result<Value, CodecError> {
        if !self.msgpack.is_empty() {
            codec::decode(&self.msgpack, ty)
        } else if !self.json.is_empty() {
            codec::decode_json(&self.json, ty)
        } else {
            Ok(Value::null(ty.clone()))
        }
    }
}

/// Returns the value of a type that a field of a message holds; an absent field holds null.
///
/// # Errors
///
/// The field holds no value of the type.
pub fn value_of(field: Option<&DynamicValue>, ty: &Type) -> Result<Value, CodecError> {
    field.map_or_else(|| Ok(Value::null(ty.clone())), |dynamic| dynamic.value(ty))
}

impl Diagnostic {
    /// Returns an error.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Severity::Error, summary.into(), detail.into())
    }

    /// Returns a warning.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Severity::Warning, summary.into(), detail.into())
    }

    fn new(severity: Severity, summary: String, detail: String) -> Self {
        Self { severity: severity.into(), summary, detail, attribute: None }
    }

    /// Says which attribute is at fault.
    #[must_use]
    pub fn at(mut self, path: AttributePath) -> Self {
        self.attribute = Some(path);
        self
    }

    /// Tells whether the diagnostic stops the operation.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

impl AttributePath {
    /// Returns the path with a further step to an attribute of an object.
    #[must_use]
    pub fn attribute(self, name: impl Into<String>) -> Self {
        self.with(Selector::AttributeName(name.into()))
    }

    /// Returns the path with a further step to the entry of a map.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.with(Selector::ElementKeyString(key.into()))
    }

    /// Returns the path with a further step to the item of a list or set.
    #[must_use]
    pub fn index(self, index: i64) -> Self {
        self.with(Selector::ElementKeyInt(index))
    }

    fn with(mut self, selector: Selector) -> Self {
        self.steps.push(Step { selector: Some(selector) });
        self
    }

    /// Returns the names of the attributes on the way, without keys and indexes: the place in the schema.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.selector {
            Some(Selector::AttributeName(name)) => Some(name.as_str()),
            Some(Selector::ElementKeyString(_) | Selector::ElementKeyInt(_)) | None => None,
        })
    }
}

/// Shows the path as an expression: `rule[0].tags["a"]`.
impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            match &step.selector {
                Some(Selector::AttributeName(name)) => {
                    write!(f, "{}{name}", if position > 0 { "." } else { "" })?;
                }
                Some(Selector::ElementKeyString(key)) => write!(f, "[{key:?}]")?,
                Some(Selector::ElementKeyInt(index)) => write!(f, "[{index}]")?,
                None => f.write_str("[?]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_an_expression_and_gives_its_place_in_the_schema() {
        let path = AttributePath::default().attribute("rule").index(0).attribute("tags").key("a");
        assert_eq!(path.to_string(), "rule[0].tags[\"a\"]");
        assert_eq!(path.names().collect::<Vec<_>>(), ["rule", "tags"]);
    }

    #[test]
    fn a_field_holds_msgpack_or_json_or_nothing() {
        let json = DynamicValue { msgpack: Vec::new(), json: b"\"x\"".to_vec() };
        let msgpack = DynamicValue::of(&"x".into(), &Type::String).expect("a string");
        let cases = [
            (None, Value::null(Type::String)),
            (Some(DynamicValue::default()), Value::null(Type::String)),
            (Some(json), "x".into()),
            (Some(msgpack), "x".into()),
        ];
        for (field, value) in cases {
            assert_eq!(value_of(field.as_ref(), &Type::String), Ok(value), "{field:?}");
        }
    }
}
