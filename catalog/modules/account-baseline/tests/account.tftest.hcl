mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-dev"
}

run "hardens_the_account_by_default" {
  command = plan

  assert {
    condition     = aws_iam_account_password_policy.this[0].minimum_password_length == 14 && aws_iam_account_password_policy.this[0].password_reuse_prevention == 24 && aws_iam_account_password_policy.this[0].max_password_age == 90
    error_message = "passwords must be as strong as the CIS benchmark demands"
  }

  assert {
    condition     = aws_s3_account_public_access_block.this[0].block_public_acls && aws_s3_account_public_access_block.this[0].block_public_policy && aws_s3_account_public_access_block.this[0].ignore_public_acls && aws_s3_account_public_access_block.this[0].restrict_public_buckets
    error_message = "no bucket may be public"
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.this[0].type == "ACCOUNT" && length(aws_accessanalyzer_analyzer.unused) == 0
    error_message = "access from outside must be reported"
  }

  assert {
    condition     = aws_ebs_encryption_by_default.this[0].enabled && aws_kms_key.ebs[0].enable_key_rotation && length(aws_ebs_default_kms_key.this) == 1
    error_message = "volumes must be encrypted with a rotated key of the account"
  }

  assert {
    condition     = aws_ec2_instance_metadata_defaults.this[0].http_tokens == "required" && aws_ec2_instance_metadata_defaults.this[0].http_put_response_hop_limit == 1
    error_message = "instances must use IMDSv2"
  }

  assert {
    condition     = aws_ebs_snapshot_block_public_access.this[0].state == "block-all-sharing" && aws_ec2_image_block_public_access.this[0].state == "block-new-sharing" && !aws_ec2_serial_console_access.this[0].enabled
    error_message = "snapshots and images must stay private, and the console shut"
  }

  assert {
    condition     = length(aws_iam_account_alias.this) == 0 && length(aws_account_alternate_contact.this) == 0
    error_message = "no alias and no contacts unless asked for"
  }
}

run "lets_only_ec2_use_the_volume_key" {
  command = plan

  assert {
    condition     = alltrue([for statement in slice(data.aws_iam_policy_document.ebs_key.statement, 1, 3) : length([for condition in statement.condition : condition if condition.variable == "kms:ViaService" && condition.values == tolist(["ec2.*.amazonaws.com"])]) == 1 && length([for condition in statement.condition : condition if condition.variable == "kms:CallerAccount" && condition.values == tolist(["111111111111"])]) == 1])
    error_message = "the key must serve this account through EC2 alone"
  }
}

run "fits_the_security_account" {
  command = plan

  variables {
    account_alias   = "acme-security"
    access_analyzer = { type = "ORGANIZATION", unused_age_days = 90 }

    alternate_contacts = {
      SECURITY = { name = "Security Team", title = "Security", email = "security@example.com", phone = "+353 1 234 5678" }
    }
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.this[0].type == "ORGANIZATION" && aws_accessanalyzer_analyzer.unused[0].type == "ORGANIZATION_UNUSED_ACCESS"
    error_message = "the whole organization must be analyzed"
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.unused[0].configuration[0].unused_access[0].unused_access_age == 90
    error_message = "access must count as unused after 90 days"
  }

  assert {
    condition     = output.account_alias == "acme-security" && aws_account_alternate_contact.this["SECURITY"].email_address == "security@example.com"
    error_message = "the account must have its alias and contact"
  }
}

run "leaves_global_settings_alone_in_a_second_region" {
  command = plan

  variables {
    password_policy        = null
    s3_public_access_block = false
  }

  assert {
    condition     = length(aws_iam_account_password_policy.this) == 0 && length(aws_s3_account_public_access_block.this) == 0
    error_message = "settings of the whole account must be left to the first region"
  }

  assert {
    condition     = length(aws_ebs_encryption_by_default.this) == 1 && length(aws_accessanalyzer_analyzer.this) == 1
    error_message = "settings of the region must be made"
  }
}

run "can_be_switched_off" {
  command = plan

  variables {
    password_policy        = null
    s3_public_access_block = false
    access_analyzer        = null
    ebs_encryption         = false
    instance_metadata      = null
    block_public_snapshots = false
    block_public_images    = false
    block_serial_console   = false
  }

  assert {
    condition     = output.ebs_kms_key_arn == null && output.access_analyzer_arn == null && length(aws_ec2_instance_metadata_defaults.this) == 0 && length(aws_ebs_snapshot_block_public_access.this) == 0 && length(aws_ec2_image_block_public_access.this) == 0 && length(aws_ec2_serial_console_access.this) == 0
    error_message = "each setting must be optional"
  }
}
