data "aws_iam_policy_document" "boundary" {
  statement {
    sid         = "Services"
    not_actions = ["iam:*", "organizations:*"]
    resources   = ["*"]
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "acme-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_kms_key" "logs" {
  description             = "Logs"
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

module "this" {
  source = "@catalog@/access-roles"

  trusted_account_ids = ["222222222222"]
  account_name        = "acme-logs"
  developer           = { passable_role_arns = ["arn:aws:iam::111111111111:role/acme-app-*"] }
  full_access         = {}

  logs = {
    bucket_arns  = ["arn:aws:s3:::acme-logs-cloudtrail"]
    kms_key_arns = [aws_kms_key.logs.arn]
  }
}

module "bounded" {
  source = "@catalog@/access-roles"

  trusted_account_ids      = ["222222222222", "333333333333"]
  name_prefix              = "bounded-"
  permissions_boundary_arn = aws_iam_policy.boundary.arn
  read_only                = { reads_data = true }
  billing                  = { may_change = true }
  support                  = null
  logs                     = null
}
