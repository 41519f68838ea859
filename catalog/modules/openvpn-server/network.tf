resource "aws_security_group" "this" {
  name        = var.name
  description = "VPN server ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = var.name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "vpn" {
  for_each = var.allow_cidrs

  security_group_id = aws_security_group.this.id
  description       = "VPN from ${each.key}"
  ip_protocol       = "udp"
  from_port         = 1194
  to_port           = 1194
  cidr_ipv4         = each.value

  tags = { Name = "${var.name}-from-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each = var.ssh == null ? {} : var.ssh.cidrs

  security_group_id = aws_security_group.this.id
  description       = "SSH from ${each.key}"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = each.value

  tags = { Name = "${var.name}-ssh-from-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "AWS services and package repositories"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "${var.name}-https" }
}

# The server translates addresses: what people send leaves with its own, so neither routes back nor a server without source check are needed.
resource "aws_vpc_security_group_egress_rule" "routes" {
  for_each = var.routes

  security_group_id = aws_security_group.this.id
  description       = "Connected people to ${each.key}"
  ip_protocol       = "-1"
  cidr_ipv4         = each.value

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
