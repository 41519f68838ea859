data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id
  ec2        = "arn:${local.partition}:ec2:${local.region}:${local.account_id}"

  # Images and snapshots have no account in their ARN.
  images = ["arn:${local.partition}:ec2:${local.region}::image/*", "arn:${local.partition}:ec2:${local.region}::snapshot/*"]

  share_ids = sort(distinct(values(var.share_account_ids)))
  readers   = [for id in local.share_ids : "arn:${local.partition}:iam::${id}:root"]

  # What a build publishes itself, and what is written down here.
  published_by_build = sort([for name, image in var.images : name if image.ami_id == null])
  published_here     = { for name, image in var.images : name => image.ami_id if image.ami_id != null }
}

resource "aws_security_group" "builds" {
  name        = "${var.name}-builds"
  description = "Instances on which images are built; nothing comes in"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-builds" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "builds" {
  for_each = { for port in var.egress_ports : tostring(port) => port }

  security_group_id = aws_security_group.builds.id
  description       = "AWS services and package repositories"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "${var.name}-builds-${each.key}" }
}

resource "aws_ssm_parameter" "image" {
  for_each = local.published_here

  name        = "/images/${each.key}"
  description = "Newest image ${each.key}"
  type        = "String"
  data_type   = "aws:ec2:image"
  value       = each.value
}
