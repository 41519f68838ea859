mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name    = "acme-internal"
  subject = { common_name = "Acme internal" }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_acmpca_certificate_authority.this.type == "ROOT" && aws_acmpca_certificate_authority.this.usage_mode == "GENERAL_PURPOSE" && aws_acmpca_certificate_authority.this.permanent_deletion_time_in_days == 30
    error_message = "there must be a root authority that can be brought back for a month"
  }

  assert {
    condition     = aws_acmpca_certificate_authority.this.certificate_authority_configuration[0].key_algorithm == "EC_prime256v1" && aws_acmpca_certificate_authority.this.certificate_authority_configuration[0].signing_algorithm == "SHA256WITHECDSA" && aws_acmpca_certificate_authority.this.key_storage_security_standard == "FIPS_140_2_LEVEL_3_OR_HIGHER"
    error_message = "the key must be one of a P-256 curve, in hardware"
  }

  assert {
    condition     = aws_acmpca_certificate.authority.template_arn == "arn:aws:acm-pca:::template/RootCACertificate/V1" && aws_acmpca_certificate.authority.validity[0].value == "10"
    error_message = "the root must sign itself for ten years"
  }

  assert {
    condition     = aws_acmpca_certificate_authority.this.revocation_configuration[0].ocsp_configuration[0].enabled && length(aws_acmpca_certificate_authority.this.revocation_configuration[0].crl_configuration) == 0
    error_message = "revocation must be answered, without a list"
  }

  assert {
    condition     = sort(aws_acmpca_permission.acm[0].actions) == tolist(["GetCertificate", "IssueCertificate", "ListPermissions"]) && length(aws_ram_resource_share.this) == 0
    error_message = "ACM must be able to renew, and nobody else be let in"
  }
}

run "subordinate" {
  command = plan

  variables {
    parent        = { arn = "arn:aws:acm-pca:eu-west-1:222222222222:certificate-authority/00000000-0000-0000-0000-000000000000", key_algorithm = "RSA_4096" }
    key_algorithm = "EC_secp384r1"
    share_with    = { all = "arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5", dev = "333333333333" }
    crl           = { bucket_name = "acme-revocations", address = "crl.acme.example" }

    alarms_topic_arn = "arn:aws:sns:eu-west-1:222222222222:alarms"
  }

  assert {
    condition     = aws_acmpca_certificate_authority.this.type == "SUBORDINATE" && aws_acmpca_certificate.authority.template_arn == "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1" && aws_acmpca_certificate.authority.validity[0].value == "5"
    error_message = "a subordinate authority must not make further ones, and be valid for five years"
  }

  assert {
    condition     = aws_acmpca_certificate.authority.signing_algorithm == "SHA512WITHRSA" && aws_acmpca_certificate.authority.certificate_authority_arn == "arn:aws:acm-pca:eu-west-1:222222222222:certificate-authority/00000000-0000-0000-0000-000000000000"
    error_message = "the parent must sign, with its own kind of key"
  }

  assert {
    condition     = !aws_ram_resource_share.this[0].allow_external_principals && length(aws_ram_principal_association.this) == 2
    error_message = "the authority must be shared inside the organization only"
  }

  assert {
    condition     = aws_acmpca_certificate_authority.this.revocation_configuration[0].crl_configuration[0].s3_object_acl == "BUCKET_OWNER_FULL_CONTROL" && aws_cloudwatch_metric_alarm.crl[0].alarm_actions == toset(["arn:aws:sns:eu-west-1:222222222222:alarms"])
    error_message = "the list must not be public, and a failure be told"
  }
}

run "short_lived" {
  command = plan

  variables {
    short_lived = true
    ocsp        = false
  }

  assert {
    condition     = aws_acmpca_certificate_authority.this.usage_mode == "SHORT_LIVED_CERTIFICATE" && length(aws_acmpca_permission.acm) == 0
    error_message = "the authority must be for short-lived certificates, without ACM"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_an_empty_common_name" {
  command = plan
  variables { subject = { common_name = "" } }
  expect_failures = [var.subject]
}

run "rejects_a_long_country" {
  command = plan
  variables { subject = { common_name = "Acme", country = "Germany" } }
  expect_failures = [var.subject]
}

run "rejects_a_parent_that_is_no_authority" {
  command = plan
  variables { parent = { arn = "acme-root" } }
  expect_failures = [var.parent]
}

run "rejects_an_unknown_algorithm_of_the_parent" {
  command = plan
  variables { parent = { arn = "arn:aws:acm-pca:eu-west-1:222222222222:certificate-authority/1", key_algorithm = "DSA" } }
  expect_failures = [var.parent]
}

run "rejects_an_unknown_algorithm" {
  command = plan
  variables { key_algorithm = "DSA" }
  expect_failures = [var.key_algorithm]
}

run "rejects_a_century" {
  command = plan
  variables { validity_years = 100 }
  expect_failures = [var.validity_years]
}

run "rejects_a_bad_bucket" {
  command = plan
  variables { crl = { bucket_name = "Lists" } }
  expect_failures = [var.crl]
}

run "rejects_a_list_of_no_days" {
  command = plan
  variables { crl = { bucket_name = "lists", days = 0 } }
  expect_failures = [var.crl]
}

run "rejects_a_bad_address" {
  command = plan
  variables { crl = { bucket_name = "lists", address = "http://crl.example.com" } }
  expect_failures = [var.crl]
}

run "rejects_sharing_with_everybody" {
  command = plan
  variables { share_with = { all = "*" } }
  expect_failures = [var.share_with]
}

run "rejects_revocation_of_short_lived_certificates" {
  command = plan
  variables { short_lived = true }
  expect_failures = [aws_acmpca_certificate_authority.this]
}

run "rejects_a_short_deletion_window" {
  command = plan
  variables { deletion_window_days = 1 }
  expect_failures = [var.deletion_window_days]
}
