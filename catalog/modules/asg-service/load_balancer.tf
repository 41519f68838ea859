locals {
  # Port and protocol replace the group, and a name is taken until the old group is gone.
  target_group_name = var.load_balancer == null ? null : "${trimsuffix(substr(var.name, 0, 25), "-")}-${substr(sha1("${var.port} ${var.load_balancer.protocol} ${var.vpc_id}"), 0, 6)}"
}

resource "aws_lb_target_group" "this" {
  count = local.lb_count

  name        = local.target_group_name
  vpc_id      = var.vpc_id
  target_type = "instance"
  protocol    = var.load_balancer.protocol
  port        = var.port

  deregistration_delay          = var.load_balancer.deregistration_seconds
  load_balancing_algorithm_type = "least_outstanding_requests"

  health_check {
    path                = var.load_balancer.health_check_path
    protocol            = var.load_balancer.protocol
    matcher             = var.load_balancer.health_check_codes
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  dynamic "stickiness" {
    for_each = var.load_balancer.stickiness_seconds == null ? [] : [var.load_balancer.stickiness_seconds]

    content {
      type            = "lb_cookie"
      cookie_duration = stickiness.value
    }
  }

  tags = { Name = var.name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  count = local.lb_count

  listener_arn = var.load_balancer.listener_arn
  priority     = var.load_balancer.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  dynamic "condition" {
    for_each = length(var.load_balancer.paths) > 0 ? [var.load_balancer.paths] : []

    content {
      path_pattern {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(var.load_balancer.hosts) > 0 ? [var.load_balancer.hosts] : []

    content {
      host_header {
        values = condition.value
      }
    }
  }

  tags = { Name = var.name }
}
