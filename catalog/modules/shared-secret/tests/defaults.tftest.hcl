mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name    = "acme/shared"
  secrets = { git-token = { description = "Token that reads the source repositories" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret.this["git-token"].name == "acme/shared/git-token" && aws_secretsmanager_secret.this["git-token"].recovery_window_in_days == 30
    error_message = "the secret must carry the prefix and be recoverable for 30 days"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.secret["git-token"].statement[*].sid) == tolist(["DenyInsecureTransport"]) && aws_secretsmanager_secret_policy.this["git-token"].block_public_policy
    error_message = "nobody outside the account may read by default, and nobody without TLS"
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_alias.this[0].name == "alias/acme/shared-secrets" && tolist(data.aws_iam_policy_document.key[0].statement[*].sid) == tolist(["Administration"])
    error_message = "the key must rotate and be open to nobody else"
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.this) + length(aws_cloudwatch_event_rule.rotation) == 0
    error_message = "there must be no rotation by default"
  }
}

run "shared" {
  command = plan

  variables {
    organization_id = "o-a1b2c3d4e5"
    alerts          = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:alarms" }
    secrets = {
      git-token = {
        description        = "Token"
        reader_account_ids = ["222222222222", "333333333333"]
        rotation           = { lambda_arn = "arn:aws:lambda:eu-west-1:222222222222:function:rotate" }
      }
      license = {
        description        = "License"
        organization_reads = true
        replicas           = { "eu-central-1" = "arn:aws:kms:eu-central-1:222222222222:key/mrk-1" }
      }
    }
  }

  assert {
    condition     = { for name, document in data.aws_iam_policy_document.secret : name => [for statement in document.statement : one(one(statement.principals).identifiers) if statement.sid == "Read"][0] } == { git-token = "arn:aws:iam::333333333333:root", license = "*" }
    error_message = "readers must be the named accounts or the organization"
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.secret : alltrue([for statement in document.statement : contains(statement.condition[*].variable, statement.sid == "Read" ? "aws:PrincipalOrgID" : "aws:SecureTransport")])])
    error_message = "reading must be narrowed to the organization"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.key[0].statement : sort(statement.condition[*].variable) if statement.sid == "ReadersDecrypt"][0] == tolist(["aws:PrincipalOrgID", "kms:ViaService"])
    error_message = "readers must decrypt through Secrets Manager only, as members of the organization"
  }

  assert {
    condition     = !aws_secretsmanager_secret_rotation.this["git-token"].rotate_immediately && aws_secretsmanager_secret_rotation.this["git-token"].rotation_rules[0].automatically_after_days == 30
    error_message = "the secret must be rotated every 30 days, and not before it has a value"
  }

  assert {
    condition     = one(aws_secretsmanager_secret.this["license"].replica).region == "eu-central-1" && aws_cloudwatch_event_target.rotation[0].arn == "arn:aws:sns:eu-west-1:222222222222:alarms"
    error_message = "the secret must be replicated, and failed rotations be told"
  }
}

run "given_key" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_secretsmanager_secret.this["git-token"].kms_key_id == "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000"
    error_message = "the given key must be used"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_no_secrets" {
  command = plan
  variables { secrets = {} }
  expect_failures = [var.secrets]
}

run "rejects_a_bad_account" {
  command = plan
  variables { secrets = { a = { description = "x", reader_account_ids = ["*"] } } }
  expect_failures = [var.secrets]
}

run "rejects_a_replica_without_key" {
  command = plan
  variables { secrets = { a = { description = "x", replicas = { "eu-central-1" = "alias/aws/secretsmanager" } } } }
  expect_failures = [var.secrets]
}

run "rejects_a_short_recovery_window" {
  command = plan
  variables { secrets = { a = { description = "x", recovery_window_days = 1 } } }
  expect_failures = [var.secrets]
}

run "rejects_a_rotation_by_no_function" {
  command = plan
  variables { secrets = { a = { description = "x", rotation = { lambda_arn = "rotate" } } } }
  expect_failures = [var.secrets]
}

run "rejects_an_organization_without_id" {
  command = plan
  variables { secrets = { a = { description = "x", organization_reads = true } } }
  expect_failures = [aws_secretsmanager_secret.this]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}

run "rejects_a_bad_key" {
  command = plan
  variables { kms_key = { arn = "alias/aws/secretsmanager" } }
  expect_failures = [var.kms_key]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
