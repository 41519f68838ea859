resource "aws_guardduty_organization_admin_account" "this" {
  count = contains(var.services, "guardduty") ? 1 : 0

  admin_account_id = var.security_account_id
}

resource "aws_securityhub_organization_admin_account" "this" {
  count = contains(var.services, "securityhub") ? 1 : 0

  admin_account_id = var.security_account_id
}

resource "aws_macie2_organization_admin_account" "this" {
  count = contains(var.services, "macie") ? 1 : 0

  admin_account_id = var.security_account_id

  depends_on = [aws_macie2_account.this]
}

resource "aws_inspector2_delegated_admin_account" "this" {
  count = contains(var.services, "inspector") ? 1 : 0

  account_id = var.security_account_id
}

# An administrator cannot turn these services on in the management account, only watch it once they are.
resource "aws_guardduty_detector" "this" {
  count = contains(var.services, "guardduty") && var.watch_management_account ? 1 : 0

  enable = true
}

resource "aws_securityhub_account" "this" {
  count = contains(var.services, "securityhub") && var.watch_management_account ? 1 : 0

  enable_default_standards  = false
  auto_enable_controls      = true
  control_finding_generator = "SECURITY_CONTROL"
}

# Macie names an administrator only from an account that uses it.
resource "aws_macie2_account" "this" {
  count = contains(var.services, "macie") ? 1 : 0

  status = "ENABLED"
}
