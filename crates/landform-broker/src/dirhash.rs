//! The hash of an unpacked provider: `h1:` of lock files, the same as that of the Go tools for a folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Returns `h1:` and the hash of all files below a folder: their names and the hashes of their contents, which are asked for.
///
/// # Errors
///
/// A file cannot be read.
pub fn h1(folder: &Path, hash: &dyn Fn(&Path) -> io::Result<String>) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let mut whole = Sha256::new();
    for (name, path) in files {
        whole.update(format!("{}  {name}\n", hash(&path)?));
    }
    Ok(format!("h1:{}", STANDARD.encode(whole.finalize())))
}

/// Returns the SHA-256 of a file in hexadecimal, without holding the file in memory.
///
/// # Errors
///
/// The file cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(hash.finalize())),
            count => hash.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected text is made by `sha256sum`, `openssl` and `base64`, not by this code.
    #[test]
    fn a_folder_has_the_hash_that_the_go_tools_give_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("docs")).expect("a folder");
        std::fs::write(at("provider"), "binary\n").expect("a file");
        std::fs::write(at("docs/LICENSE"), "free\n").expect("a file");
        assert_eq!(
            h1(folder.path(), &sha256).expect("a hash"),
            "h1:SzKUC2RMDf4sigDPg/Y1Yjwmkwy7zSkdda4KMD/UbkQ="
        );
        std::fs::write(at("docs/LICENSE"), "free!\n").expect("a file");
        assert_ne!(
            h1(folder.path(), &sha256).expect("a hash"),
            "h1:SzKUC2RMDf4sigDPg/Y1Yjwmkwy7zSkdda4KMD/UbkQ="
        );
    }
}
