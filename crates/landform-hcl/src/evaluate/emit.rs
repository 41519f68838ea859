//! Writes an expression again as text of the language, with everything that is known put in.

use hcl_edit::expr::{Conditional, Expression, ForExpr, FuncCall, Object, TraversalOperator};
use hcl_edit::template::Element;
use hcl_edit::{Decorated, Ident};
use landform_diag::{Diagnostics, bail};
use landform_value::{Data, Marks, Type, Value};

use super::call::full_name;
use super::each::Pairs;
use super::template::{Block, Part};
use super::{Evaluator, evaluate};
use crate::{Context, Reference, Scope, Step};

type Operators = [Decorated<TraversalOperator>];
type Symbolic<'a> = &'a dyn Fn(&Reference) -> Option<String>;

/// Returns the text of an expression in which everything known is a literal, and every name that `symbolic` claims is the text that it gives.
///
/// The text stands for the same value wherever the texts of `symbolic` stand for what the names mean.
///
/// # Errors
/// Reports the faults of the expression, and names what is neither known nor claimed.
pub fn emit(
    expression: &Expression,
    context: &Context<'_>,
    symbolic: Symbolic<'_>,
) -> Result<String, Diagnostics> {
    let scope = Claimed { inner: context.scope, symbolic };
    let context = Context { scope: &scope, ..*context };
    let evaluator = Evaluator { context: &context, locals: None };
    Emitter { evaluator, symbolic, bound: None }.expression(expression)
}

/// Evaluates an expression; every name that `symbolic` claims is unknown.
///
/// # Errors
/// Reports the faults of the expression.
pub fn evaluate_open(
    expression: &Expression,
    context: &Context<'_>,
    symbolic: Symbolic<'_>,
) -> Result<Value, Diagnostics> {
    let scope = Claimed { inner: context.scope, symbolic };
    evaluate(expression, &Context { scope: &scope, ..*context })
}

/// Returns a wholly known value as text of the language; `None` if a part of it is unknown.
pub fn literal(value: &Value) -> Option<String> {
    let (inner, marks) = (value.clone().replace_marks(Marks::NONE), value.marks());
    let all = |items: &[Value]| -> Option<String> {
        Some(items.iter().map(literal).collect::<Option<Vec<_>>>()?.join(", "))
    };
    let text = match inner.data() {
        Data::Unknown(_) => return None,
        Data::Null(Type::String) => "tostring(null)".to_owned(),
        Data::Null(Type::Number) => "tonumber(null)".to_owned(),
        Data::Null(Type::Bool) => "tobool(null)".to_owned(),
        Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => inner.to_string(),
        Data::List(_, items) => format!("tolist([{}])", all(items)?),
        Data::Set(_, items) => format!("toset([{}])", all(items)?),
        Data::Tuple(items) => format!("[{}]", all(items)?),
        Data::Map(_, entries) | Data::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Some((quoted(key), literal(value)?)))
                .collect::<Option<Vec<_>>>()?;
            let text = object_text(&entries);
            if let Data::Map(..) = inner.data() { format!("tomap({text})") } else { text }
        }
    };
    Some(if marks.sensitive { format!("sensitive({text})") } else { text })
}

/// Returns steps as they are written behind a name.
pub fn steps_text(steps: &[Step]) -> String {
    let text = |step: &Step| match step {
        Step::Attribute(name) => format!(".{name}"),
        Step::Index(key) => format!("[{}]", literal(key).unwrap_or_else(|| key.to_string())),
    };
    steps.iter().map(text).collect()
}

fn quoted(text: &str) -> String {
    Value::string(text).to_string()
}

fn object_text(entries: &[(String, String)]) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let entries: Vec<String> =
        entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Returns a piece of text as it is written inside a quoted template.
fn fragment(text: &str) -> String {
    let written = quoted(text);
    let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.unwrap_or_default();
    // A sign at the end would make an escape together with what follows.
    match inner.chars().last() {
        Some(sign @ ('$' | '%')) => {
            let before = inner.strip_suffix(sign).unwrap_or_default();
            format!("{before}${{\"{sign}\"}}")
        }
        _ => inner.to_owned(),
    }
}

/// Tells whether a function depends on the folder in which it is called.
fn reads_files(name: &str) -> bool {
    name.starts_with("file") || matches!(name, "templatefile" | "abspath" | "pathexpand")
}

/// A scope in which claimed names are unknown.
struct Claimed<'a> {
    inner: &'a dyn Scope,
    symbolic: Symbolic<'a>,
}

impl Scope for Claimed<'_> {
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        let reference =
            Reference { root: root.to_owned(), steps: steps.to_vec(), span: Default::default() };
        match (self.symbolic)(&reference) {
            Some(_) => Some(Ok((Value::unknown(Type::Dynamic), steps.len()))),
            None => self.inner.lookup(root, steps),
        }
    }

    fn names(&self) -> Vec<String> {
        self.inner.names()
    }
}

/// The variables of the `for` expressions around an expression: the text of those that have no value.
struct Bound<'a> {
    parent: Option<&'a Self>,
    names: Vec<(&'a str, Option<String>)>,
}

#[derive(Clone, Copy)]
struct Emitter<'a> {
    evaluator: Evaluator<'a>,
    symbolic: Symbolic<'a>,
    bound: Option<&'a Bound<'a>>,
}

/// What a `for` binds, in its expression form and in its template form.
struct Head<'e> {
    key: Option<&'e str>,
    value: &'e str,
    collection: &'e Expression,
}

impl<'e> Head<'e> {
    fn of(each: &'e ForExpr) -> Self {
        Self {
            key: each.intro.key_var.as_ref().map(|name| name.as_str()),
            value: each.intro.value_var.as_str(),
            collection: &each.intro.collection_expr,
        }
    }
}

impl Emitter<'_> {
    fn expression(&self, expression: &Expression) -> Result<String, Diagnostics> {
        if let Some(text) = literal(&self.evaluator.expression(expression)?) {
            return Ok(text);
        }
        let span = self.evaluator.span(expression);
        match expression {
            Expression::Null(_)
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::String(_) => bail!(span, "the value is not known"),
            Expression::Array(items) => {
                let items: Result<Vec<String>, _> =
                    items.iter().map(|item| self.expression(item)).collect();
                Ok(format!("[{}]", items?.join(", ")))
            }
            Expression::Object(object) => self.object(object),
            Expression::StringTemplate(template) => match template.as_single_element() {
                Some(Element::Interpolation(only)) => self.expression(&only.expr),
                _ => self.template(&self.evaluator.quoted_parts(template)),
            },
            Expression::HeredocTemplate(heredoc) => {
                self.template(&self.evaluator.heredoc_parts(heredoc))
            }
            Expression::Parenthesis(inner) => Ok(format!("({})", self.expression(inner.inner())?)),
            Expression::Variable(name) => self.name(name, &[], &span),
            Expression::Conditional(conditional) => self.conditional(conditional),
            Expression::FuncCall(call) => self.call(call, &span),
            Expression::Traversal(traversal) => {
                if let Expression::Variable(name) = &traversal.expr {
                    return self.name(name, &traversal.operators, &span);
                }
                let inner = self.expression(&traversal.expr)?;
                Ok(format!("({inner}){}", self.operators(&traversal.operators)?))
            }
            Expression::UnaryOp(operation) => {
                let operator = operation.operator.value().as_str();
                Ok(format!("({operator}{})", self.expression(&operation.expr)?))
            }
            Expression::BinaryOp(operation) => {
                let operator = operation.operator.value().as_str();
                let left = self.expression(&operation.lhs_expr)?;
                let right = self.expression(&operation.rhs_expr)?;
                Ok(format!("({left} {operator} {right})"))
            }
            Expression::ForExpr(each) => self.for_expression(each),
        }
    }

    fn object(&self, object: &Object) -> Result<String, Diagnostics> {
        let mut entries: Vec<(String, String)> = Vec::new();
        for (key, value) in object {
            let value = self.expression(value.expr())?;
            let (text, marks) = self.evaluator.object_key(key)?;
            let key = match (text, key) {
                (Some(text), _) if marks == Marks::NONE => quoted(&text),
                (_, hcl_edit::expr::ObjectKey::Expression(key)) => {
                    format!("({})", self.expression(key)?)
                }
                (text, hcl_edit::expr::ObjectKey::Ident(name)) => {
                    quoted(text.as_deref().unwrap_or(name.as_str()))
                }
            };
            // The last one of equal keys wins.
            entries.retain(|(known, _)| *known != key);
            entries.push((key, value));
        }
        Ok(object_text(&entries))
    }

    /// Keeps both branches, because the type of the result depends on both; a faulty one that is not taken is left out.
    fn conditional(&self, conditional: &Conditional) -> Result<String, Diagnostics> {
        let condition = self.expression(&conditional.cond_expr)?;
        let (truth, _) =
            self.evaluator.truth(&conditional.cond_expr, "the condition of `?` and `:`")?;
        let yes = self.expression(&conditional.true_expr);
        let no = self.expression(&conditional.false_expr);
        match (truth, yes, no) {
            (_, Ok(yes), Ok(no)) => Ok(format!("({condition} ? {yes} : {no})")),
            (Some(true), yes, _) => yes,
            (Some(false), _, no) => no,
            (None, Err(fault), _) | (None, _, Err(fault)) => Err(fault),
        }
    }

    fn call(&self, call: &FuncCall, span: &landform_diag::Span) -> Result<String, Diagnostics> {
        let name = full_name(call);
        let own = self.evaluator.context.functions.names().contains(&name);
        let standard = crate::functions::names().any(|known| known == name);
        if (own && !standard) || reads_files(&name) {
            bail!(span, "`{name}` depends on a value that is not known yet"; hint: "call it with known values only");
        }
        let args = call.args.iter().map(|arg| self.expression(arg));
        let args: Vec<String> = if name == "try" {
            // An argument that has no value is passed over.
            args.filter_map(Result::ok).collect()
        } else {
            args.collect::<Result<_, _>>()?
        };
        let expand = if call.args.expand_final() { "..." } else { "" };
        Ok(format!("{name}({}{expand})", args.join(", ")))
    }

    fn bound(&self, name: &str) -> Option<Option<String>> {
        let frames = std::iter::successors(self.bound, |bound| bound.parent);
        frames
            .flat_map(|frame| &frame.names)
            .find(|(bound, _)| *bound == name)
            .map(|(_, text)| text.clone())
    }

    fn name(
        &self,
        name: &Decorated<Ident>,
        operators: &Operators,
        span: &landform_diag::Span,
    ) -> Result<String, Diagnostics> {
        let bound = self.bound(name.as_str());
        if let Some(Some(text)) = bound {
            return Ok(format!("{text}{}", self.operators(operators)?));
        }
        let mut steps = Vec::new();
        for operator in operators {
            match self.evaluator.as_step(operator.value())? {
                Some(Step::Index(key)) if !key.is_wholly_known() => break,
                Some(step) => steps.push(step),
                None => break,
            }
        }
        let (before, after) = operators.split_at(steps.len().min(operators.len()));
        if bound.is_none() {
            let root = name.as_str().to_owned();
            let reference = Reference { root, steps, span: span.range() };
            if let Some(text) = (self.symbolic)(&reference) {
                return Ok(format!("{text}{}", self.operators(after)?));
            }
        }
        match literal(&self.evaluator.name(name, before, span)?) {
            Some(text) => Ok(format!("({text}){}", self.operators(after)?)),
            None => {
                let written = span.text();
                bail!(span, "`{written}` is not known")
            }
        }
    }

    fn operators(&self, operators: &Operators) -> Result<String, Diagnostics> {
        let texts = operators.iter().map(|operator| {
            Ok(match operator.value() {
                TraversalOperator::GetAttr(name) => format!(".{}", name.as_str()),
                TraversalOperator::LegacyIndex(index) => format!("[{}]", index.value()),
                TraversalOperator::Index(key) => format!("[{}]", self.expression(key)?),
                TraversalOperator::AttrSplat(_) => ".*".to_owned(),
                TraversalOperator::FullSplat(_) => "[*]".to_owned(),
            })
        });
        texts.collect()
    }

    /// Returns the pairs of a collection if all of them are known and none is marked.
    fn known_pairs(&self, head: &Head<'_>) -> Result<Option<Vec<(Value, Value)>>, Diagnostics> {
        let (pairs, marks) = self.evaluator.pairs(head.collection)?;
        let Pairs::Known(pairs) = pairs else { return Ok(None) };
        let plain = pairs.iter().all(|(_, value)| value.is_wholly_known()) && marks == Marks::NONE;
        Ok(plain.then_some(pairs))
    }

    /// Runs something with the variables of a `for`, which have values.
    fn round<T>(
        &self,
        head: &Head<'_>,
        pair: (Value, Value),
        run: impl FnOnce(Emitter<'_>) -> T,
    ) -> T {
        self.evaluator.round(head.key, head.value, pair, |evaluator| {
            let names = head.key.into_iter().chain([head.value]).map(|name| (name, None));
            let bound = Bound { parent: self.bound, names: names.collect() };
            run(Emitter { evaluator, symbolic: self.symbolic, bound: Some(&bound) })
        })
    }

    /// Runs something with the variables of a `for`, which only have names; these are new ones, so that they hide nothing.
    fn open_round(
        &self,
        head: &Head<'_>,
        run: impl FnOnce(Emitter<'_>, &str) -> Result<String, Diagnostics>,
    ) -> Result<String, Diagnostics> {
        let depth = std::iter::successors(self.bound, |bound| bound.parent).count();
        let names: Vec<(&str, Option<String>)> = head
            .key
            .into_iter()
            .chain([head.value])
            .map(|name| (name, Some(format!("{name}_{depth}"))))
            .collect();
        let written: Vec<String> = names.iter().filter_map(|(_, text)| text.clone()).collect();
        let unknown = || Value::unknown(Type::Dynamic);
        self.evaluator.round(head.key, head.value, (unknown(), unknown()), |evaluator| {
            let bound = Bound { parent: self.bound, names };
            let inner = Emitter { evaluator, symbolic: self.symbolic, bound: Some(&bound) };
            run(inner, &written.join(", "))
        })
    }

    fn for_expression(&self, each: &ForExpr) -> Result<String, Diagnostics> {
        let head = Head::of(each);
        if let Some(pairs) = self.known_pairs(&head)?
            && let Some(text) = self.unrolled(each, &head, pairs)?
        {
            return Ok(text);
        }
        let collection = self.expression(head.collection)?;
        self.open_round(&head, |inner, names| {
            let condition = match &each.cond {
                Some(condition) => format!(" if {}", inner.expression(&condition.expr)?),
                None => String::new(),
            };
            let value = inner.expression(&each.value_expr)?;
            Ok(match &each.key_expr {
                None => format!("[for {names} in {collection} : {value}{condition}]"),
                Some(key) => {
                    let key = inner.expression(key)?;
                    let group = if each.grouping { "..." } else { "" };
                    format!("{{for {names} in {collection} : {key} => {value}{group}{condition}}}")
                }
            })
        })
    }

    /// Writes one item for each round; nothing if it is not known which rounds count.
    fn unrolled(
        &self,
        each: &ForExpr,
        head: &Head<'_>,
        pairs: Vec<(Value, Value)>,
    ) -> Result<Option<String>, Diagnostics> {
        if each.grouping {
            return Ok(None);
        }
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        for pair in pairs {
            let round = self.round(head, pair, |inner| -> Result<_, Diagnostics> {
                let (chosen, marks) = inner.evaluator.for_condition(each)?;
                let (Some(chosen), Marks::NONE) = (chosen, marks) else { return Ok(None) };
                if !chosen {
                    return Ok(Some(None));
                }
                let key = match &each.key_expr {
                    None => None,
                    Some(key) => {
                        let value = inner.evaluator.expression(key)?;
                        match inner.evaluator.key_text(&value, &inner.evaluator.span(key))? {
                            (Some(text), Marks::NONE) => Some(quoted(&text)),
                            _ => return Ok(None),
                        }
                    }
                };
                Ok(Some(Some((key, inner.expression(&each.value_expr)?))))
            });
            match round? {
                None => return Ok(None),
                Some(None) => {}
                Some(Some((Some(key), value))) => entries.push((key, value)),
                Some(Some((None, value))) => items.push(value),
            }
        }
        Ok(Some(match &each.key_expr {
            Some(_) => object_text(&entries),
            None => format!("[{}]", items.join(", ")),
        }))
    }

    fn template(&self, parts: &[Part<'_>]) -> Result<String, Diagnostics> {
        Ok(format!("\"{}\"", self.parts(parts)?))
    }

    fn parts(&self, parts: &[Part<'_>]) -> Result<String, Diagnostics> {
        let mut text = String::new();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let after = parts.get(at + 1..).unwrap_or_default();
            let mut used = 0;
            match part {
                Part::Literal(own) => text.push_str(&fragment(own)),
                Part::Interpolation(expression) => text.push_str(&self.interpolation(expression)?),
                Part::If(condition) => {
                    let block = Block::of(after);
                    used = block.used;
                    text.push_str(&self.branch(condition, &block)?);
                }
                Part::For(each) => {
                    let block = Block::of(after);
                    used = block.used;
                    let head = Head {
                        key: each.key_var.as_ref().map(|name| name.as_str()),
                        value: each.value_var.as_str(),
                        collection: &each.collection_expr,
                    };
                    text.push_str(&self.repeat(&head, block.inside)?);
                }
                Part::Else | Part::EndIf | Part::EndFor => {}
            }
            at += 1 + used;
        }
        Ok(text)
    }

    fn interpolation(&self, expression: &Expression) -> Result<String, Diagnostics> {
        let rendered = self.evaluator.interpolation(expression)?;
        match (rendered.text, rendered.marks) {
            (Some(text), Marks::NONE) => Ok(fragment(&text)),
            _ => Ok(format!("${{{}}}", self.expression(expression)?)),
        }
    }

    fn branch(&self, condition: &Expression, block: &Block<'_, '_>) -> Result<String, Diagnostics> {
        match self.evaluator.truth(condition, "the condition of an `if` directive")? {
            (Some(true), Marks::NONE) => self.parts(block.inside),
            (Some(false), Marks::NONE) => self.parts(block.otherwise),
            _ => {
                let condition = self.expression(condition)?;
                let yes = self.parts(block.inside)?;
                let no = self.parts(block.otherwise)?;
                Ok(format!("%{{ if {condition} }}{yes}%{{ else }}{no}%{{ endif }}"))
            }
        }
    }

    fn repeat(&self, head: &Head<'_>, inside: &[Part<'_>]) -> Result<String, Diagnostics> {
        if let Some(pairs) = self.known_pairs(head)? {
            let rounds = pairs.into_iter();
            return rounds
                .map(|pair| self.round(head, pair, |inner| inner.parts(inside)))
                .collect();
        }
        let collection = self.expression(head.collection)?;
        self.open_round(head, |inner, names| {
            let inside = inner.parts(inside)?;
            Ok(format!("%{{ for {names} in {collection} }}{inside}%{{ endfor }}"))
        })
    }
}
