output "attachment_id" {
  description = "Id of the attachment, for `transit-gateway-routing`."
  value       = aws_ec2_transit_gateway_vpc_attachment.this.id
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = var.vpc_id
}
