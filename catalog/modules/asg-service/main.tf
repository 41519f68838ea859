data "aws_caller_identity" "this" {}

data "aws_default_tags" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  lb_count = var.load_balancer != null ? 1 : 0

  # Where the image comes from: it is given, found by name, or named by a parameter.
  image_source    = var.image.id != null ? "id" : var.image.lookup != null ? "lookup" : "parameter"
  image_parameter = var.image.ssm_parameter != null ? var.image.ssm_parameter : "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${var.image.architecture}"

  image_id = {
    id        = var.image.id
    lookup    = one(data.aws_ami.image[*].id)
    parameter = one(data.aws_ssm_parameter.image[*].insecure_value)
  }[local.image_source]
}

data "aws_ami" "image" {
  count = local.image_source == "lookup" ? 1 : 0

  most_recent = true
  owners      = [var.image.lookup.owner]

  filter {
    name   = "name"
    values = [var.image.lookup.name]
  }

  filter {
    name   = "state"
    values = ["available"]
  }
}

data "aws_ssm_parameter" "image" {
  count = local.image_source == "parameter" ? 1 : 0

  name = local.image_parameter
}

# Auto Scaling starts servers in its own role, which the key of another account cannot name.
resource "aws_kms_grant" "image" {
  count = var.image.kms_key != null ? 1 : 0

  name              = "${var.name}-image"
  key_id            = var.image.kms_key.arn
  grantee_principal = "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
  operations        = ["CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"]
}

resource "aws_launch_template" "this" {
  name                   = var.name
  image_id               = local.image_id
  instance_type          = var.instance.type
  update_default_version = true
  user_data              = length(local.parts) > 0 ? base64encode(local.user_data) : null

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = [aws_security_group.this.id]
  }

  block_device_mappings {
    device_name = var.image.root_device

    ebs {
      volume_size           = var.instance.root_volume_gb
      volume_type           = "gp3"
      encrypted             = true
      kms_key_id            = var.instance.root_volume_kms_key_arn
      delete_on_termination = true
    }
  }

  # The provider's default tags reach the template, not what is started from it.
  tag_specifications {
    resource_type = "instance"
    tags          = merge(data.aws_default_tags.this.tags, { Name = var.name })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(data.aws_default_tags.this.tags, { Name = var.name })
  }

  lifecycle {
    precondition {
      condition     = length(local.user_data) <= 16384
      error_message = "AWS takes at most 16 KB of user data, the agent's settings included"
    }
  }
}

resource "aws_autoscaling_group" "this" {
  name                    = var.name
  min_size                = var.size.min
  max_size                = var.size.max
  vpc_zone_identifier     = var.subnet_ids
  target_group_arns       = aws_lb_target_group.this[*].arn
  default_instance_warmup = var.autoscaling.warmup_seconds
  max_instance_lifetime   = var.instance.max_lifetime_days * 86400
  termination_policies    = ["OldestLaunchTemplate", "OldestInstance"]
  enabled_metrics         = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances", "GroupTotalInstances"]

  # A server that the load balancer gives up is replaced, not only one whose hardware fails.
  health_check_type         = var.load_balancer == null ? "EC2" : "ELB"
  health_check_grace_period = var.load_balancer == null ? var.autoscaling.warmup_seconds : var.load_balancer.health_check_grace_seconds

  # The first apply ends when servers answer, not when they exist.
  wait_for_capacity_timeout = var.deployment.wait_for_capacity
  min_elb_capacity          = var.load_balancer == null ? null : var.size.min

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # Holds for servers that are sick or too old, as the refresh does for servers of an old version.
  instance_maintenance_policy {
    min_healthy_percentage = var.deployment.minimum_healthy_percent
    max_healthy_percentage = var.deployment.maximum_percent
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = var.deployment.minimum_healthy_percent
      max_healthy_percentage = var.deployment.maximum_percent
      instance_warmup        = var.autoscaling.warmup_seconds
      skip_matching          = true
      auto_rollback          = true

      alarm_specification {
        alarms = var.load_balancer == null ? [aws_cloudwatch_metric_alarm.cpu.alarm_name] : [aws_cloudwatch_metric_alarm.server_errors[0].alarm_name]
      }
    }
  }

  tag {
    key                 = "Name"
    value               = var.name
    propagate_at_launch = true
  }

  lifecycle {
    # Scaling decides.
    ignore_changes = [desired_capacity]

    precondition {
      condition     = alltrue([for schedule in values(var.schedules) : coalesce(schedule.min, var.size.min) <= coalesce(schedule.max, var.size.max)])
      error_message = "a schedule must not set a smallest size above the largest"
    }
  }

  # A target group must hang on its listener, and servers need their rights and routes, before the first one starts.
  depends_on = [
    aws_iam_role_policy.application,
    aws_iam_role_policy.instance,
    aws_kms_grant.image,
    aws_lb_listener_rule.this,
    aws_vpc_security_group_egress_rule.connects_to,
    aws_vpc_security_group_egress_rule.https,
    aws_vpc_security_group_ingress_rule.connects_to,
    aws_vpc_security_group_ingress_rule.load_balancer,
  ]
}
