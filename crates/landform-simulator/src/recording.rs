//! The recording of the real provider that the simulator carries.

use std::sync::OnceLock;

use landform_plugin::recorded::{Library, Recorded};

/// The version of hashicorp/aws that is simulated.
pub const AWS_VERSION: &str = "5.100.0";

const BYTES: &[u8] = include_bytes!("../data/aws-5.100.0.json.zst");

/// Returns the recording, read once; what is asked of it is decoded.
///
/// # Errors
/// The recording cannot be read; it is part of the program, so this is a fault of the build.
pub fn library() -> Result<&'static Library, &'static str> {
    static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();
    let read = || Library::read(BYTES).map_err(|error| error.to_string());
    LIBRARY.get_or_init(read).as_ref().map_err(String::as_str)
}

/// Returns the recording, decoded whole: for those who look at every type.
///
/// # Errors
/// The recording cannot be read; it is part of the program, so this is a fault of the build.
pub fn recording() -> Result<&'static Recorded, &'static str> {
    static RECORDED: OnceLock<Result<Recorded, String>> = OnceLock::new();
    let read = || Recorded::read(BYTES).map_err(|error| error.to_string());
    RECORDED.get_or_init(read).as_ref().map_err(String::as_str)
}

/// Tells whether the provider has a resource type.
pub(crate) fn has_resource(ty: &str) -> bool {
    library().is_ok_and(|library| library.has_resource(ty))
}
