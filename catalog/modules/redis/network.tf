resource "aws_security_group" "this" {
  name        = "${var.name}-cache"
  description = "Cache ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-cache" }

  lifecycle {
    create_before_destroy = true
  }
}

# A cache answers and never calls, so there is no egress rule.
resource "aws_vpc_security_group_ingress_rule" "allowed" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = "Connections from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = each.value

  tags = { Name = "${var.name}-from-${each.key}" }
}
