mock_provider "aws" {}

variables {
  name            = "acme-dev"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
}

run "is_private_and_closed_by_default" {
  command = plan

  assert {
    condition     = aws_lb.this.internal && aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && aws_lb.this.desync_mitigation_mode == "defensive"
    error_message = "the load balancer must be internal, protected and strict about headers"
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.cidr) == 0 && length(aws_vpc_security_group_ingress_rule.group) == 0
    error_message = "nobody may connect unless the caller says so"
  }

  assert {
    condition     = !anytrue([for rule in aws_vpc_security_group_egress_rule.targets : rule.cidr_ipv4 == "0.0.0.0/0"])
    error_message = "the load balancer must not reach the internet"
  }

  assert {
    condition     = aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.port == 443
    error_message = "HTTPS must refuse anything older than TLS 1.2"
  }

  assert {
    condition     = aws_lb_listener.https.default_action[0].type == "fixed-response" && aws_lb_listener.https.default_action[0].fixed_response[0].status_code == "404"
    error_message = "what no service has claimed must not be found"
  }

  assert {
    condition     = aws_lb_listener.http[0].default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http[0].default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "plain HTTP must lead to HTTPS"
  }

  assert {
    condition     = aws_lb_listener.https.routing_http_response_strict_transport_security_header_value == "max-age=31536000"
    error_message = "browsers must be told to insist on HTTPS"
  }

  assert {
    condition     = length(aws_lb.this.access_logs) == 0 && length(aws_wafv2_web_acl_association.this) == 0
    error_message = "options must be off when not asked for"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.latency.alarm_actions) == 0 && keys(aws_cloudwatch_metric_alarm.count) == ["load-balancer-5xx", "rejected-connections", "target-connection-errors"]
    error_message = "alarms must exist without a topic"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-latency", "acme-dev-load-balancer-5xx", "acme-dev-rejected-connections", "acme-dev-target-5xx", "acme-dev-target-connection-errors"])
    error_message = "the names of all alarms must come out"
  }
}

run "serves_the_internet" {
  command = plan

  variables {
    internal         = false
    ingress_cidrs    = ["0.0.0.0/0"]
    egress_cidrs     = ["10.30.0.0/16"]
    access_logs      = { bucket = "acme-logs-alb", prefix = "acme-dev" }
    alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
    waf              = { web_acl_arn = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/acme/1" }

    alias_records = {
      app = { zone_id = "Z0123456789ABCDEFGHIJ", name = "app.example.com" }
    }

    additional_certificate_arns = {
      shop = "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = !aws_lb.this.internal && aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "acme-logs-alb"
    error_message = "the load balancer must be public and log requests"
  }

  assert {
    condition     = { for key, rule in aws_vpc_security_group_ingress_rule.cidr : key => rule.from_port } == { "0.0.0.0/0-http" = 80, "0.0.0.0/0-https" = 443 }
    error_message = "the two ports must be open, and no other"
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.targets : rule.cidr_ipv4] == ["10.30.0.0/16"]
    error_message = "targets must be in the range given"
  }

  assert {
    condition     = aws_route53_record.alias["app"].name == "app.example.com" && aws_route53_record.alias["app"].type == "A" && aws_route53_record.alias["app"].alias[0].evaluate_target_health
    error_message = "the name must lead to the load balancer"
  }

  assert {
    condition     = length(aws_lb_listener_certificate.this) == 1 && length(aws_wafv2_web_acl_association.this) == 1
    error_message = "the further certificate and the web ACL must be attached"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.count), [aws_cloudwatch_metric_alarm.latency, aws_cloudwatch_metric_alarm.target_5xx]) : alarm.alarm_actions == toset([var.alarms_topic_arn]) && alarm.ok_actions == toset([var.alarms_topic_arn])])
    error_message = "each alarm must tell the topic when it starts and ends"
  }
}

run "lets_groups_in_over_https_only" {
  command = plan

  variables {
    http_redirect              = false
    ingress_security_group_ids = { web = "sg-0123456789abcdef0" }
  }

  assert {
    condition     = length(aws_lb_listener.http) == 0 && keys(aws_vpc_security_group_ingress_rule.group) == ["web-https"]
    error_message = "port 80 must be shut"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.group["web-https"].referenced_security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_ingress_rule.group["web-https"].from_port == 443
    error_message = "members of the group must get in on 443"
  }
}
