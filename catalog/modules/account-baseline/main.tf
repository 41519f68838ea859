resource "aws_iam_account_alias" "this" {
  count = var.account_alias == null ? 0 : 1

  account_alias = var.account_alias
}

resource "aws_iam_account_password_policy" "this" {
  count = var.password_policy == null ? 0 : 1

  minimum_password_length        = var.password_policy.minimum_length
  password_reuse_prevention      = var.password_policy.remembered
  max_password_age               = var.password_policy.max_age_days
  allow_users_to_change_password = var.password_policy.users_may_change
  hard_expiry                    = var.password_policy.hard_expiry
  require_lowercase_characters   = var.password_policy.require_lowercase
  require_uppercase_characters   = var.password_policy.require_uppercase
  require_numbers                = var.password_policy.require_numbers
  require_symbols                = var.password_policy.require_symbols
}

resource "aws_account_alternate_contact" "this" {
  for_each = var.alternate_contacts

  alternate_contact_type = each.key
  name                   = each.value.name
  title                  = each.value.title
  email_address          = each.value.email
  phone_number           = each.value.phone
}

resource "aws_s3_account_public_access_block" "this" {
  count = var.s3_public_access_block ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_accessanalyzer_analyzer" "this" {
  count = var.access_analyzer == null ? 0 : 1

  analyzer_name = "${var.name}-external-access"
  type          = var.access_analyzer.type
}

resource "aws_accessanalyzer_analyzer" "unused" {
  count = try(var.access_analyzer.unused_age_days, null) == null ? 0 : 1

  analyzer_name = "${var.name}-unused-access"
  type          = "${var.access_analyzer.type}_UNUSED_ACCESS"

  configuration {
    unused_access {
      unused_access_age = var.access_analyzer.unused_age_days
    }
  }
}
