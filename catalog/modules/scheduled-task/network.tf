resource "aws_security_group" "this" {
  name        = "${var.name}-task"
  description = "Runs of the task ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-task" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = var.https_egress

  security_group_id = aws_security_group.this.id
  description       = "HTTPS to ${each.key}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value

  tags = { Name = "${var.name}-https-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "connects_to" {
  for_each = var.connects_to

  security_group_id            = aws_security_group.this.id
  description                  = "Connections to ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = each.value.security_group_id

  tags = { Name = "${var.name}-to-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "connects_to" {
  for_each = var.connects_to

  security_group_id            = each.value.security_group_id
  description                  = "Connections from ${var.name}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = aws_security_group.this.id

  tags = { Name = "${var.name}-to-${each.key}" }
}
