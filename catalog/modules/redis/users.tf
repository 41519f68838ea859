locals {
  # A user that signs in with IAM must have the same id and name.
  user_name = "${var.name}-app"
  user_ids  = concat([aws_elasticache_user.app.user_id], aws_elasticache_user.default[*].user_id)
}

resource "aws_elasticache_user" "app" {
  user_id       = local.user_name
  user_name     = local.user_name
  engine        = var.engine
  access_string = var.access_string

  authentication_mode {
    type = "iam"
  }
}

# A Redis user group must have a user called `default`. This one cannot do anything; Valkey does without.
resource "aws_elasticache_user" "default" {
  count = var.engine == "redis" ? 1 : 0

  user_id       = "${var.name}-default"
  user_name     = "default"
  engine        = var.engine
  access_string = "off ~* -@all"

  authentication_mode {
    type = "no-password-required"
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = var.engine
  user_ids      = local.user_ids
}

data "aws_iam_policy_document" "connect" {
  statement {
    sid       = "Connect"
    actions   = ["elasticache:Connect"]
    resources = [aws_elasticache_replication_group.this.arn, aws_elasticache_user.app.arn]
  }
}
