output "connection_id" {
  description = "Id of the connection, once it is accepted."
  value       = aws_vpc_peering_connection_accepter.this.id
}

output "requester_account_id" {
  description = "Account that asked for the connection."
  value       = aws_vpc_peering_connection_accepter.this.peer_owner_id
}

output "requester_vpc_id" {
  description = "VPC that asked for the connection."
  value       = aws_vpc_peering_connection_accepter.this.peer_vpc_id
}
