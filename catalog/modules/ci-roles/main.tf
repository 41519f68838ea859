data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  iam        = "arn:${local.partition}:iam::${local.account_id}"
  issuer     = "token.actions.githubusercontent.com"

  # ARNs are built from the names, so that the documents can be read in the plan.
  plan_role_arn  = var.plan_role == null ? null : "${local.iam}:role/${var.plan_role.name}"
  apply_role_arn = var.apply_role == null ? null : "${local.iam}:role/${var.apply_role.name}"
  boundary_arn   = "${local.iam}:policy/${var.boundary.name}"

  oidc_provider_arn = try(coalesce(var.github.oidc_provider_arn), "${local.iam}:oidc-provider/${local.issuer}")

  # GitHub puts the numbers of owner and repository after their names where subjects are immutable, so that a name that somebody else takes over opens nothing.
  repository = var.github == null ? null : join("/", [
    var.github.organization_id == null ? var.github.organization : "${var.github.organization}@${var.github.organization_id}",
    var.github.repository_id == null ? var.github.repository : "${var.github.repository}@${var.github.repository_id}",
  ])

  branch_ref     = var.github == null ? null : "refs/heads/${var.github.branch}"
  branch_subject = var.github == null ? null : "repo:${local.repository}:ref:${local.branch_ref}"
  plan_subjects  = var.github == null ? [] : ["repo:${local.repository}:pull_request", local.branch_subject]
  apply_subject  = try(var.github.environment, null) == null ? local.branch_subject : "repo:${local.repository}:environment:${var.github.environment}"

  # A role assumes itself wherever a provider names the role of its account, which then is the one that runs it.
  plan_callers  = var.plan_role == null ? [] : sort(setunion([local.plan_role_arn], var.plan_role.assumed_by_role_arns))
  apply_callers = var.apply_role == null ? [] : sort(setunion([local.apply_role_arn], var.apply_role.assumed_by_role_arns))

  caller_accounts = {
    plan  = distinct([for arn in local.plan_callers : "${join(":", slice(split(":", arn), 0, 5))}:root"])
    apply = distinct([for arn in local.apply_callers : "${join(":", slice(split(":", arn), 0, 5))}:root"])
  }
}

resource "aws_iam_openid_connect_provider" "this" {
  count = try(var.github.oidc_provider_arn, "") == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}
