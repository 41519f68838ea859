//! The names that expressions of a module may use: its variables and locals, as far as they are known or can be written.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use landform_diag::Diagnostics;
use landform_hcl::{Context, NoFunctions, Reference, Scope, Step, emit, evaluate};
use landform_terragrunt::OpenInput;
use landform_value::{Type, Value};

use crate::files::{File, Files, Variable};

/// The names of one module.
pub(crate) struct ModuleScope<'a> {
    variables: BTreeMap<String, Value>,
    /// The inputs whose values are not known yet, as text that the root understands.
    open: &'a BTreeMap<String, OpenInput>,
    locals: BTreeMap<String, (&'a File, &'a Expression)>,
    /// The locals that are being evaluated: one that needs itself has no value.
    active: RefCell<Vec<String>>,
}

impl<'a> ModuleScope<'a> {
    /// Returns the scope of a module that is given some inputs.
    pub(crate) fn new(
        files: &'a Files,
        declared: &BTreeMap<String, Variable>,
        inputs: &'a BTreeMap<String, OpenInput>,
    ) -> Self {
        let mut variables = BTreeMap::new();
        for (name, variable) in declared {
            let value = match inputs.get(name) {
                Some(input) if input.value.is_wholly_known() => Some(input.value.clone()),
                Some(_) => Some(Value::unknown(Type::Dynamic)),
                None => variable.default.clone(),
            };
            variables.extend(value.map(|value| (name.clone(), value)));
        }
        let mut locals = BTreeMap::new();
        for (at, block) in files.blocks("locals") {
            let Some(file) = files.native.get(at) else { continue };
            for attribute in block.body.attributes() {
                locals.insert(attribute.key.as_str().to_owned(), (file, &attribute.value));
            }
        }
        Self { variables, open: inputs, locals, active: RefCell::default() }
    }

    /// Evaluates an expression of a file.
    pub(crate) fn value(&self, file: &File, expression: &Expression) -> Result<Value, Diagnostics> {
        evaluate(expression, &self.context(file))
    }

    /// Returns an expression of a file as text that the root understands.
    pub(crate) fn text(
        &self,
        file: &File,
        expression: &Expression,
        further: &dyn Fn(&Reference) -> Option<String>,
    ) -> Result<String, Diagnostics> {
        let symbolic =
            |reference: &Reference| further(reference).or_else(|| self.written(reference, further));
        emit(expression, &self.context(file), &symbolic)
    }

    fn context<'s>(&'s self, file: &'s File) -> Context<'s> {
        Context { source: &file.source, scope: self, functions: &NoFunctions }
    }

    /// Returns the text of an input, or of a local that needs one, that is not known yet.
    fn written(
        &self,
        reference: &Reference,
        further: &dyn Fn(&Reference) -> Option<String>,
    ) -> Option<String> {
        let [Step::Attribute(name), rest @ ..] = reference.steps.as_slice() else { return None };
        let text = match reference.root.as_str() {
            "var" => {
                let input = self.open.get(name).filter(|input| !input.value.is_wholly_known())?;
                input.text.clone()
            }
            "local" => {
                let (file, expression) = self.locals.get(name)?;
                let is_known = |value: Value| value.is_wholly_known();
                if self.value(file, expression).is_ok_and(is_known) {
                    return None;
                }
                self.guarded(name, || self.text(file, expression, further).ok()).flatten()?
            }
            _ => return None,
        };
        Some(format!("({text}){}", landform_hcl::steps_text(rest)))
    }

    /// Runs something for a local unless it is running for it already.
    fn guarded<T>(&self, name: &str, then: impl FnOnce() -> T) -> Option<T> {
        if self.active.borrow().iter().any(|one| one == name) {
            return None;
        }
        self.active.borrow_mut().push(name.to_owned());
        let done = then();
        self.active.borrow_mut().pop();
        Some(done)
    }
}

impl Scope for ModuleScope<'_> {
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        let Some(Step::Attribute(name)) = steps.first() else { return None };
        match root {
            "var" => self.variables.get(name).map(|value| Ok((value.clone(), 1))),
            "local" => {
                let (file, expression) = self.locals.get(name)?;
                let value = self.guarded(name, || self.value(file, expression))?;
                Some(value.map(|value| (value, 1)))
            }
            "terraform" if name == "workspace" => Some(Ok((Value::string("default"), 1))),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}
