output "security_account_id" {
  description = "Account that administers the services. Known only once it does."
  value       = var.security_account_id

  depends_on = [
    aws_guardduty_organization_admin_account.this,
    aws_inspector2_delegated_admin_account.this,
    aws_macie2_organization_admin_account.this,
    aws_securityhub_organization_admin_account.this,
  ]
}

output "services" {
  description = "Services that were handed over."
  value       = var.services
}
