//! How the values of an included file and of the including one become one.

use std::collections::BTreeMap;

use landform_value::{Type, Value};

use crate::config::Strategy;

/// Merges the inputs of an included file and of the including one.
pub(crate) fn merge_inputs(parent: Value, child: Value, strategy: Strategy) -> Value {
    match strategy {
        Strategy::NoMerge => child,
        Strategy::Deep => deep_merge(parent, child),
        Strategy::Shallow => match (parent.as_entries(), child.as_entries()) {
            (Some(below), Some(above)) => {
                let marks = parent.marks().union(child.marks());
                let mut entries = below.clone();
                entries.extend(above.clone());
                Value::object(entries).with_marks(marks)
            }
            _ => Value::unknown(Type::Dynamic),
        },
    }
}

/// Merges maps at all depths and joins lists, the parent's items first; anything else is the child's.
pub(crate) fn deep_merge(parent: Value, child: Value) -> Value {
    let marks = parent.marks().union(child.marks());
    if let (Some(below), Some(above)) = (parent.as_entries(), child.as_entries()) {
        let mut entries: BTreeMap<String, Value> = below.clone();
        for (key, value) in above {
            let merged = match entries.remove(key) {
                Some(old) => deep_merge(old, value.clone()),
                None => value.clone(),
            };
            entries.insert(key.clone(), merged);
        }
        return Value::object(entries).with_marks(marks);
    }
    if let (Some(below), Some(above)) = (parent.as_items(), child.as_items()) {
        return Value::tuple(below.iter().chain(above).cloned()).with_marks(marks);
    }
    let collects = |value: &Value| value.as_entries().is_some() || value.as_items().is_some();
    if (parent.is_unknown() && collects(&child)) || child.is_unknown() {
        return Value::unknown(Type::Dynamic).with_marks(marks);
    }
    child
}

#[cfg(test)]
mod tests {
    use super::*;
    use landform_diag::Source;
    use landform_hcl::{Context, NoFunctions, NoScope, evaluate, parse_expression};

    fn value(text: &str) -> Value {
        let source = Source::new("test.hcl", text);
        let expression = parse_expression(&source).unwrap();
        let context = Context { source: &source, scope: &NoScope, functions: &NoFunctions };
        evaluate(&expression, &context).unwrap()
    }

    fn check(strategy: Strategy, parent: &str, child: &str, expected: &str) {
        let merged = merge_inputs(value(parent), value(child), strategy);
        assert_eq!(merged.to_string(), expected, "{strategy:?} {parent} {child}");
    }

    #[test]
    fn merges_inputs() {
        for (strategy, parent, child, expected) in [
            (Strategy::NoMerge, "{ a = 1 }", "{ b = 2 }", "{ b = 2 }"),
            (Strategy::Shallow, "{ a = 1, c = 1 }", "{ b = 2, c = 3 }", "{ a = 1, b = 2, c = 3 }"),
            (Strategy::Shallow, "{ t = { a = 1 } }", "{ t = { b = 2 } }", "{ t = { b = 2 } }"),
            (Strategy::Shallow, "{ l = [1] }", "{ l = [2] }", "{ l = [2] }"),
            (Strategy::Deep, "{ t = { a = 1 } }", "{ t = { b = 2 } }", "{ t = { a = 1, b = 2 } }"),
            (Strategy::Deep, "{ l = [1] }", "{ l = [2] }", "{ l = [1, 2] }"),
            (Strategy::Deep, "{ l = [2, 1] }", "{ l = [2] }", "{ l = [2, 1, 2] }"),
            (Strategy::Deep, "{ a = 1 }", "{ a = [1] }", "{ a = [1] }"),
            (Strategy::Deep, "{ a = [1] }", "{ a = \"x\" }", "{ a = \"x\" }"),
            (Strategy::Deep, "{ a = 1 }", "{ a = null }", "{ a = null }"),
            (Strategy::Deep, "{ a = true }", "{ a = false }", "{ a = false }"),
            (
                Strategy::Deep,
                "{ m = { x = { l = [1], y = 1 } } }",
                "{ m = { x = { l = [2], z = 2 } } }",
                "{ m = { x = { l = [1, 2], y = 1, z = 2 } } }",
            ),
        ] {
            check(strategy, parent, child, expected);
        }
    }

    #[test]
    fn what_is_unknown_stays_unknown() {
        let unknown = || Value::unknown(Type::Dynamic);
        for (parent, child, known) in [
            (unknown(), value("[1]"), false),
            (unknown(), value("1"), true),
            (value("[1]"), unknown(), false),
            (value("1"), unknown(), false),
        ] {
            assert_eq!(deep_merge(parent, child).is_wholly_known(), known);
        }
    }
}
