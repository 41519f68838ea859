//! Functions that are known but refused, because they would leave the files of the estate.

/// Why a function is refused, and what to do instead.
pub(super) struct Reason {
    pub(super) why: &'static str,
    pub(super) cure: &'static str,
}

const PROCESS: &str = "it would start a process while files are read";
const NETWORK: &str = "it would ask AWS while files are read";

/// Returns why a function is refused.
pub(super) fn reason(function: &str) -> Option<Reason> {
    let (why, cure) = match function {
        "run_cmd" => (PROCESS, "set an environment variable and read it by `get_env`"),
        "sops_decrypt_file" => (
            "it would decrypt a secret into a value that ends in plans and states",
            "read the secret in the module from a secrets manager",
        ),
        "get_aws_account_id" => (NETWORK, "write the account id into `account.hcl` and read it"),
        "get_aws_account_alias"
        | "get_aws_caller_identity_arn"
        | "get_aws_caller_identity_user_id" => {
            (NETWORK, "use the data source `aws_caller_identity` in the module")
        }
        "get_default_retryable_errors" => {
            ("its list is part of another program", "write the patterns into `retryable_errors`")
        }
        "get_terragrunt_source_cli_flag" => {
            ("there is no such flag", "write the source into the `terraform` block")
        }
        "mark_glob_as_read" => ("it is not known which files it stands for", "use `mark_as_read`"),
        "deep_merge" => {
            ("it is an experiment", "use an `include` with `merge_strategy = \"deep\"`")
        }
        _ => return None,
    };
    Some(Reason { why, cure })
}
