data "aws_iam_policy_document" "key" {
  # ECR works through grants that the creator of a repository makes; accounts that pull need no right on the key.
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "this" {
  description         = "Container images of ${var.name}"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${replace(var.name, ".", "-")}-ecr"
  target_key_id = aws_kms_key.this.key_id
}
