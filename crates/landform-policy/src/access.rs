//! Which actions write, told by their names.

use crate::document::{ActionPattern, Effect, Mode, Policy, Statement, StatementId};
use crate::pattern::{Token, covers, overlap, tokens};

/// The first words of actions that only read.
///
/// An action reads if its name starts with one of these words as a whole word; every other action writes. So a word that is not
/// here makes an action be shown as writing that does not, never the other way round. `Test` is not here, because
/// `states:TestState` runs what it tests; neither are `Start`, `Receive`, `Decrypt` and `Generate`.
///
/// Source: IAM User Guide, "Access level summaries within policy summaries".
const READING: &[&str] = &[
    "BatchCheck",
    "BatchDescribe",
    "BatchGet",
    "BatchList",
    "Check",
    "ConditionCheck",
    "Count",
    "Describe",
    "Discover",
    "Estimate",
    "Filter",
    "Get",
    "Head",
    "List",
    "Lookup",
    "PartiQLSelect",
    "Preview",
    "Query",
    "Read",
    "Scan",
    "Search",
    "Select",
    "Simulate",
    "Validate",
    "View",
];

/// Actions that are named like reading but hand out somebody's credentials, or make something.
const WRITING_ANYWAY: &[&str] = &[
    "cognito-identity:getcredentialsforidentity",
    "cognito-identity:getid",
    "cognito-identity:getopenidtoken",
    "cognito-identity:getopenidtokenfordeveloperidentity",
    "lightsail:getinstanceaccessdetails",
    "lightsail:getrelationaldatabasemasteruserpassword",
    "redshift-serverless:getcredentials",
    "redshift:getclustercredentials",
    "redshift:getclustercredentialswithiam",
    "sso:getrolecredentials",
];

/// Something that a policy allows and that writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteGrant {
    /// What is allowed.
    pub what: Granted,
    /// The statement that allows it.
    pub by: StatementId,
}

/// Actions as a statement names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// An action or a pattern of actions.
    Action(String),
    /// Every action but those that these patterns match.
    AllBut(Vec<String>),
}

/// Tells whether an action, or one that a pattern such as `ec2:*` matches, may write.
#[must_use]
pub fn may_write(action: &str) -> bool {
    let (service, name) = action.split_once(':').unwrap_or((action, "*"));
    let pattern = tokens(&action.to_ascii_lowercase());
    let is_exception = WRITING_ANYWAY.iter().any(|one| overlap(&pattern, &tokens(one)));
    service.is_empty() || is_exception || !READING.iter().any(|word| starts_with(name, word))
}

/// Tells whether a name starts with a word, which ends before a capital letter, a wildcard or the end.
///
/// Case does not count in policies, so in a name without capital letters the word may end anywhere.
fn starts_with(name: &str, word: &str) -> bool {
    let Some((start, rest)) = name.split_at_checked(word.len()) else { return false };
    let is_word_over = !rest.starts_with(|next: char| next.is_ascii_lowercase());
    let is_lower = !name.contains(|one: char| one.is_ascii_uppercase());
    start.eq_ignore_ascii_case(word) && (is_word_over || is_lower)
}

/// Returns what a policy allows that may write.
///
/// Conditions and resources are not looked at, so what is allowed under a condition is allowed here. A denial only counts if it
/// is for every resource, has no condition and covers all that is allowed.
#[must_use]
pub fn writes(policy: &Policy) -> Vec<WriteGrant> {
    let denied: Vec<&ActionPattern> =
        policy.statements.iter().filter(|one| denies_everywhere(one)).flat_map(named).collect();
    let is_denied =
        |allowed: &[Token]| denied.iter().any(|pattern| covers(&pattern.tokens, allowed));
    let mut grants = Vec::new();
    for statement in policy.statements.iter().filter(|one| one.effect == Effect::Allow) {
        let mut add = |what: Granted| grants.push(WriteGrant { what, by: statement.id.clone() });
        match statement.actions.mode {
            Mode::Only => named(statement)
                .filter(|one| may_write(&one.text) && !is_denied(&one.tokens))
                .for_each(|one| add(Granted::Action(one.text.clone()))),
            Mode::AllBut => {
                let everything = tokens("*");
                let is_nothing = named(statement).any(|one| covers(&one.tokens, &everything));
                if !is_nothing && !is_denied(&everything) {
                    add(Granted::AllBut(named(statement).map(|one| one.text.clone()).collect()));
                }
            }
        }
    }
    grants
}

fn named(statement: &Statement) -> impl Iterator<Item = &ActionPattern> {
    statement.actions.items.iter()
}

fn denies_everywhere(statement: &Statement) -> bool {
    let is_all = |text: String| text == "*";
    let everywhere = statement.resources.as_ref().is_none_or(|own| {
        own.mode == Mode::Only && own.items.iter().any(|one| is_all(one.start()))
    });
    statement.effect == Effect::Deny
        && statement.actions.mode == Mode::Only
        && statement.conditions.is_empty()
        && statement.principals.is_none()
        && everywhere
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_reading_from_writing() {
        for action in [
            "ec2:Describe*",
            "ec2:DescribeInstances",
            "s3:Get*",
            "s3:GetObject",
            "s3:getobject",
            "s3:HeadBucket",
            "s3:List?",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "apigateway:GET",
            "iam:SimulatePrincipalPolicy",
            "logs:FilterLogEvents",
            "sts:GetCallerIdentity",
        ] {
            assert!(!may_write(action), "{action}");
        }
        for action in [
            "*",
            "ec2:*",
            "ec2:D*",
            "ec2:?escribe*",
            "ec2:*Describe",
            "s3:PutObject",
            "s3:GetawayCar",
            "iam:PassRole",
            "dynamodb:BatchWriteItem",
            "states:TestState",
            "kms:Decrypt",
            "sqs:ReceiveMessage",
            "redshift:GetClusterCredentials",
            "redshift:Get*",
            "*:Get*",
            "sts:AssumeRole",
            ":",
            "",
        ] {
            assert!(may_write(action), "{action}");
        }
    }
}
