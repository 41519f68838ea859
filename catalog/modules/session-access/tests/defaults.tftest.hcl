mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

# Known ARNs make settings and policies readable in the plan.
override_resource {
  target          = aws_kms_key.this
  override_during = plan
  values          = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
}

override_resource {
  target          = aws_ssm_document.this
  override_during = plan
  values          = { arn = "arn:aws:ssm:eu-west-1:111111111111:document/SSM-SessionManagerRunShell" }
}

variables {
  name = "acme-dev-sessions"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_ssm_document.this.name == "SSM-SessionManagerRunShell" && aws_ssm_document.this.document_type == "Session" && jsondecode(aws_ssm_document.this.content).inputs.kmsKeyId == "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    error_message = "sessions must be encrypted with the key"
  }

  assert {
    condition     = jsondecode(aws_ssm_document.this.content).inputs.cloudWatchLogGroupName == "/aws/ssm/acme-dev-sessions" && jsondecode(aws_ssm_document.this.content).inputs.cloudWatchEncryptionEnabled && jsondecode(aws_ssm_document.this.content).inputs.s3BucketName == "acme-dev-sessions-111111111111-eu-west-1" && jsondecode(aws_ssm_document.this.content).inputs.s3EncryptionEnabled
    error_message = "sessions must be recorded twice, encrypted"
  }

  assert {
    condition     = jsondecode(aws_ssm_document.this.content).inputs.idleSessionTimeout == "15" && jsondecode(aws_ssm_document.this.content).inputs.maxSessionDuration == "480" && !jsondecode(aws_ssm_document.this.content).inputs.runAsEnabled
    error_message = "sessions must end"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_s3_bucket_versioning.this[0].versioning_configuration[0].status == "Enabled" && aws_s3_bucket_public_access_block.this[0].block_public_policy && !aws_s3_bucket.this[0].force_destroy
    error_message = "records must be kept, encrypted and private"
  }

  assert {
    condition     = data.aws_iam_policy_document.bucket[0].statement[0].effect == "Deny" && length(aws_iam_policy.group) == 0
    error_message = "the bucket must need TLS, and nobody may start sessions by default"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.instance.statement[*].sid, "ArchiveSession") && [for statement in data.aws_iam_policy_document.instance.statement : tolist(statement.resources) if statement.sid == "ArchiveSession"][0] == tolist(["arn:aws:s3:::acme-dev-sessions-111111111111-eu-west-1/sessions/*"])
    error_message = "instances must add records only"
  }
}

run "groups_without_archive" {
  command = plan

  variables {
    archive = null
    run_as  = { user = "operator" }
    groups = {
      developers     = { tags = { Name = ["acme-dev-web"] } }
      administrators = { tags = { Name = ["acme-dev-*"] }, port_forwarding = true }
    }
  }

  assert {
    condition     = length(aws_s3_bucket.this) == 0 && jsondecode(aws_ssm_document.this.content).inputs.s3BucketName == "" && !contains(data.aws_iam_policy_document.instance.statement[*].sid, "ArchiveSession")
    error_message = "there must be no second record"
  }

  assert {
    condition     = jsondecode(aws_ssm_document.this.content).inputs.runAsEnabled && jsondecode(aws_ssm_document.this.content).inputs.runAsDefaultUser == "operator"
    error_message = "people must work in the name of this user"
  }

  assert {
    condition     = [for condition in data.aws_iam_policy_document.group["developers"].statement[0].condition : condition.values if condition.variable == "ssm:resourceTag/Name"][0] == tolist(["acme-dev-web"]) && length([for condition in data.aws_iam_policy_document.group["developers"].statement[0].condition : condition if condition.variable == "ssm:SessionDocumentAccessCheck"]) == 1
    error_message = "developers must start sessions on their instances only, with a document that they may use"
  }

  assert {
    condition     = data.aws_iam_policy_document.group["developers"].statement[1].resources == toset(["arn:aws:ssm:eu-west-1:111111111111:document/SSM-SessionManagerRunShell"]) && length(data.aws_iam_policy_document.group["administrators"].statement[1].resources) == 3
    error_message = "only administrators may forward ports"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.group["developers"].statement[2].condition).values == tolist(["&{aws:userid}"])
    error_message = "people must end own sessions only"
  }
}

run "rejects_a_long_name" {
  command = plan
  variables { name = "acme-production-customer-portal-sessions" }
  expect_failures = [var.name]
}

run "rejects_a_group_without_tags" {
  command = plan
  variables { groups = { developers = { tags = {} } } }
  expect_failures = [var.groups]
}

run "rejects_an_odd_group" {
  command = plan
  variables { groups = { "All developers" = { tags = { Name = ["web"] } } } }
  expect_failures = [var.groups]
}

run "rejects_an_idle_day" {
  command = plan
  variables { idle_timeout_minutes = 1440 }
  expect_failures = [var.idle_timeout_minutes]
}

run "rejects_a_session_of_a_week" {
  command = plan
  variables { max_duration_minutes = 10080 }
  expect_failures = [var.max_duration_minutes]
}

run "rejects_root" {
  command = plan
  variables { run_as = { user = "root" } }
  expect_failures = [var.run_as]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_an_archive_of_no_days" {
  command = plan
  variables { archive = { retention_days = 0 } }
  expect_failures = [var.archive]
}
