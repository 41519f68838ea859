mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-00000000000000001" }
  }
}

# Known values make policies and user data readable in the plan.
override_resource {
  target          = aws_eip.this
  override_during = plan
  values          = { allocation_id = "eipalloc-0123456789abcdef0", public_ip = "198.51.100.7" }
}

override_resource {
  target          = aws_sqs_queue.this
  override_during = plan
  values          = { url = "https://sqs.eu-west-1.amazonaws.com/111111111111/queue", arn = "arn:aws:sqs:eu-west-1:111111111111:queue" }
}

override_resource {
  target          = aws_kms_key.this
  override_during = plan
  values          = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
}

variables {
  name        = "acme-dev-vpn"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  client_cidr = "172.16.0.0/22"
  routes      = { vpc = "10.0.0.0/16" }
  allow_cidrs = { office = "198.51.100.0/24" }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_launch_template.this.image_id == "ami-00000000000000001" && data.aws_ami.this[0].owners == tolist(["self"])
    error_message = "the newest image must be looked up"
  }

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1 && tobool(aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted) && aws_launch_template.this.key_name == null
    error_message = "the server must need IMDSv2, have an encrypted disk and no key pair"
  }

  assert {
    condition     = aws_autoscaling_group.this.min_size == 1 && aws_autoscaling_group.this.max_size == 1 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 0
    error_message = "there must never be two servers"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.vpn["office"].ip_protocol == "udp" && aws_vpc_security_group_ingress_rule.vpn["office"].from_port == 1194 && aws_vpc_security_group_ingress_rule.vpn["office"].cidr_ipv4 == "198.51.100.0/24" && length(aws_vpc_security_group_ingress_rule.vpn) == 1 && length(aws_vpc_security_group_ingress_rule.ssh) == 0
    error_message = "only the named networks may connect, and nobody by SSH"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.server.statement : tolist(statement.resources) if statement.sid == "TakeAddress"][0] == tolist(["arn:aws:ec2:eu-west-1:111111111111:elastic-ip/eipalloc-0123456789abcdef0"]) && length([for statement in data.aws_iam_policy_document.server.statement : statement if statement.sid == "TakeAddressForItself" && length(statement.condition) == 1]) == 1
    error_message = "the server may take its own address only, and for itself only"
  }

  assert {
    condition     = aws_s3_bucket.this.bucket == "acme-dev-vpn-pki-111111111111-eu-west-1" && !aws_s3_bucket.this.force_destroy && aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && aws_s3_bucket_public_access_block.this.restrict_public_buckets && one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "the bucket must be versioned, private and encrypted"
  }

  assert {
    condition     = data.aws_iam_policy_document.bucket.statement[0].effect == "Deny" && one(data.aws_iam_policy_document.bucket.statement[1].condition).values == tolist(["arn:aws:iam::111111111111:role/acme-dev-vpn-server"]) && aws_s3_bucket_lifecycle_configuration.this.rule[0].filter[0].prefix == "replies/"
    error_message = "only the server may read keys, and only answers may expire"
  }

  assert {
    condition     = sort(keys(aws_sqs_queue.this)) == tolist(["list", "request", "revoke"]) && alltrue([for document in values(data.aws_iam_policy_document.queue) : document.statement[0].effect == "Deny"])
    error_message = "three queues must need TLS"
  }

  assert {
    condition     = sort(keys(aws_iam_policy.people)) == tolist(["request", "revoke"]) && tolist(data.aws_iam_policy_document.people["request"].statement[1].resources) == tolist(["arn:aws:s3:::acme-dev-vpn-pki-111111111111-eu-west-1/replies/&{aws:userid}/*"])
    error_message = "people must read their own answers only"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "server 172.16.0.0 255.255.252.0") && strcontains(base64decode(aws_launch_template.this.user_data), "push \"route 10.0.0.0 255.255.0.0\"") && strcontains(base64decode(aws_launch_template.this.user_data), "--allocation-id, \"eipalloc-0123456789abcdef0\"") && strcontains(base64decode(aws_launch_template.this.user_data), "ip daddr { 10.0.0.0/16 } accept")
    error_message = "the server must be set up for these ranges and take its address"
  }

  assert {
    condition     = can(yamldecode(base64decode(aws_launch_template.this.user_data))) && yamldecode(base64decode(aws_launch_template.this.user_data)).runcmd[0][7] == "--instance-id" && length(yamldecode(base64decode(aws_launch_template.this.user_data)).runcmd) == 5
    error_message = "the user data must be readable"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "VPN_ADDRESS=198.51.100.7\n") && length(aws_route53_record.this) == 0
    error_message = "people must be told the address"
  }

  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.presence) : alarm.treat_missing_data == "breaching"]) && aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_kms_key.this.enable_key_rotation
    error_message = "silence must raise an alarm, and the log needs a retention and a key"
  }
}

run "with_everything" {
  command = plan

  variables {
    ami_id                   = "ami-0123456789abcdef0"
    ami_lookup               = null
    allow_cidrs              = { anyone = "0.0.0.0/0" }
    client_dns               = { servers = ["10.0.0.2"], search_domains = ["dev.acme.internal"] }
    dns_record               = { zone_id = "Z0123456789ABCDEFGHIJ", name = "vpn.dev.acme.example" }
    ssh                      = { key_name = "admin", cidrs = { office = "198.51.100.0/24" } }
    connects_to              = { database = { security_group_id = "sg-0123456789abcdef1", port = 5432 } }
    role_policies            = { session = "{}" }
    ami_kms_key              = { arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = length(data.aws_ami.this) == 0 && aws_launch_template.this.image_id == "ami-0123456789abcdef0" && aws_launch_template.this.key_name == "admin"
    error_message = "the given image and key pair must be used without a look-up"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.ssh["office"].from_port == 22 && yamldecode(base64decode(aws_launch_template.this.user_data)).runcmd[5][3] == "ssh.service" && aws_vpc_security_group_ingress_rule.vpn["anyone"].cidr_ipv4 == "0.0.0.0/0" && aws_vpc_security_group_ingress_rule.connects_to["database"].security_group_id == "sg-0123456789abcdef1"
    error_message = "what is asked for must be open"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "push \"dhcp-option DNS 10.0.0.2\"") && strcontains(base64decode(aws_launch_template.this.user_data), "push \"dhcp-option DOMAIN-SEARCH dev.acme.internal\"") && strcontains(base64decode(aws_launch_template.this.user_data), "VPN_ADDRESS=vpn.dev.acme.example\n") && can(yamldecode(base64decode(aws_launch_template.this.user_data)))
    error_message = "people must be told names and resolvers"
  }

  assert {
    condition     = aws_route53_record.this[0].records == toset(["198.51.100.7"]) && length(aws_iam_role_policy.application) == 1 && length(aws_kms_grant.image) == 1
    error_message = "the name must lead to the address, and the role must have its policy"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.presence), [aws_cloudwatch_metric_alarm.cpu, aws_cloudwatch_metric_alarm.failed_logins]) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"])])
    error_message = "alarms must notify the topic"
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "rejects_a_long_name" {
  command = plan
  variables { name = "acme-production-vpn-server-one" }
  expect_failures = [var.name]
}

run "rejects_no_subnets" {
  command = plan
  variables { subnet_ids = [] }
  expect_failures = [var.subnet_ids]
}

run "rejects_a_range_with_host_bits" {
  command = plan
  variables { client_cidr = "172.16.0.1/22" }
  expect_failures = [var.client_cidr]
}

run "rejects_a_small_range" {
  command = plan
  variables { client_cidr = "172.16.0.0/30" }
  expect_failures = [var.client_cidr]
}

run "rejects_no_routes" {
  command = plan
  variables { routes = {} }
  expect_failures = [var.routes]
}

run "rejects_no_networks_to_connect_from" {
  command = plan
  variables { allow_cidrs = {} }
  expect_failures = [var.allow_cidrs]
}

run "rejects_a_target_without_port" {
  command = plan
  variables { connects_to = { database = { security_group_id = "sg-1", port = 0 } } }
  expect_failures = [var.connects_to]
}

run "rejects_an_image_name" {
  command = plan
  variables { ami_id = "ubuntu" }
  expect_failures = [var.ami_id]
}

run "rejects_an_alias_as_key" {
  command = plan
  variables { ami_kms_key = { arn = "arn:aws:kms:eu-west-1:222222222222:alias/images" } }
  expect_failures = [var.ami_kms_key]
}

run "rejects_an_unknown_owner" {
  command = plan
  variables { ami_lookup = { owner = "canonical" } }
  expect_failures = [var.ami_lookup]
}

run "rejects_neither_image_nor_lookup" {
  command = plan
  variables { ami_lookup = null }
  expect_failures = [aws_launch_template.this]
}

run "rejects_an_odd_type" {
  command = plan
  variables { instance = { type = "small" } }
  expect_failures = [var.instance]
}

run "rejects_a_device_without_folder" {
  command = plan
  variables { instance = { root_device = "sda1" } }
  expect_failures = [var.instance]
}

run "rejects_a_small_disk" {
  command = plan
  variables { instance = { root_volume_gb = 4 } }
  expect_failures = [var.instance]
}

run "rejects_a_certificate_that_outlives_its_authority" {
  command = plan
  variables { pki = { authority_days = 100 } }
  expect_failures = [var.pki]
}

run "rejects_a_resolver_by_name" {
  command = plan
  variables { client_dns = { servers = ["dns.example.com"] } }
  expect_failures = [var.client_dns]
}

run "rejects_an_odd_search_domain" {
  command = plan
  variables { client_dns = { search_domains = ["dev acme"] } }
  expect_failures = [var.client_dns]
}

run "rejects_an_odd_record" {
  command = plan
  variables { dns_record = { zone_id = "Z1", name = "https://vpn" } }
  expect_failures = [var.dns_record]
}

run "rejects_ssh_from_anywhere" {
  command = plan
  variables { ssh = { key_name = "admin", cidrs = { anyone = "0.0.0.0/0" } } }
  expect_failures = [var.ssh]
}

run "rejects_a_bad_policy_name" {
  command = plan
  variables { role_policies = { "my policy" = "{}" } }
  expect_failures = [var.role_policies]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_a_threshold_of_zero" {
  command = plan
  variables { alarm_thresholds = { failed_logins = 0 } }
  expect_failures = [var.alarm_thresholds]
}
