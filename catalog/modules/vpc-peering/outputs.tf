output "connection_id" {
  description = "Id of the connection, for the unit of the peer that accepts it."
  value       = aws_vpc_peering_connection.this.id
}

output "status" {
  description = "State of the connection when it was last read, for example `pending-acceptance` or `active`."
  value       = aws_vpc_peering_connection.this.accept_status
}
