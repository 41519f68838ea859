//! What an engine complains about, in its own words where they help and with a cure where it has none.

use crate::workspace::INPUTS_FILE;

/// A cure for each complaint of an engine that names none, or one that does not fit a rehearsal.
const CURES: [(&str, &str); 4] = [
    (
        "No value for required variable",
        "give it a value in `inputs` of the unit, or a default in the module",
    ),
    (
        "Failed to query available provider packages",
        "without a network, fill `~/.terraform.d/plugins` with `terraform providers mirror ~/.terraform.d/plugins` on a machine that has one, or name an unpacked mirror in LANDFORM_PROVIDER_MIRROR; a rehearsal needs every provider but `hashicorp/aws`",
    ),
    (
        "download not supported for scheme 'tfr'",
        "name the module's repository (`git::https://…//folder?ref=v1`), or copy it into the live repo",
    ),
    (
        "Could not download module",
        "a module from elsewhere needs a network; copy it into the live repo to rehearse without one",
    ),
];

/// Faults of the engine's own that only announce others.
const PREAMBLE: &str = "encountered problems during initiali";

/// Splits the text that an engine writes for people into its errors; warnings are left out.
pub(crate) fn errors_of_text(text: &str) -> Vec<String> {
    let mut errors: Vec<Complaint> = Vec::new();
    let mut is_error = false;
    for line in text.lines().map(|line| line.trim_matches(['│', '╷', '╵', ' '])) {
        if let Some(summary) = line.strip_prefix("Error: ") {
            is_error = true;
            errors.push(Complaint { summary: summary.to_owned(), ..Complaint::default() });
        } else if line.starts_with("Warning: ") {
            is_error = false;
        } else if let (true, Some(error)) = (is_error, errors.last_mut()) {
            error.take(line);
        }
    }
    if errors.len() > 1 {
        errors.retain(|error| !error.summary.contains(PREAMBLE));
    }
    match errors.is_empty() {
        true => vec![text.split_whitespace().collect::<Vec<_>>().join(" ")],
        false => errors.into_iter().map(Complaint::into_text).collect(),
    }
}

/// Adds cures to complaints, and says `inputs` where an engine names the file that carries them.
pub(crate) fn with_cures(errors: Vec<String>) -> Vec<String> {
    let carried = format!("({INPUTS_FILE}:1)");
    let mut lines: Vec<String> =
        errors.into_iter().map(|error| error.replace(&carried, "(`inputs` of the unit)")).collect();
    let cures: Vec<String> = CURES
        .iter()
        .filter(|(part, _)| lines.iter().any(|line| line.contains(part)))
        .take(1)
        .map(|(_, cure)| format!("hint: {cure}"))
        .collect();
    lines.extend(cures);
    lines
}

#[derive(Default)]
struct Complaint {
    summary: String,
    place: Option<String>,
    detail: Vec<String>,
}

impl Complaint {
    /// Takes the next line: where it is, the excerpt, or a part of the detail.
    fn take(&mut self, line: &str) {
        let place = line.strip_prefix("on ").and_then(|rest| rest.split_once(" line "));
        if let (true, None, Some((file, rest))) = (self.detail.is_empty(), &self.place, place) {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            self.place = Some(format!("{file}:{number}"));
            return;
        }
        let is_excerpt = line.split_once(": ").is_some_and(|(number, _)| {
            !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
        });
        let at_excerpt = self.place.is_some() && self.detail.is_empty();
        if line.is_empty() || (at_excerpt && (is_excerpt || line == "(source code not available)"))
        {
            return;
        }
        self.detail.push(line.to_owned());
    }

    fn into_text(self) -> String {
        let Self { summary, place, detail } = self;
        let mut text = summary;
        if !detail.is_empty() {
            text = format!("{text}: {}", detail.join(" "));
        }
        place.map_or(text.clone(), |place| format!("{text} ({place})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(with_cures(errors_of_text(text)), expected, "{text}");
    }

    #[test]
    fn leaves_the_announcement_and_the_excerpt_out() {
        check(
            r#"╷
│ Error: Terraform encountered problems during initialisation, including problems
│ with the configuration, described below.
│
│ The Terraform configuration must be valid before initialization.
╵
╷
│ Warning: Old
│
│   on main.tf line 9:
╵
╷
│ Error: Missing newline after argument
│
│   on main.tf line 3, in resource "aws_subnet" "x":
│    3:  cidr_block = "10.0.0.0/24" }
│
│ An argument definition must end
│ with a newline.
╵
"#,
            &[
                "Missing newline after argument: An argument definition must end with a newline. (main.tf:3)",
            ],
        );
    }

    #[test]
    fn says_what_helps_against_a_provider_that_cannot_be_fetched() {
        let text = "Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions for provider hashicorp/random\n";
        let lines = with_cures(errors_of_text(text));
        let [error, hint] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(error.ends_with("for provider hashicorp/random"), "{error}");
        assert!(hint.contains("providers mirror"), "{hint}");
    }

    #[test]
    fn keeps_what_it_cannot_split() {
        check("something\n  else\n", &["something else"]);
        check(
            "Error: Terraform encountered problems during initialisation\n",
            &["Terraform encountered problems during initialisation"],
        );
    }

    #[test]
    fn names_inputs_instead_of_the_file_that_carries_them() {
        let error = format!("a number is required. ({INPUTS_FILE}:1)");
        assert_eq!(with_cures(vec![error]), ["a number is required. (`inputs` of the unit)"]);
    }
}
