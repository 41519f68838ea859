//! The `landform` binary.

fn main() -> std::process::ExitCode {
    landform_cli::main()
}
