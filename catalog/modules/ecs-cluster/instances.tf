locals {
  ec2_count = var.ec2 != null ? 1 : 0

  image_parameters = {
    x86_64 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    arm64  = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
  }

  image_id = var.ec2 == null ? null : var.ec2.ami_id != null ? var.ec2.ami_id : data.aws_ssm_parameter.image[0].insecure_value
}

data "aws_ssm_parameter" "image" {
  count = var.ec2 == null ? 0 : var.ec2.ami_id == null ? 1 : 0

  name = local.image_parameters[var.ec2.architecture]
}

resource "aws_security_group" "instances" {
  count = local.ec2_count

  name        = "${var.name}-instances"
  description = "Instances of the cluster ${var.name}"
  vpc_id      = var.ec2.vpc_id

  tags = { Name = "${var.name}-instances" }

  lifecycle {
    create_before_destroy = true
  }
}

# Tasks have network interfaces and groups of their own; an instance only talks to AWS and image registries.
resource "aws_vpc_security_group_egress_rule" "https" {
  count = local.ec2_count

  security_group_id = aws_security_group.instances[0].id
  description       = "AWS services and image registries"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "${var.name}-instances-https" }
}

resource "aws_launch_template" "this" {
  count = local.ec2_count

  name                   = "${var.name}-instances"
  image_id               = local.image_id
  instance_type          = var.ec2.instance_type
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.instances[0].id]

  user_data = base64encode(<<-EOT
    #!/bin/bash
    cat >> /etc/ecs/ecs.config <<'CONFIG'
    ECS_CLUSTER=${aws_ecs_cluster.this.name}
    ECS_AWSVPC_BLOCK_IMDS=true
    ECS_ENABLE_TASK_IAM_ROLE=true
    ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance
    CONFIG
  EOT
  )

  iam_instance_profile {
    arn = aws_iam_instance_profile.this[0].arn
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = var.ec2.root_volume_gb
      volume_type           = "gp3"
      encrypted             = true
      kms_key_id            = var.ec2.root_volume_kms_key_arn
      delete_on_termination = true
    }
  }

  # The provider's default tags reach the template, not what is started from it.
  tag_specifications {
    resource_type = "instance"
    tags          = merge(data.aws_default_tags.this.tags, { Name = "${var.name}-instance" })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(data.aws_default_tags.this.tags, { Name = "${var.name}-instance" })
  }
}

resource "aws_autoscaling_group" "this" {
  count = local.ec2_count

  name                  = "${var.name}-instances"
  min_size              = var.ec2.min_size
  max_size              = var.ec2.max_size
  vpc_zone_identifier   = var.ec2.subnet_ids
  health_check_type     = "EC2"
  max_instance_lifetime = var.ec2.max_lifetime_days * 86400
  termination_policies  = ["OldestLaunchTemplate", "AllocationStrategy", "Default"]
  enabled_metrics       = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances", "GroupTotalInstances"]

  # ECS lifts the protection of an instance once its tasks have moved away.
  protect_from_scale_in = true

  launch_template {
    id      = aws_launch_template.this[0].id
    version = aws_launch_template.this[0].latest_version
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage       = 100
      max_healthy_percentage       = 150
      scale_in_protected_instances = "Refresh"
    }
  }

  tag {
    key                 = "Name"
    value               = "${var.name}-instance"
    propagate_at_launch = true
  }

  # ECS adds this tag itself; without it here every plan would remove it.
  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }

  lifecycle {
    # The capacity provider decides.
    ignore_changes = [desired_capacity]
  }

  depends_on = [aws_iam_role_policy_attachment.instances]
}

resource "aws_ecs_capacity_provider" "ec2" {
  count = local.ec2_count

  name = var.name

  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.this[0].arn
    managed_draining               = "ENABLED"
    managed_termination_protection = "ENABLED"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = var.ec2.target_capacity_percent
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = var.ec2.max_size
      instance_warmup_period    = 120
    }
  }

  tags = { Name = var.name }
}
