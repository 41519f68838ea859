//! The standard functions of the language: their tables, and the one way to call them.

mod collection;
mod conversion;
mod date;
mod encoding;
mod filesystem;
mod format;
mod glob;
mod hash;
mod input;
mod network;
mod numeric;
mod pattern;
mod sets;
mod string;
mod yaml;

use std::path::Path;

use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_value::{Marks, Type, Value, convert};
use landform_world::World;

use crate::{Call, Functions};
use input::{Fault, Gives, Input, Kind, Param, Place, Reach};

/// The tables of all groups.
const TABLES: &[&[Function]] = &[
    collection::TABLE,
    conversion::TABLE,
    date::TABLE,
    encoding::TABLE,
    filesystem::TABLE,
    format::TABLE,
    hash::TABLE,
    network::TABLE,
    numeric::TABLE,
    pattern::TABLE,
    sets::TABLE,
    string::TABLE,
    yaml::TABLE,
];

/// Functions that the engines know and this crate does not: they need a clock, chance or a secret key.
pub(crate) const NOT_HERE: &[&str] = &[
    "bcrypt",
    "ephemeralasnull",
    "plantimestamp",
    "rsadecrypt",
    "templatestring",
    "timestamp",
    "type",
    "uuid",
];

/// One function: what it takes, what it gives, and how it is computed.
#[derive(Clone, Copy)]
pub(crate) struct Function {
    name: &'static str,
    params: &'static [Param],
    /// What any further arguments are.
    rest: Option<Param>,
    reach: Reach,
    gives: Gives,
    run: fn(&Input<'_>) -> Result<Value, Fault>,
}

impl Function {
    const fn new(
        name: &'static str,
        params: &'static [Param],
        gives: Gives,
        run: fn(&Input<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { name, params, rest: None, reach: Reach::Whole, gives, run }
    }

    /// Takes any number of further arguments.
    const fn rest(mut self, name: &'static str, kind: Kind) -> Self {
        self.rest = Some(Param { name, kind });
        self
    }

    /// Looks at the arguments themselves, not at what is in them.
    const fn surface(mut self) -> Self {
        self.reach = Reach::Surface;
        self
    }

    /// Sees arguments as they are, marked or unknown.
    const fn bare(mut self) -> Self {
        self.reach = Reach::Bare;
        self
    }

    fn param(&self, index: usize) -> Option<Param> {
        self.params.get(index).copied().or(self.rest)
    }
}

/// The standard functions, with a world for those that read files.
#[derive(Clone, Copy)]
pub struct StandardFunctions<'a> {
    /// Where files are read.
    pub world: &'a dyn World,
    /// The folder that relative paths start from.
    pub folder: &'a Path,
}

impl Functions for StandardFunctions<'_> {
    fn call(&self, call: &Call<'_>) -> Option<Result<Value, Diagnostics>> {
        let place = Place { world: self.world, folder: self.folder };
        find(call.name).map(|function| run(function, call, Some(&place)))
    }

    fn names(&self) -> Vec<String> {
        names().map(str::to_owned).collect()
    }
}

/// Returns the names of all standard functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|table| table.iter()).map(|function| function.name)
}

/// Calls a standard function that needs no world; `None` if there is none of that name.
pub(crate) fn call_without_world(call: &Call<'_>) -> Option<Result<Value, Diagnostics>> {
    find(call.name).map(|function| run(function, call, None))
}

fn find(name: &str) -> Option<&'static Function> {
    TABLES.iter().flat_map(|table| table.iter()).find(|function| function.name == name)
}

/// Checks and converts the arguments, and computes the result unless something unknown stands in the way.
fn run(
    function: &Function,
    call: &Call<'_>,
    place: Option<&Place<'_>>,
) -> Result<Value, Diagnostics> {
    check_count(function, call)?;
    let mut faults = Diagnostics::default();
    let mut marks = Marks::NONE;
    let mut unknown = false;
    let mut args = Vec::with_capacity(call.args.len());
    for (index, arg) in call.args.iter().enumerate() {
        let Some(param) = function.param(index) else { continue };
        let span = call.arg_spans.get(index).unwrap_or(&call.span);
        if arg.is_null() && !param.kind.nullable() {
            faults.push(refuse(function, param, span, "it must not be null"));
            continue;
        }
        let arg = match convert(arg, &param.kind.ty()) {
            Ok(arg) => arg,
            Err(error) => {
                faults.push(refuse(function, param, span, &error.to_string()));
                continue;
            }
        };
        let (arg, own) = function.reach.unmark(arg);
        marks = marks.union(own);
        unknown |= function.reach.is_unknown(&arg);
        args.push(arg);
    }
    faults.into_result(())?;
    if unknown {
        return Ok(Value::unknown(function.gives.ty(&args)).with_marks(marks));
    }
    let input = Input { args, place, call };
    let hidden = call.args.iter().fold(marks, |marks, arg| marks.union(arg.marks_deep()));
    match (function.run)(&input) {
        Ok(value) => Ok(value.with_marks(marks)),
        Err(fault) => Err(fault.veiled(hidden).into_diagnostics(function.name, call, |index| {
            function.param(index).map_or("", |param| param.name)
        })),
    }
}

fn check_count(function: &Function, call: &Call<'_>) -> Result<(), Diagnostics> {
    let (given, fixed) = (call.args.len(), function.params.len());
    if given == fixed || (given > fixed && function.rest.is_some()) {
        return Ok(());
    }
    let mut list: Vec<String> = function.params.iter().map(|param| param.name.to_owned()).collect();
    list.extend(function.rest.map(|param| format!("{}...", param.name)));
    let at_least = if function.rest.is_some() { "at least " } else { "" };
    let plural = if fixed == 1 { "" } else { "s" };
    let name = function.name;
    let message = format!("`{name}` takes {at_least}{fixed} argument{plural}, not {given}");
    let hint = format!("write `{name}({})`", list.join(", "));
    Err(Diagnostic::error(message).at(call.span.clone()).hint(hint).into())
}

fn refuse(function: &Function, param: Param, span: &Span, reason: &str) -> Diagnostic {
    let (name, param) = (function.name, param.name);
    Diagnostic::error(format!("unsuitable argument `{param}` of `{name}`: {reason}"))
        .at(span.clone())
}

/// Returns the type that a number of values share, for a result that is a list.
fn common(values: &[Value]) -> Option<Type> {
    if values.is_empty() {
        return Some(Type::Dynamic);
    }
    landform_value::unify(&values.iter().map(Value::ty).collect::<Vec<_>>())
}
