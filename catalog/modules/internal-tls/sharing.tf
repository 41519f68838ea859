resource "aws_ram_resource_share" "this" {
  count = length(var.share_with) > 0 ? 1 : 0

  name                      = var.name
  allow_external_principals = false

  # Certificates of hosts, and nothing that could sign further certificates.
  permission_arns = ["arn:${local.partition}:ram::aws:permission/AWSRAMDefaultPermissionCertificateAuthority"]

  tags = { Name = var.name }
}

resource "aws_ram_resource_association" "this" {
  count = length(var.share_with) > 0 ? 1 : 0

  resource_share_arn = aws_ram_resource_share.this[0].arn
  resource_arn       = aws_acmpca_certificate_authority.this.arn
}

resource "aws_ram_principal_association" "this" {
  for_each = var.share_with

  resource_share_arn = aws_ram_resource_share.this[0].arn
  principal          = each.value

  # Nobody may ask an authority that cannot sign yet.
  depends_on = [aws_acmpca_certificate_authority_certificate.this]
}
