locals {
  ports = var.http_redirect ? { https = 443, http = 80 } : { https = 443 }

  cidr_rules = { for rule in setproduct(var.ingress_cidrs, keys(local.ports)) : "${rule[0]}-${rule[1]}" => {
    cidr     = rule[0]
    protocol = rule[1]
    port     = local.ports[rule[1]]
  } }

  group_rules = { for rule in setproduct(keys(var.ingress_security_group_ids), keys(local.ports)) : "${rule[0]}-${rule[1]}" => {
    name     = rule[0]
    group_id = var.ingress_security_group_ids[rule[0]]
    protocol = rule[1]
    port     = local.ports[rule[1]]
  } }
}

resource "aws_security_group" "this" {
  name        = "${var.name}-alb"
  description = "Load balancer ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-alb" }
}

resource "aws_vpc_security_group_ingress_rule" "cidr" {
  for_each = local.cidr_rules

  security_group_id = aws_security_group.this.id
  description       = "${upper(each.value.protocol)} from ${each.value.cidr}"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "group" {
  for_each = local.group_rules

  security_group_id            = aws_security_group.this.id
  description                  = "${upper(each.value.protocol)} from ${each.value.name}"
  referenced_security_group_id = each.value.group_id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

# Targets listen on any port; what they accept is up to their own groups.
resource "aws_vpc_security_group_egress_rule" "targets" {
  for_each = toset(var.egress_cidrs)

  security_group_id = aws_security_group.this.id
  description       = "Targets in ${each.value}"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 1
  to_port           = 65535
}
