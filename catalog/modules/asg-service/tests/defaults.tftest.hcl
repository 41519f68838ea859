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
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-00000000000000001" }
  }
  mock_data "aws_ami" {
    defaults = { id = "ami-00000000000000002" }
  }
}

variables {
  name       = "acme-dev-web"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  port       = 8080
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_launch_template.this.image_id == "ami-00000000000000001" && data.aws_ssm_parameter.image[0].name == "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    error_message = "the newest Amazon Linux must be looked up"
  }

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1 && aws_launch_template.this.monitoring[0].enabled
    error_message = "servers must need IMDSv2, one hop away, and be monitored in detail"
  }

  assert {
    condition     = length(aws_launch_template.this.iam_instance_profile) == 1 && aws_iam_instance_profile.this.role == aws_iam_role.this.name
    error_message = "servers must work with a role"
  }

  assert {
    condition     = tobool(aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted) && aws_launch_template.this.block_device_mappings[0].ebs[0].volume_type == "gp3" && !tobool(aws_launch_template.this.network_interfaces[0].associate_public_ip_address)
    error_message = "the disk must be encrypted, and no server may have a public address"
  }

  assert {
    condition     = aws_autoscaling_group.this.min_size == 2 && aws_autoscaling_group.this.max_size == 6 && aws_autoscaling_group.this.health_check_type == "EC2" && aws_autoscaling_group.this.max_instance_lifetime == 2592000
    error_message = "2 to 6 servers must run, for a month at most"
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].auto_rollback && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 100 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].alarm_specification[0].alarms == tolist(["acme-dev-web-cpu"])
    error_message = "a replacement must keep all servers in service and be rolled back on an alarm"
  }

  assert {
    condition     = length(aws_lb_target_group.this) + length(aws_vpc_security_group_ingress_rule.load_balancer) + length(aws_vpc_security_group_ingress_rule.connects_to) + length(aws_iam_role_policy.application) == 0
    error_message = "nothing may reach servers without a load balancer, and they must have no rights of an application"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.instance.statement : statement if contains(["ReadSecrets", "DecryptSecrets"], statement.sid)]) == 0 && !contains(flatten([for statement in data.aws_iam_policy_document.instance.statement : tolist(statement.actions)]), "ssm:GetParameter")
    error_message = "servers must not read secrets or parameters"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_kms_key.logs[0].enable_key_rotation
    error_message = "the log needs a retention and a key"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.missing_servers.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.missing_servers.threshold == 2 && sort(keys(aws_cloudwatch_metric_alarm.agent)) == tolist(["disk", "memory"])
    error_message = "a silent group counts as down, and memory and disk are watched"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-web-cpu", "acme-dev-web-disk", "acme-dev-web-memory", "acme-dev-web-missing-servers"])
    error_message = "the names of all alarms must come out"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "amazon-cloudwatch-agent-ctl") && strcontains(base64decode(aws_launch_template.this.user_data), "$${aws:AutoScalingGroupName}")
    error_message = "the agent must be set up and report by group"
  }
}

run "web" {
  command = plan

  variables {
    image     = { id = "ami-0123456789abcdef0" }
    user_data = "#!/bin/bash\ntrue\n"
    load_balancer = {
      listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/acme-dev/0123456789abcdef/0123456789abcdef"
      security_group_id = "sg-0123456789abcdef0"
      arn_suffix        = "app/acme-dev/0123456789abcdef"
      priority          = 100
      hosts             = ["www.dev.acme.example"]
      health_check_path = "/health"
    }
    connects_to = {
      database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
    }
    secret_arns              = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf"]
    role_policies            = { cache = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
    autoscaling              = { requests_per_instance = 1000 }
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = length(data.aws_ssm_parameter.image) == 0 && aws_launch_template.this.image_id == "ami-0123456789abcdef0"
    error_message = "the given image must be used without a look-up"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "text/x-shellscript") && strcontains(base64decode(aws_launch_template.this.user_data), "#!/bin/bash\ntrue\n")
    error_message = "the user data must be a part of its kind"
  }

  assert {
    condition     = aws_autoscaling_group.this.health_check_type == "ELB" && aws_autoscaling_group.this.min_elb_capacity == 2 && aws_lb_target_group.this[0].port == 8080 && aws_lb_target_group.this[0].health_check[0].path == "/health" && aws_lb_listener_rule.this[0].priority == 100 && length(aws_lb_listener_rule.this[0].condition) == 2
    error_message = "the load balancer must decide about health"
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].alarm_specification[0].alarms == tolist(["acme-dev-web-server-errors"]) && length(aws_autoscaling_policy.requests) == 1 && length(aws_autoscaling_policy.cpu) == 1
    error_message = "the group must roll back on errors and scale on requests and processor"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.load_balancer[0].referenced_security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_egress_rule.load_balancer[0].security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_ingress_rule.connects_to["database"].security_group_id == "sg-0123456789abcdef1" && aws_vpc_security_group_egress_rule.connects_to["database"].to_port == 5432
    error_message = "the ways from the load balancer and to the database must be open on both sides"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.instance.statement : tolist(statement.resources) if statement.sid == "ReadSecrets"][0] == tolist(["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf"]) && length([for statement in data.aws_iam_policy_document.instance.statement : statement if statement.sid == "DecryptSecrets" && length(statement.condition) == 2]) == 1
    error_message = "servers must read this secret only"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.agent), [aws_cloudwatch_metric_alarm.cpu, aws_cloudwatch_metric_alarm.missing_servers], aws_cloudwatch_metric_alarm.unhealthy_hosts, aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.latency) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"]) && alarm.ok_actions == alarm.alarm_actions])
    error_message = "alarms must notify the topic"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-web-cpu", "acme-dev-web-disk", "acme-dev-web-latency", "acme-dev-web-memory", "acme-dev-web-missing-servers", "acme-dev-web-server-errors", "acme-dev-web-unhealthy-hosts"])
    error_message = "the names of all alarms must come out, with those of the load balancer"
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "worker_that_sleeps_at_night" {
  command = plan

  variables {
    size  = { min = 1, max = 4 }
    image = { ssm_parameter = "/images/worker" }
    agent = null
    logs  = { retention_days = 30, key = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" } }
    schedules = {
      evening = { recurrence = "0 19 * * MON-FRI", time_zone = "Europe/Zurich", min = 0, desired = 0 }
      morning = { recurrence = "0 7 * * MON-FRI", time_zone = "Europe/Zurich", min = 1 }
    }
  }

  assert {
    condition     = data.aws_ssm_parameter.image[0].name == "/images/worker" && aws_launch_template.this.user_data == null && length(aws_cloudwatch_metric_alarm.agent) == 0
    error_message = "without agent and application there must be no user data"
  }

  assert {
    condition     = aws_autoscaling_schedule.this["evening"].min_size == 0 && aws_autoscaling_schedule.this["evening"].max_size == -1 && aws_autoscaling_schedule.this["morning"].desired_capacity == -1
    error_message = "a size left out must stay as it is"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.missing_servers.threshold == 0 && aws_cloudwatch_metric_alarm.missing_servers.treat_missing_data == "notBreaching" && length(aws_kms_key.logs) == 0
    error_message = "a group that may be empty may be silent, and the given key must be used"
  }
}

run "image_of_another_account" {
  command = plan

  variables {
    image = {
      lookup  = { name = "asg-host-*", owner = "222222222222" }
      kms_key = { arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
    }
  }

  assert {
    condition     = aws_launch_template.this.image_id == "ami-00000000000000002" && data.aws_ami.image[0].owners == tolist(["222222222222"]) && length(data.aws_ssm_parameter.image) == 0
    error_message = "the newest image of the other account must be looked up"
  }

  assert {
    condition     = aws_kms_grant.image[0].grantee_principal == "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling" && !contains(aws_kms_grant.image[0].operations, "Encrypt")
    error_message = "Auto Scaling must be able to read the image"
  }
}

run "rejects_a_long_name" {
  command = plan
  variables { name = "acme-production-customer-portal-web" }
  expect_failures = [var.name]
}

run "rejects_no_subnets" {
  command = plan
  variables { subnet_ids = [] }
  expect_failures = [var.subnet_ids]
}

run "rejects_a_port_above_65535" {
  command = plan
  variables { port = 70000 }
  expect_failures = [var.port]
}

run "rejects_an_image_name" {
  command = plan
  variables { image = { id = "ubuntu" } }
  expect_failures = [var.image]
}

run "rejects_an_unknown_owner" {
  command = plan
  variables { image = { lookup = { name = "ubuntu-*", owner = "canonical" } } }
  expect_failures = [var.image]
}

run "rejects_an_alias_as_key" {
  command = plan
  variables { image = { kms_key = { arn = "arn:aws:kms:eu-west-1:222222222222:alias/images" } } }
  expect_failures = [var.image]
}

run "rejects_a_parameter_that_is_no_path" {
  command = plan
  variables { image = { ssm_parameter = "web image" } }
  expect_failures = [var.image]
}

run "rejects_an_unknown_architecture" {
  command = plan
  variables { image = { architecture = "mips" } }
  expect_failures = [var.image]
}

run "rejects_a_device_without_folder" {
  command = plan
  variables { image = { root_device = "xvda" } }
  expect_failures = [var.image]
}

run "rejects_an_odd_type" {
  command = plan
  variables { instance = { type = "large" } }
  expect_failures = [var.instance]
}

run "rejects_a_small_disk" {
  command = plan
  variables { instance = { root_volume_gb = 4 } }
  expect_failures = [var.instance]
}

run "rejects_an_endless_life" {
  command = plan
  variables { instance = { max_lifetime_days = 1000 } }
  expect_failures = [var.instance]
}

run "rejects_unknown_user_data" {
  command = plan
  variables { user_data = "echo hello" }
  expect_failures = [var.user_data]
}

run "rejects_large_user_data" {
  command = plan
  variables { user_data = format("#!/bin/bash\n%017000d", 0) }
  expect_failures = [aws_launch_template.this]
}

run "rejects_a_minimum_above_the_maximum" {
  command = plan
  variables { size = { min = 9 } }
  expect_failures = [var.size]
}

run "rejects_a_priority_of_zero" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 0 } }
  expect_failures = [var.load_balancer]
}

run "rejects_six_conditions" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, paths = ["/a", "/b", "/c", "/d", "/e", "/f"] } }
  expect_failures = [var.load_balancer]
}

run "rejects_a_relative_path" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, health_check_path = "health" } }
  expect_failures = [var.load_balancer]
}

run "rejects_an_unknown_protocol" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, protocol = "TCP" } }
  expect_failures = [var.load_balancer]
}

run "rejects_a_target_without_port" {
  command = plan
  variables { connects_to = { database = { security_group_id = "sg-1", port = 0 } } }
  expect_failures = [var.connects_to]
}

run "rejects_a_network_that_is_no_cidr" {
  command = plan
  variables { https_egress = { internet = "anywhere" } }
  expect_failures = [var.https_egress]
}

run "rejects_a_bad_policy_name" {
  command = plan
  variables { role_policies = { "my policy" = "{}" } }
  expect_failures = [var.role_policies]
}

run "rejects_all_secrets" {
  command = plan
  variables { secret_arns = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:*"] }
  expect_failures = [var.secret_arns]
}

run "rejects_a_target_above_100" {
  command = plan
  variables { autoscaling = { cpu_percent = 150 } }
  expect_failures = [var.autoscaling]
}

run "rejects_negative_requests" {
  command = plan
  variables { autoscaling = { requests_per_instance = -1 } }
  expect_failures = [var.autoscaling]
}

run "rejects_a_cron_expression_of_six_fields" {
  command = plan
  variables { schedules = { night = { recurrence = "0 19 * * ? *", min = 0 } } }
  expect_failures = [var.schedules]
}

run "rejects_a_schedule_without_sizes" {
  command = plan
  variables { schedules = { night = { recurrence = "0 19 * * *" } } }
  expect_failures = [var.schedules]
}

run "rejects_an_odd_time_zone" {
  command = plan
  variables { schedules = { night = { recurrence = "0 19 * * *", min = 0, time_zone = "+01:00" } } }
  expect_failures = [var.schedules]
}

run "rejects_a_schedule_above_the_maximum" {
  command = plan
  variables { schedules = { day = { recurrence = "0 7 * * *", min = 20 } } }
  expect_failures = [aws_autoscaling_group.this]
}

run "rejects_a_deployment_without_room" {
  command = plan
  variables { deployment = { maximum_percent = 100 } }
  expect_failures = [var.deployment]
}

run "rejects_a_wait_without_unit" {
  command = plan
  variables { deployment = { wait_for_capacity = "10 minutes" } }
  expect_failures = [var.deployment]
}

run "rejects_a_relative_log_file" {
  command = plan
  variables { agent = { log_files = ["messages"] } }
  expect_failures = [var.agent]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { logs = { retention_days = 100 } }
  expect_failures = [var.logs]
}

run "rejects_a_threshold_of_zero" {
  command = plan
  variables { alarm_thresholds = { server_errors = 0 } }
  expect_failures = [var.alarm_thresholds]
}
