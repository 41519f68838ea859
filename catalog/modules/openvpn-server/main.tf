data "aws_caller_identity" "this" {}

data "aws_default_tags" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  image_id = var.ami_id != null ? var.ami_id : one(data.aws_ami.this[*].id)
  address  = var.dns_record == null ? aws_eip.this.public_ip : var.dns_record.name

  user_data = templatefile("${path.module}/templates/cloud-config.yaml.tftpl", {
    allocation_id  = aws_eip.this.allocation_id
    region         = local.region
    client_cidr    = var.client_cidr
    routes         = values(var.routes)
    dns_servers    = var.client_dns.servers
    search_domains = var.client_dns.search_domains
    has_ssh        = var.ssh != null
    agent          = jsonencode(local.agent_settings)

    settings = {
      AWS_DEFAULT_REGION = local.region
      VPN_ADDRESS        = local.address
      VPN_BUCKET         = aws_s3_bucket.this.bucket
      VPN_AUTHORITY      = var.name
      VPN_AUTHORITY_DAYS = var.pki.authority_days
      VPN_SERVER_DAYS    = var.pki.server_days
      VPN_CLIENT_DAYS    = var.pki.client_days
      VPN_REQUEST_QUEUE  = aws_sqs_queue.this["request"].url
      VPN_REVOKE_QUEUE   = aws_sqs_queue.this["revoke"].url
      VPN_LIST_QUEUE     = aws_sqs_queue.this["list"].url
    }
  })

  agent_settings = {
    agent = {
      metrics_collection_interval = 60
      run_as_user                 = "root"
    }

    metrics = {
      namespace              = "CWAgent"
      append_dimensions      = { AutoScalingGroupName = "$${aws:AutoScalingGroupName}" }
      aggregation_dimensions = [["AutoScalingGroupName"]]

      metrics_collected = {
        disk     = { measurement = ["used_percent"], resources = ["/"] }
        procstat = [{ pattern = "/usr/sbin/openvpn ", measurement = ["pid_count"] }]
      }
    }

    logs = {
      logs_collected = {
        files = {
          collect_list = [
            { file_path = "/var/log/openvpn/server.log", log_group_name = aws_cloudwatch_log_group.this.name, log_stream_name = "{instance_id}/server" },
            { file_path = "/var/log/openvpn/admin.log", log_group_name = aws_cloudwatch_log_group.this.name, log_stream_name = "{instance_id}/admin" },
          ]
        }
      }
    }
  }
}

data "aws_ami" "this" {
  count = var.ami_id == null && var.ami_lookup != null ? 1 : 0

  most_recent = true
  owners      = [var.ami_lookup.owner]

  filter {
    name   = "name"
    values = [var.ami_lookup.name]
  }

  filter {
    name   = "state"
    values = ["available"]
  }
}

# Auto Scaling starts the server in its own role, which the key of another account cannot name.
resource "aws_kms_grant" "image" {
  count = var.ami_kms_key != null ? 1 : 0

  name              = "${var.name}-image"
  key_id            = var.ami_kms_key.arn
  grantee_principal = "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
  operations        = ["CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"]
}

resource "aws_eip" "this" {
  domain = "vpc"

  tags = { Name = var.name }
}

resource "aws_launch_template" "this" {
  name                   = var.name
  image_id               = local.image_id
  instance_type          = var.instance.type
  key_name               = var.ssh == null ? null : var.ssh.key_name
  update_default_version = true
  user_data              = base64encode(local.user_data)

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  # One hop also keeps connected people away from the server's own credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  # Until the server has taken the fixed address it needs another one to ask for it.
  network_interfaces {
    associate_public_ip_address = true
    delete_on_termination       = true
    security_groups             = [aws_security_group.this.id]
  }

  block_device_mappings {
    device_name = var.instance.root_device

    ebs {
      volume_size           = var.instance.root_volume_gb
      volume_type           = "gp3"
      encrypted             = true
      kms_key_id            = var.instance.root_volume_kms_key_arn
      delete_on_termination = true
    }
  }

  # The right to take the address is bound to this name. The provider's default tags reach the template, not what is started from it.
  dynamic "tag_specifications" {
    for_each = ["instance", "network-interface", "volume"]

    content {
      resource_type = tag_specifications.value
      tags          = merge(data.aws_default_tags.this.tags, { Name = var.name })
    }
  }

  lifecycle {
    precondition {
      condition     = var.ami_id != null || var.ami_lookup != null
      error_message = "without `ami_id` there must be an `ami_lookup`"
    }

    precondition {
      condition     = length(local.user_data) <= 16384
      error_message = "AWS takes at most 16 KB of user data: name fewer routes"
    }
  }
}

resource "aws_autoscaling_group" "this" {
  name                  = var.name
  min_size              = 1
  max_size              = 1
  vpc_zone_identifier   = var.subnet_ids
  health_check_type     = "EC2"
  max_instance_lifetime = var.instance.max_lifetime_days * 86400
  enabled_metrics       = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupTotalInstances"]

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # Two servers would sign certificates without knowing of each other, so the old one goes first.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 0
      max_healthy_percentage = 100
      auto_rollback          = true
    }
  }

  tag {
    key                 = "Name"
    value               = var.name
    propagate_at_launch = true
  }

  # The first start makes the certificates: it needs its rights, its routes and a bucket that is safe.
  depends_on = [
    aws_iam_role_policy.application,
    aws_iam_role_policy.server,
    aws_kms_grant.image,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
    aws_vpc_security_group_egress_rule.https,
  ]
}

resource "aws_route53_record" "this" {
  count = var.dns_record != null ? 1 : 0

  zone_id = var.dns_record.zone_id
  name    = var.dns_record.name
  type    = "A"
  ttl     = 300
  records = [aws_eip.this.public_ip]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}
