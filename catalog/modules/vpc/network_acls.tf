locals {
  anywhere = "0.0.0.0/0"

  # Rules are stateless, so answers from the internet come in on the ports that senders pick. Remote desktop (3389) lies
  # in the middle of them and is left out, as the CIS benchmark demands; ssh (22) lies below.
  answer_port_ranges = [{ from = 1024, to = 3388 }, { from = 3390, to = 65535 }]

  tcp_answers = [for range in local.answer_port_ranges : { protocol = "tcp", cidr = local.anywhere, from = range.from, to = range.to }]
  udp_answers = [for range in local.answer_port_ranges : { protocol = "udp", cidr = local.anywhere, from = range.from, to = range.to }]

  # Without "fragmentation needed" (ICMP type 3, code 4) large packets vanish on the way.
  path_mtu = [{ protocol = "icmp", cidr = local.anywhere, icmp_type = 3, icmp_code = 4 }]

  everything_anywhere = [{ protocol = "-1", cidr = local.anywhere }]
  everything_inside   = [{ protocol = "-1", cidr = var.cidr }]

  acl_rules = {
    public = {
      ingress = concat(
        local.everything_inside,
        [for port in [80, 443] : { protocol = "tcp", cidr = local.anywhere, from = port, to = port }],
        local.tcp_answers,
        local.udp_answers,
        local.path_mtu,
      )
      egress = local.everything_anywhere
    }

    app = {
      ingress = concat(
        local.everything_inside,
        # The gateway endpoints answer from public addresses, so TCP stays open even without NAT.
        var.nat == "none" && length(var.gateway_endpoints) == 0 ? [] : local.tcp_answers,
        var.nat == "none" ? [] : local.udp_answers,
        var.nat == "none" ? [] : local.path_mtu,
        # Last, so that a new peer renumbers no other rule.
        [for cidr in var.peer_cidrs : { protocol = "-1", cidr = cidr }],
      )
      egress = local.everything_anywhere
    }

    data = {
      ingress = [for tier in ["app", "data"] : { protocol = "-1", cidr = local.tier_cidrs[tier] }]
      egress  = [for tier in ["app", "data"] : { protocol = "-1", cidr = local.tier_cidrs[tier] }]
    }
  }

  acl_subnet_ids = {
    public = [for subnet in aws_subnet.public : subnet.id]
    app    = [for subnet in aws_subnet.app : subnet.id]
    data   = [for subnet in aws_subnet.data : subnet.id]
  }
}

# Rules are written inside the ACL, so that a rule added by hand shows up as drift and is taken out again.
resource "aws_network_acl" "this" {
  for_each = { for tier, rules in local.acl_rules : tier => rules if contains(local.tiers, tier) }

  vpc_id     = aws_vpc.this.id
  subnet_ids = local.acl_subnet_ids[each.key]

  dynamic "ingress" {
    for_each = each.value.ingress

    content {
      rule_no    = 100 + ingress.key * 10
      action     = "allow"
      protocol   = ingress.value.protocol
      cidr_block = ingress.value.cidr
      from_port  = try(ingress.value.from, 0)
      to_port    = try(ingress.value.to, 0)
      icmp_type  = try(ingress.value.icmp_type, 0)
      icmp_code  = try(ingress.value.icmp_code, 0)
    }
  }

  dynamic "egress" {
    for_each = each.value.egress

    content {
      rule_no    = 100 + egress.key * 10
      action     = "allow"
      protocol   = egress.value.protocol
      cidr_block = egress.value.cidr
      from_port  = 0
      to_port    = 0
    }
  }

  tags = { Name = "${var.name}-${each.key}" }
}
