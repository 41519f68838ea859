output "contact_emails" {
  description = "Address of each contact, as `<account>/<kind>`."
  value       = { for key, contact in aws_account_alternate_contact.this : key => contact.email_address }
}
