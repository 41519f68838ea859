data "aws_iam_policy_document" "instances_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "instances" {
  count = local.ec2_count

  name                 = "${var.name}-instances"
  description          = "Instances of the cluster ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.instances_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "instances" {
  for_each = var.ec2 == null ? {} : {
    ecs = "service-role/AmazonEC2ContainerServiceforEC2Role"
    ssm = "AmazonSSMManagedInstanceCore"
  }

  role       = aws_iam_role.instances[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_instance_profile" "this" {
  count = local.ec2_count

  name = "${var.name}-instances"
  role = aws_iam_role.instances[0].name
}
