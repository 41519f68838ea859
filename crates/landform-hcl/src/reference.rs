//! The names that an expression refers to, found without evaluating it.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Directive, Element, Template};
use landform_value::Value;

use crate::Step;

/// One use of a name: `root.a.b[0]`, up to the first step that is not written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The first name.
    pub root: String,
    /// The steps behind it.
    pub steps: Vec<Step>,
    /// The bytes of the whole traversal.
    pub span: Range<usize>,
}

/// Returns every name that the expression uses, in the order of the text; variables of `for` are left out.
pub fn references(expression: &Expression) -> Vec<Reference> {
    let mut finder = Finder { found: Vec::new(), bound: Vec::new() };
    finder.expression(expression);
    finder.found
}

/// Returns every name that a template uses.
pub(crate) fn template_references(template: &Template) -> Vec<Reference> {
    let mut finder = Finder { found: Vec::new(), bound: Vec::new() };
    finder.template(template);
    finder.found
}

struct Finder {
    found: Vec<Reference>,
    bound: Vec<String>,
}

impl Finder {
    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Null(_)
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::String(_) => {}
            Expression::Array(items) => items.iter().for_each(|item| self.expression(item)),
            Expression::Object(object) => {
                for (key, value) in object {
                    if let ObjectKey::Expression(key) = key {
                        self.expression(key);
                    }
                    self.expression(value.expr());
                }
            }
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Variable(name) => {
                self.name(name.as_str(), Vec::new(), expression.span().unwrap_or_default());
            }
            Expression::Conditional(conditional) => {
                self.expression(&conditional.cond_expr);
                self.expression(&conditional.true_expr);
                self.expression(&conditional.false_expr);
            }
            Expression::FuncCall(call) => call.args.iter().for_each(|arg| self.expression(arg)),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::UnaryOp(operation) => self.expression(&operation.expr),
            Expression::BinaryOp(operation) => {
                self.expression(&operation.lhs_expr);
                self.expression(&operation.rhs_expr);
            }
            Expression::ForExpr(each) => {
                self.expression(&each.intro.collection_expr);
                let key = each.intro.key_var.as_ref().map(|name| name.as_str());
                self.binding(key, each.intro.value_var.as_str(), |finder| {
                    if let Some(key) = &each.key_expr {
                        finder.expression(key);
                    }
                    finder.expression(&each.value_expr);
                    if let Some(condition) = &each.cond {
                        finder.expression(&condition.expr);
                    }
                });
            }
        }
    }

    fn binding(&mut self, key: Option<&str>, value: &str, inside: impl FnOnce(&mut Self)) {
        let before = self.bound.len();
        self.bound.extend(key.into_iter().chain([value]).map(str::to_owned));
        inside(self);
        self.bound.truncate(before);
    }

    fn traversal(&mut self, traversal: &Traversal) {
        if let Expression::Variable(name) = &traversal.expr {
            let steps =
                traversal.operators.iter().map_while(|operator| literal_step(operator.value()));
            let span = traversal.span().unwrap_or_default();
            self.name(name.as_str(), steps.collect(), span);
        } else {
            self.expression(&traversal.expr);
        }
        for operator in &traversal.operators {
            if let TraversalOperator::Index(index) = operator.value() {
                self.expression(index);
            }
        }
    }

    fn name(&mut self, root: &str, steps: Vec<Step>, span: Range<usize>) {
        if !self.bound.iter().any(|bound| bound == root) {
            self.found.push(Reference { root: root.to_owned(), steps, span });
        }
    }

    fn template(&mut self, template: &Template) {
        for element in template {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(interpolation) => self.expression(&interpolation.expr),
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(branch) => {
                self.expression(&branch.if_expr.cond_expr);
                self.template(&branch.if_expr.template);
                if let Some(other) = &branch.else_expr {
                    self.template(&other.template);
                }
            }
            Directive::For(each) => {
                let each = &each.for_expr;
                self.expression(&each.collection_expr);
                let key = each.key_var.as_ref().map(|name| name.as_str());
                self.binding(key, each.value_var.as_str(), |finder| {
                    finder.template(&each.template);
                });
            }
        }
    }
}

/// Returns the step of an operator whose key is written out.
fn literal_step(operator: &TraversalOperator) -> Option<Step> {
    match operator {
        TraversalOperator::GetAttr(name) => Some(Step::Attribute(name.as_str().to_owned())),
        TraversalOperator::LegacyIndex(index) => {
            Some(Step::Index(Value::from(landform_value::Number::from(*index.value()))))
        }
        TraversalOperator::Index(Expression::String(key)) => {
            Some(Step::Index(Value::string(key.as_str())))
        }
        TraversalOperator::Index(Expression::Number(number)) => {
            let number = landform_value::Number::parse(&number.value().to_string())?;
            Some(Step::Index(number.into()))
        }
        TraversalOperator::Index(_)
        | TraversalOperator::AttrSplat(_)
        | TraversalOperator::FullSplat(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_expression;
    use landform_diag::Source;

    fn check(text: &str, expected: &[&str]) {
        let expression = parse_expression(&Source::new("case", text)).unwrap();
        let shown: Vec<String> = references(&expression)
            .iter()
            .map(|reference| {
                let steps = reference.steps.iter().map(|step| match step {
                    Step::Attribute(name) => format!(".{name}"),
                    Step::Index(key) => format!("[{key}]"),
                });
                let written = &text[reference.span.clone()];
                format!("{}{} at {written}", reference.root, steps.collect::<String>())
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn finds_every_name_with_its_literal_steps() {
        check("a.b[0].c", &["a.b[0].c at a.b[0].c"]);
        check("a[\"x\"].1", &["a[\"x\"][1] at a[\"x\"].1"]);
        check("a.b[c.d].e", &["a.b at a.b[c.d].e", "c.d at c.d"]);
        check("a.b[*].c", &["a.b at a.b[*].c"]);
        check("\"x ${a.b} %{ if c }${d}%{ endif }\"", &["a.b at a.b", "c at c", "d at d"]);
        check("f(a, { (b) = c, d = e })", &["a at a", "b at b", "c at c", "e at e"]);
        check("!a ? -b : c + d", &["a at a", "b at b", "c at c", "d at d"]);
        check("1", &[]);
    }

    #[test]
    fn leaves_variables_of_for_out() {
        check("[for x in a : x.y + b if x.z]", &["a at a", "b at b"]);
        check("[for x in x.y : [for k, v in x : k]]", &["x.y at x.y"]);
        check("\"%{ for x in a }${x}${y}%{ endfor }${x}\"", &["a at a", "y at y", "x at x"]);
    }
}
