data "aws_partition" "this" {}

locals {
  partition = data.aws_partition.this.partition
  root      = var.parent == null

  # What a key of each kind signs with.
  signing_algorithms = {
    EC_prime256v1 = "SHA256WITHECDSA"
    EC_secp384r1  = "SHA384WITHECDSA"
    RSA_2048      = "SHA256WITHRSA"
    RSA_4096      = "SHA512WITHRSA"
  }

  # A subordinate authority must not make further ones.
  template = local.root ? "RootCACertificate/V1" : "SubordinateCACertificate_PathLen0/V1"

  validity_years = var.validity_years != null ? var.validity_years : local.root ? 10 : 5
}

resource "aws_acmpca_certificate_authority" "this" {
  type                            = local.root ? "ROOT" : "SUBORDINATE"
  usage_mode                      = var.short_lived ? "SHORT_LIVED_CERTIFICATE" : "GENERAL_PURPOSE"
  key_storage_security_standard   = "FIPS_140_2_LEVEL_3_OR_HIGHER"
  permanent_deletion_time_in_days = var.deletion_window_days

  certificate_authority_configuration {
    key_algorithm     = var.key_algorithm
    signing_algorithm = local.signing_algorithms[var.key_algorithm]

    subject {
      common_name         = var.subject.common_name
      organization        = var.subject.organization
      organizational_unit = var.subject.organizational_unit
      country             = var.subject.country
    }
  }

  revocation_configuration {
    ocsp_configuration {
      enabled = var.ocsp
    }

    dynamic "crl_configuration" {
      for_each = var.crl == null ? [] : [var.crl]

      content {
        enabled            = true
        expiration_in_days = crl_configuration.value.days
        s3_bucket_name     = crl_configuration.value.bucket_name
        custom_cname       = crl_configuration.value.address

        # The bucket has no ACLs that could make the list public.
        s3_object_acl = "BUCKET_OWNER_FULL_CONTROL"
      }
    }
  }

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = !(var.short_lived && var.ocsp)
      error_message = "certificates that live for a week are not revoked: set `ocsp` to false with `short_lived`"
    }
  }
}

# A root authority signs itself, the others are signed by their parent.
resource "aws_acmpca_certificate" "authority" {
  certificate_authority_arn   = local.root ? aws_acmpca_certificate_authority.this.arn : var.parent.arn
  certificate_signing_request = aws_acmpca_certificate_authority.this.certificate_signing_request
  signing_algorithm           = local.signing_algorithms[local.root ? var.key_algorithm : var.parent.key_algorithm]
  template_arn                = "arn:${local.partition}:acm-pca:::template/${local.template}"

  validity {
    type  = "YEARS"
    value = local.validity_years
  }
}

resource "aws_acmpca_certificate_authority_certificate" "this" {
  certificate_authority_arn = aws_acmpca_certificate_authority.this.arn
  certificate               = aws_acmpca_certificate.authority.certificate
  certificate_chain         = local.root ? null : aws_acmpca_certificate.authority.certificate_chain
}

# Without this, ACM cannot renew certificates of the own account.
resource "aws_acmpca_permission" "acm" {
  count = var.short_lived ? 0 : 1

  certificate_authority_arn = aws_acmpca_certificate_authority.this.arn
  principal                 = "acm.amazonaws.com"
  actions                   = ["GetCertificate", "IssueCertificate", "ListPermissions"]
}
