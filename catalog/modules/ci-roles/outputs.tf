output "plan_role_arn" {
  description = "Role that plans; null without one."
  value       = one(aws_iam_role.plan[*].arn)

  depends_on = [aws_iam_role_policy.plan, aws_iam_role_policy_attachment.plan]
}

output "apply_role_arn" {
  description = "Role that applies; null without one."
  value       = one(aws_iam_role.apply[*].arn)

  depends_on = [aws_iam_role_policy.apply, aws_iam_role_policy_attachment.apply]
}

output "boundary_arn" {
  description = "Permissions boundary that every role made by the apply role must carry; null without an apply role."
  value       = one(aws_iam_policy.boundary[*].arn)
}

output "oidc_provider_arn" {
  description = "Provider whose tokens open the roles; null without `github`."
  value       = var.github == null ? null : local.oidc_provider_arn
}

output "documents" {
  description = "Policies as JSON, by `plan_trust`, `plan_permissions`, `apply_trust`, `apply_permissions` and `boundary`; managed policies come on top. Lets tests evaluate who may do what."
  value = merge(
    var.plan_role == null ? {} : {
      plan_trust       = data.aws_iam_policy_document.plan_trust[0].json
      plan_permissions = data.aws_iam_policy_document.plan[0].json
    },
    var.apply_role == null ? {} : {
      apply_trust       = data.aws_iam_policy_document.apply_trust[0].json
      apply_permissions = data.aws_iam_policy_document.apply[0].json
      boundary          = data.aws_iam_policy_document.boundary[0].json
    },
  )
}
