output "attachment_ids" {
  description = "Ids of the attachments by name, once they are accepted and belong to a segment."
  value       = { for key, association in aws_ec2_transit_gateway_route_table_association.this : key => association.transit_gateway_attachment_id }
}

output "segments" {
  description = "Names of the attachments in each segment."
  value       = { for segment in keys(var.route_table_ids) : segment => [for key, attachment in var.attachments : key if attachment.segment == segment] }
}

output "reachable" {
  description = "Names of the attachments that each segment reaches."
  value       = { for segment in keys(var.route_table_ids) : segment => [for key, attachment in var.attachments : key if contains(attachment.reachable_from, segment)] }
}
