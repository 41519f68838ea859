//! Operators: arithmetic, comparison and logic, with Terraform's conversions.

use hcl_edit::expr::{BinaryOp, BinaryOperator, Expression, UnaryOp, UnaryOperator};
use landform_diag::{Diagnostic, Diagnostics, bail};
use landform_value::{Data, Marks, Number, Type, Value, convert};

use super::Evaluator;

impl Evaluator<'_> {
    pub(super) fn unary(&self, operation: &UnaryOp) -> Result<Value, Diagnostics> {
        match operation.operator.value() {
            UnaryOperator::Neg => {
                let (number, marks) = self.operand(&operation.expr, &Type::Number, "-")?;
                let negated = match number.as_number() {
                    Some(number) => number.negate().into(),
                    None => Value::unknown(Type::Number),
                };
                Ok(negated.with_marks(marks))
            }
            UnaryOperator::Not => {
                let (truth, marks) = self.operand(&operation.expr, &Type::Bool, "!")?;
                let inverse = match truth.as_bool() {
                    Some(truth) => (!truth).into(),
                    None => Value::unknown(Type::Bool),
                };
                Ok(inverse.with_marks(marks))
            }
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp) -> Result<Value, Diagnostics> {
        let operator = *operation.operator.value();
        match operator {
            BinaryOperator::Eq => self.equality(operation, true),
            BinaryOperator::NotEq => self.equality(operation, false),
            BinaryOperator::And => self.logic(operation, false),
            BinaryOperator::Or => self.logic(operation, true),
            BinaryOperator::LessEq
            | BinaryOperator::GreaterEq
            | BinaryOperator::Less
            | BinaryOperator::Greater
            | BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Mul
            | BinaryOperator::Div
            | BinaryOperator::Mod => self.arithmetic(operation, operator),
        }
    }

    /// Evaluates an operand and converts it; returns it without its marks, and the marks.
    fn operand(
        &self,
        expression: &Expression,
        ty: &Type,
        operator: &str,
    ) -> Result<(Value, Marks), Diagnostics> {
        let value = self.expression(expression)?;
        let span = self.span(expression);
        if value.is_null() {
            bail!(span, "an operand of `{operator}` must not be null");
        }
        let converted = convert(&value, ty).map_err(|error| {
            Diagnostic::error(format!("unsuitable operand of `{operator}`: {error}")).at(span)
        })?;
        Ok(converted.unmark_deep())
    }

    fn equality(&self, operation: &BinaryOp, wanted: bool) -> Result<Value, Diagnostics> {
        let mut faults = Diagnostics::default();
        let left = faults.keep(self.expression(&operation.lhs_expr));
        let right = faults.keep(self.expression(&operation.rhs_expr));
        let (Some(left), Some(right)) = (left, right) else {
            return faults.into_result(Value::unknown(Type::Bool));
        };
        let marks = left.marks_deep().union(right.marks_deep());
        let outcome = match left.equals(&right) {
            Some(equal) => (equal == wanted).into(),
            None => Value::unknown(Type::Bool),
        };
        Ok(outcome.with_marks(marks))
    }

    /// Evaluates `&&` and `||`; the right side only if the left side does not decide.
    fn logic(&self, operation: &BinaryOp, decisive: bool) -> Result<Value, Diagnostics> {
        let name = if decisive { "||" } else { "&&" };
        let (left, left_marks) = self.operand(&operation.lhs_expr, &Type::Bool, name)?;
        if left.as_bool() == Some(decisive) {
            return Ok(Value::from(decisive).with_marks(left_marks));
        }
        let (right, right_marks) = self.operand(&operation.rhs_expr, &Type::Bool, name)?;
        let marks = left_marks.union(right_marks);
        let outcome = match (left.as_bool(), right.as_bool()) {
            (_, Some(right)) if right == decisive => decisive.into(),
            (Some(_), Some(right)) => right.into(),
            _ => Value::unknown(Type::Bool),
        };
        Ok(outcome.with_marks(marks))
    }

    fn arithmetic(
        &self,
        operation: &BinaryOp,
        operator: BinaryOperator,
    ) -> Result<Value, Diagnostics> {
        let mut faults = Diagnostics::default();
        let name = operator.as_str();
        let left = faults.keep(self.operand(&operation.lhs_expr, &Type::Number, name));
        let right = faults.keep(self.operand(&operation.rhs_expr, &Type::Number, name));
        let (Some((left, left_marks)), Some((right, right_marks))) = (left, right) else {
            return faults.into_result(Value::unknown(Type::Number));
        };
        let marks = left_marks.union(right_marks);
        let outcome = match (left.data(), right.data()) {
            (Data::Number(left), Data::Number(right)) => match compute(operator, left, right) {
                Some(outcome) => outcome,
                None => bail!(self.span(operation), "division by zero"),
            },
            _ if is_comparison(operator) => Value::unknown(Type::Bool),
            _ => Value::unknown(Type::Number),
        };
        Ok(outcome.with_marks(marks))
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::LessEq
            | BinaryOperator::GreaterEq
            | BinaryOperator::Less
            | BinaryOperator::Greater
    )
}

/// Returns the result of an operator on numbers; `None` for a division by zero.
fn compute(operator: BinaryOperator, left: &Number, right: &Number) -> Option<Value> {
    Some(match operator {
        BinaryOperator::LessEq => (left <= right).into(),
        BinaryOperator::GreaterEq => (left >= right).into(),
        BinaryOperator::Less => (left < right).into(),
        BinaryOperator::Greater => (left > right).into(),
        BinaryOperator::Plus => left.add(right).into(),
        BinaryOperator::Minus => left.sub(right).into(),
        BinaryOperator::Mul => left.mul(right).into(),
        BinaryOperator::Div => left.div(right)?.into(),
        BinaryOperator::Mod => left.rem(right)?.into(),
        BinaryOperator::Eq | BinaryOperator::NotEq => {
            ((left == right) == (operator == BinaryOperator::Eq)).into()
        }
        BinaryOperator::And | BinaryOperator::Or => return None,
    })
}
