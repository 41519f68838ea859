//! The questions from which a company file is written, and the writing of it.

use std::collections::BTreeMap;

use crate::grammar::{self, Grammar};

/// One thing to ask.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The key of the answer; also the name of the flag, with `-` for `_`.
    pub key: &'static str,
    /// The question.
    pub text: &'static str,
    /// Whether the answer is a list, separated by commas.
    pub many: bool,
    grammar: &'static Grammar,
    default: fn(&Answers) -> Option<String>,
}

/// Answers by key.
pub type Answers = BTreeMap<String, String>;

const QUESTIONS: &[Question] = &[
    Question {
        key: "name",
        text: "Short name of the company, the prefix of every name in AWS",
        many: false,
        grammar: &grammar::COMPANY_NAME,
        default: |_| None,
    },
    Question {
        key: "domain",
        text: "Domain of the company",
        many: false,
        grammar: &grammar::DOMAIN,
        default: |_| None,
    },
    Question {
        key: "region",
        text: "Region of AWS",
        many: false,
        grammar: &grammar::REGION,
        default: |_| Some("us-east-1".to_owned()),
    },
    Question {
        key: "account_email",
        text: "Address of the owner of each account; {account} stands for its name",
        many: false,
        grammar: &grammar::EMAIL_PATTERN,
        default: |answers| Some(format!("aws+{{account}}@{}", answers.get("domain")?)),
    },
    Question {
        key: "repository",
        text: "Repository of the generated code, as owner/name",
        many: false,
        grammar: &grammar::REPOSITORY,
        default: |answers| Some(format!("{}/infrastructure-live", answers.get("name")?)),
    },
    Question {
        key: "alert_emails",
        text: "Addresses that get every alarm, separated by commas",
        many: true,
        grammar: &grammar::EMAIL,
        default: |answers| Some(format!("platform@{}", answers.get("domain")?)),
    },
];

/// Returns what must be asked before a company file can be written, in order.
pub fn questions() -> &'static [Question] {
    QUESTIONS
}

impl Question {
    /// Returns the answer to offer, given the earlier ones.
    pub fn default(&self, answers: &Answers) -> Option<String> {
        (self.default)(answers)
    }

    /// Checks an answer.
    ///
    /// # Errors
    /// Says what is wrong, and how to mend it.
    pub fn check(&self, answer: &str) -> Result<(), (String, &'static str)> {
        let fault =
            |text: &str| (format!("`{text}` is not {}", self.grammar.noun), self.grammar.hint);
        let wrong = self.parts(answer).find(|part| !self.grammar.accepts(part));
        match wrong {
            Some(part) => Err(fault(part)),
            None if self.parts(answer).next().is_none() => Err(fault("")),
            None => Ok(()),
        }
    }

    fn parts<'a>(&self, answer: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        let separator = if self.many { ',' } else { '\n' };
        answer.split(separator).map(str::trim).filter(|part| !part.is_empty())
    }
}

/// Returns the text of the company file for the answers; a question without an answer takes its default.
///
/// # Errors
/// Says which answers are wrong or missing: the key, the fault and the cure.
pub fn company_file(
    answers: &Answers,
) -> Result<String, Vec<(&'static str, String, &'static str)>> {
    let mut complete = answers.clone();
    let mut faults = Vec::new();
    for question in QUESTIONS {
        let answer = complete.get(question.key).cloned().or_else(|| question.default(&complete));
        match answer {
            None => faults.push((
                question.key,
                format!("`{}` is missing", question.key),
                question.grammar.hint,
            )),
            Some(answer) => {
                if let Err((fault, cure)) = question.check(&answer) {
                    faults.push((question.key, fault, cure));
                }
                complete.insert(question.key.to_owned(), answer);
            }
        }
    }
    if faults.is_empty() { Ok(write(&complete)) } else { Err(faults) }
}

fn write(answers: &Answers) -> String {
    let answer = |key: &str| answers.get(key).map_or("", String::as_str).trim();
    let mut text = format!("company \"{}\" {{\n", answer("name"));
    let width = QUESTIONS.iter().map(|question| question.key.len()).max().unwrap_or(0);
    for question in QUESTIONS.iter().skip(1) {
        let quoted: Vec<String> =
            question.parts(answer(question.key)).map(|part| format!("\"{part}\"")).collect();
        let value =
            if question.many { format!("[{}]", quoted.join(", ")) } else { quoted.concat() };
        text.push_str(&format!("  {:width$} = {value}\n", question.key));
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use landform_diag::Source;

    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn writes_a_file_that_is_read_back() {
        let given = answers(&[
            ("name", "acme"),
            ("domain", "acme.example"),
            ("alert_emails", "a@acme.example, b@acme.example"),
        ]);
        let text = company_file(&given).unwrap();
        assert_eq!(
            text,
            r#"company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/infrastructure-live"
  alert_emails  = ["a@acme.example", "b@acme.example"]
}
"#
        );
        let (company, faults) = crate::parse_company(&Source::new("landform.hcl", text));
        assert_eq!(faults.to_string(), "");
        assert_eq!(company.unwrap().alert_emails.len(), 2);
    }

    #[test]
    fn names_every_wrong_answer() {
        let given = answers(&[("name", "A"), ("region", "mars"), ("alert_emails", " , ")]);
        let faults = company_file(&given).unwrap_err();
        let shown: Vec<_> = faults.iter().map(|(_, fault, _)| fault.as_str()).collect();
        assert_eq!(
            shown,
            [
                "`A` is not a company name",
                "`domain` is missing",
                "`mars` is not a region of AWS",
                "`account_email` is missing",
                "`` is not an e-mail address"
            ]
        );
    }
}
