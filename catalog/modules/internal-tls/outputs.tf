output "authority_arn" {
  description = "ARN of the authority; certificates of ACM name it."
  value       = aws_acmpca_certificate_authority.this.arn

  # An authority without its own certificate signs nothing.
  depends_on = [aws_acmpca_certificate_authority_certificate.this]
}

output "certificate" {
  description = "Certificate of the authority in PEM form; clients must trust it, or that of its root."
  value       = aws_acmpca_certificate.authority.certificate
}

output "certificate_chain" {
  description = "Certificates of the authorities above it in PEM form; empty for a root authority."
  value       = aws_acmpca_certificate.authority.certificate_chain
}
