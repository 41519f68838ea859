locals {
  address_lists = {
    denied-ipv4  = { action = "block", priority = 0, version = "IPV4", cidrs = [for cidr in var.denied_cidrs : cidr if !strcontains(cidr, ":")] }
    denied-ipv6  = { action = "block", priority = 1, version = "IPV6", cidrs = [for cidr in var.denied_cidrs : cidr if strcontains(cidr, ":")] }
    allowed-ipv4 = { action = "allow", priority = 10, version = "IPV4", cidrs = [for cidr in var.allowed_cidrs : cidr if !strcontains(cidr, ":")] }
    allowed-ipv6 = { action = "allow", priority = 11, version = "IPV6", cidrs = [for cidr in var.allowed_cidrs : cidr if strcontains(cidr, ":")] }
  }

  address_sets = { for key, list in local.address_lists : key => list if length(list.cidrs) > 0 }
}

resource "aws_wafv2_ip_set" "this" {
  for_each = local.address_sets

  name               = "${var.name}-${each.key}"
  description        = "Addresses whose requests web ACL ${var.name} ${each.value.action == "allow" ? "lets through" : "refuses"}"
  scope              = var.scope
  ip_address_version = each.value.version
  addresses          = each.value.cidrs

  lifecycle {
    # A set can only go once no rule names it any more.
    create_before_destroy = true
  }
}
