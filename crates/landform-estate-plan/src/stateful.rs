//! Resource types that hold what cannot be made again: data, keys, names that others rely on.

/// The types, sorted.
const TYPES: &str = include_str!("../data/stateful.txt");

/// Tells whether deleting or replacing a resource of a type may lose something for good.
pub fn is_stateful(type_name: &str) -> bool {
    TYPES.lines().any(|line| line == type_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_holds_data() {
        for ty in ["aws_db_instance", "aws_s3_bucket", "aws_kms_key", "aws_route53_zone"] {
            assert!(is_stateful(ty), "{ty}");
        }
        for ty in ["aws_subnet", "aws_s3_bucket_policy", "", "aws_db"] {
            assert!(!is_stateful(ty), "{ty}");
        }
        let lines: Vec<&str> = TYPES.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 60);
    }
}
