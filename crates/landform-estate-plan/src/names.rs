//! The names that units have inside the stitched root.

use std::collections::{BTreeMap, BTreeSet};

/// Returns a module name for each path: its letters and digits, unique.
pub(crate) fn module_names<'p>(
    paths: impl IntoIterator<Item = &'p str>,
) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    paths.into_iter().map(|path| (path.to_owned(), unique(&identifier(path), &mut taken))).collect()
}

/// Returns a text as a name of the language.
pub(crate) fn identifier(text: &str) -> String {
    let kept = |one: char| if one.is_ascii_alphanumeric() { one } else { '_' };
    let name: String = text.replace('/', "__").chars().map(kept).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else {
        format!("u_{name}")
    }
}

/// Returns the name, with a number behind it if it is taken.
pub(crate) fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|one| !taken.contains(one));
    let free = free.unwrap_or_default();
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_and_differ() {
        let names = module_names(["dev/eu-west-1/vpc", "dev/eu_west_1/vpc", "1/x", "."]);
        let shown: Vec<_> = names.iter().map(|(path, name)| format!("{path} {name}")).collect();
        assert_eq!(
            shown,
            [
                ". u__",
                "1/x u_1__x",
                "dev/eu-west-1/vpc dev__eu_west_1__vpc",
                "dev/eu_west_1/vpc dev__eu_west_1__vpc_2"
            ]
        );
    }
}
