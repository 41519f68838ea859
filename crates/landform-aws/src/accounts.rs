//! Whose credentials these are: checked before anything is changed.

use std::sync::{Mutex, PoisonError};

use crate::fault::{AwsFault, FaultKind};
use crate::reading::each;
use crate::session::Aws;
use crate::settings::Settings;
use crate::sts::{self, Caller};

/// How many questions are asked at once.
const AT_ONCE: usize = 8;

/// A question: is it this account that these settings lead to?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuestion {
    /// What the user calls the account.
    pub name: String,
    /// The settings of its provider; their `allowed_account_ids` say which accounts are right.
    pub settings: Settings,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountAnswer {
    /// What the user calls the account.
    pub name: String,
    /// As whom AWS was asked.
    pub identity: String,
    /// The accounts that are right; any if there are none.
    pub expected: Vec<String>,
    /// Who AWS says it is, or why it does not.
    pub found: Result<Caller, AwsFault>,
}

impl Aws<'_> {
    /// Asks who some settings lead to; asked once, then remembered.
    ///
    /// # Errors
    /// Says why that cannot be told; whether the account is a right one is not looked at.
    pub fn caller(&self, settings: &Settings) -> Result<Caller, AwsFault> {
        if let Some(known) = self.known_caller(settings) {
            return Ok(known);
        }
        let caller = sts::caller(&self.session(settings)?)?;
        self.remember_caller(settings, &caller);
        Ok(caller)
    }
}

/// Refuses accounts that the settings do not allow; asks nobody if they allow any.
pub(crate) fn check_account(aws: &Aws<'_>, settings: &Settings) -> Result<(), AwsFault> {
    if settings.allowed_accounts.is_empty() && settings.forbidden_accounts.is_empty() {
        return Ok(());
    }
    right_account(aws, settings).map(|_| ())
}

fn right_account(aws: &Aws<'_>, settings: &Settings) -> Result<Caller, AwsFault> {
    let caller = aws.caller(settings)?;
    let is_allowed =
        settings.allowed_accounts.is_empty() || settings.allowed_accounts.contains(&caller.account);
    if is_allowed && !settings.forbidden_accounts.contains(&caller.account) {
        return Ok(caller);
    }
    let message =
        format!("{} is in account {}, which is a wrong one", settings.identity(), caller.account);
    Err(AwsFault::new(FaultKind::Credentials, message)
        .hint("use the credentials of the right account, or correct `allowed_account_ids`"))
}

/// Answers all questions, some at once, in their order.
pub fn check_accounts(aws: &Aws<'_>, questions: &[AccountQuestion]) -> Vec<AccountAnswer> {
    let answers: Mutex<Vec<(usize, AccountAnswer)>> = Mutex::default();
    each(questions.iter().enumerate(), AT_ONCE, |(index, question)| {
        let answer = AccountAnswer {
            name: question.name.clone(),
            identity: question.settings.identity(),
            expected: question.settings.allowed_accounts.clone(),
            found: right_account(aws, &question.settings),
        };
        answers.lock().unwrap_or_else(PoisonError::into_inner).push((index, answer));
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Returns a table of all accounts and what is wrong with each, and what to do next; `None` if nothing is wrong.
pub fn account_table(answers: &[AccountAnswer]) -> Option<(String, Vec<String>)> {
    let mut hints: Vec<String> =
        answers.iter().filter_map(|answer| answer.found.as_ref().err()?.hint.clone()).collect();
    if answers.iter().all(|answer| answer.found.is_ok()) {
        return None;
    }
    hints.sort();
    hints.dedup();
    let head = ["account", "as", "expected", "found"].map(str::to_owned);
    let rows = answers.iter().map(|answer| {
        let expected = answer.expected.join(", ");
        let found = match &answer.found {
            Ok(caller) => caller.account.clone(),
            Err(fault) => fault.message.clone(),
        };
        let expected = if expected.is_empty() { "any".to_owned() } else { expected };
        [answer.name.clone(), answer.identity.replace('`', ""), expected, found]
    });
    Some((table(std::iter::once(head).chain(rows).collect()), hints))
}

/// Lays rows out in columns; the last one is as wide as it is.
fn table(rows: Vec<[String; 4]>) -> String {
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |[a, b, c, d]: &[String; 4]| {
        let [wa, wb, wc, _] = widths;
        format!("{a:wa$}  {b:wb$}  {c:wc$}  {d}").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, found: Result<&str, &str>) -> AccountAnswer {
        let caller = |account: &str| Caller { account: account.to_owned(), arn: String::new() };
        AccountAnswer {
            name: name.to_owned(),
            identity: "role `arn:r`".to_owned(),
            expected: vec!["111111111111".to_owned()],
            found: found
                .map(caller)
                .map_err(|text| AwsFault::new(FaultKind::Denied, text).hint("do it")),
        }
    }

    #[test]
    fn shows_all_accounts_as_soon_as_one_is_wrong() {
        let right = answer("dev", Ok("111111111111"));
        assert_eq!(account_table(std::slice::from_ref(&right)), None);
        assert_eq!(account_table(&[]), None);
        let answers = [right, answer("production", Err("no")), answer("x", Err("never"))];
        let (table, hints) = account_table(&answers).unwrap();
        assert_eq!(
            table,
            "account     as          expected      found\n\
             dev         role arn:r  111111111111  111111111111\n\
             production  role arn:r  111111111111  no\n\
             x           role arn:r  111111111111  never"
        );
        assert_eq!(hints, ["do it"]);
    }
}
