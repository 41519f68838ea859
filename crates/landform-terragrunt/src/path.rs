//! Paths: the name of a unit, and the arithmetic of folders without asking the file system.

use std::fmt;
use std::path::{Component, Path, PathBuf};

pub(crate) use landform_world::normal;

/// The path of a unit relative to the root of the estate, with `/` between the parts; `.` is the root itself.
///
/// A unit outside the root starts with `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPath(String);

impl UnitPath {
    /// Creates the path of the unit in `folder`, seen from `root`.
    pub fn new(root: &Path, folder: &Path) -> Self {
        Self(shown(&relative(root, folder)))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Iterates over the parts between the slashes.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| *part != ".")
    }

    /// Tells whether the unit lies outside the root.
    pub fn is_outside(&self) -> bool {
        self.parts().next() == Some("..")
    }
}

impl From<&str> for UnitPath {
    fn from(text: &str) -> Self {
        Self(shown(&normal(Path::new(text))))
    }
}

impl fmt::Display for UnitPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the path as text with `/`, or `.` if it is empty.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

/// Returns how to get from one folder to another; both must be absolute, or both relative to the same folder.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, to) = (normal(from), normal(to));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

/// Returns the folder of a file.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_dots() {
        for (path, clean) in [
            ("/a/./b/../c", "/a/c"),
            ("/..", "/"),
            ("a/../../b", "../b"),
            ("../../a", "../../a"),
            (".", ""),
            ("", ""),
        ] {
            assert_eq!(normal(Path::new(path)), Path::new(clean), "{path}");
        }
    }

    #[test]
    fn finds_the_way_between_folders() {
        for (from, to, way) in [
            ("/live", "/live/dev/vpc", "dev/vpc"),
            ("/live/dev/vpc", "/live", "../.."),
            ("/live/dev", "/live/prod", "../prod"),
            ("/live", "/live", "."),
            ("/live/../live", "/x", "../x"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), Path::new(way), "{from} {to}");
        }
    }

    #[test]
    fn names_units() {
        let root = Path::new("/live");
        assert_eq!(UnitPath::new(root, Path::new("/live/dev/vpc")).as_str(), "dev/vpc");
        assert_eq!(UnitPath::new(root, root).as_str(), ".");
        assert!(UnitPath::new(root, Path::new("/other/vpc")).is_outside());
        assert_eq!(UnitPath::from("dev/./vpc/").as_str(), "dev/vpc");
    }
}
