resource "aws_lb_target_group" "this" {
  count = local.lb_count

  name        = var.name
  vpc_id      = var.vpc_id
  target_type = "ip"
  protocol    = var.load_balancer.protocol

  # ECS registers each task with the container's port; this one is never used, and fixed so that another port keeps the group.
  port = var.load_balancer.protocol == "HTTPS" ? 443 : 80

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
