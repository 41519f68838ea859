locals {
  propagations = merge([for key, attachment in var.attachments : {
    for segment in attachment.reachable_from : "${key}-${segment}" => { attachment = key, segment = segment }
  }]...)

  # An attachment has no routes before it is accepted.
  attachment_ids = { for key, attachment in var.attachments : key => attachment.accept ? aws_ec2_transit_gateway_vpc_attachment_accepter.this[key].id : attachment.attachment_id }

  named_segments = toset(concat(
    flatten([for attachment in values(var.attachments) : concat([attachment.segment], tolist(attachment.reachable_from))]),
    [for route in values(var.static_routes) : route.segment],
  ))

  unknown_segments = setsubtract(local.named_segments, keys(var.route_table_ids))
}

resource "aws_ec2_transit_gateway_vpc_attachment_accepter" "this" {
  for_each = { for key, attachment in var.attachments : key => attachment if attachment.accept }

  transit_gateway_attachment_id                   = each.value.attachment_id
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false

  tags = { Name = each.key }
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  for_each = var.attachments

  transit_gateway_attachment_id  = local.attachment_ids[each.key]
  transit_gateway_route_table_id = lookup(var.route_table_ids, each.value.segment, "")

  lifecycle {
    precondition {
      condition     = length(local.unknown_segments) == 0
      error_message = "route_table_ids has no segment ${join(", ", local.unknown_segments)}"
    }
  }
}

resource "aws_ec2_transit_gateway_route_table_propagation" "this" {
  for_each = local.propagations

  transit_gateway_attachment_id  = local.attachment_ids[each.value.attachment]
  transit_gateway_route_table_id = lookup(var.route_table_ids, each.value.segment, "")
}

resource "aws_ec2_transit_gateway_route" "this" {
  for_each = var.static_routes

  destination_cidr_block         = each.value.cidr
  transit_gateway_route_table_id = lookup(var.route_table_ids, each.value.segment, "")
  transit_gateway_attachment_id  = each.value.attachment == null ? null : lookup(local.attachment_ids, each.value.attachment, "")
  blackhole                      = each.value.attachment == null

  lifecycle {
    precondition {
      condition     = each.value.attachment == null || contains(keys(var.attachments), coalesce(each.value.attachment, "-"))
      error_message = "static_routes names the attachment ${coalesce(each.value.attachment, "-")}, which is not among attachments"
    }

    precondition {
      condition     = length(local.unknown_segments) == 0
      error_message = "route_table_ids has no segment ${join(", ", local.unknown_segments)}"
    }
  }
}
