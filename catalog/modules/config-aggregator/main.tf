data "aws_caller_identity" "this" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }

    # "IfExists": AWS Config does not name the account in every call, but where it does it must be this one.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

data "aws_iam_policy_document" "organization" {
  # Calls about an organization know no narrower resource.
  statement {
    sid       = "FindTheAccounts"
    actions   = ["organizations:DescribeOrganization", "organizations:ListAWSServiceAccessForOrganization", "organizations:ListAccounts", "organizations:ListDelegatedAdministrators"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-config-aggregator"
  description          = "AWS Config finds the accounts of the organization"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "this" {
  name   = "find-accounts"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.organization.json
}

resource "aws_config_configuration_aggregator" "this" {
  name = var.name

  organization_aggregation_source {
    all_regions = length(var.regions) == 0 ? true : null
    regions     = length(var.regions) == 0 ? null : sort(var.regions)
    role_arn    = aws_iam_role.this.arn
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_config_organization_conformance_pack" "this" {
  for_each = var.conformance_packs

  name              = each.key
  template_body     = each.value.template_body
  template_s3_uri   = each.value.template_s3_uri
  excluded_accounts = each.value.excluded_account_ids

  dynamic "input_parameter" {
    for_each = each.value.parameters

    content {
      parameter_name  = input_parameter.key
      parameter_value = input_parameter.value
    }
  }

  timeouts {
    create = "60m"
    update = "60m"
    delete = "60m"
  }
}
