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
  name         = "acme"
  repositories = { web = {}, worker = {} }
}

run "defaults" {
  command = plan

  assert {
    condition     = { for key, repository in aws_ecr_repository.this : key => repository.name } == { web = "acme/web", worker = "acme/worker" }
    error_message = "repositories must carry the prefix"
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push && repository.encryption_configuration[0].encryption_type == "KMS" && !repository.force_delete])
    error_message = "repositories must be immutable, scanned, encrypted and kept"
  }

  assert {
    condition     = jsondecode(aws_ecr_lifecycle_policy.this["web"].policy).rules[*].selection.countNumber == [7, 200]
    error_message = "untagged images must expire after 7 days, tagged ones beyond 200"
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.repository : tolist(document.statement[*].sid) == tolist(["RequireTls"])])
    error_message = "nobody outside the account may pull by default"
  }

  assert {
    condition     = length(aws_ecr_registry_scanning_configuration.this) + length(aws_ecr_replication_configuration.this) + length(aws_cloudwatch_event_rule.findings) == 0
    error_message = "the registry must be left alone by default"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "the key must rotate"
  }
}

run "shared" {
  command = plan

  variables {
    repositories     = { web = {}, worker = { keep_tagged = 0, pull_account_ids = ["555555555555", "222222222222"] } }
    pull_account_ids = ["333333333333"]
    organization_id  = "o-a1b2c3d4e5"
    registry         = { replication_regions = ["eu-central-1"] }
    finding_alerts   = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-shared-alarms" }
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.repository["worker"].statement : sort(one(statement.principals).identifiers) if statement.sid == "Pull"][0] == tolist(["arn:aws:iam::333333333333:root", "arn:aws:iam::555555555555:root"])
    error_message = "common and own pull accounts must be joined, without the own account"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.repository["web"].statement : one(statement.condition).variable if statement.sid == "Pull"] == ["aws:PrincipalOrgID"]
    error_message = "pulls must be narrowed to the organization"
  }

  assert {
    condition     = length(jsondecode(aws_ecr_lifecycle_policy.this["worker"].policy).rules) == 1
    error_message = "`keep_tagged = 0` must keep all tagged images"
  }

  assert {
    condition     = aws_ecr_registry_scanning_configuration.this[0].scan_type == "ENHANCED" && aws_ecr_replication_configuration.this[0].replication_configuration[0].rule[0].destination[0].region == "eu-central-1"
    error_message = "the registry must scan continuously and replicate"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).detail["$or"][*]["finding-severity-counts"] == [{ CRITICAL = [{ numeric = [">", 0] }] }, { HIGH = [{ numeric = [">", 0] }] }] && aws_cloudwatch_event_target.findings[0].arn == "arn:aws:sns:eu-west-1:222222222222:acme-shared-alarms"
    error_message = "critical and high findings must reach the topic"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_repository_name" {
  command = plan
  variables { repositories = { "web app" = {} } }
  expect_failures = [var.repositories]
}

run "rejects_a_negative_number_of_images" {
  command = plan
  variables { repositories = { web = { keep_tagged = -1 } } }
  expect_failures = [var.repositories]
}

run "rejects_a_bad_account_of_one_repository" {
  command = plan
  variables { repositories = { web = { pull_account_ids = ["*"] } } }
  expect_failures = [var.repositories]
}

run "rejects_a_bad_account" {
  command = plan
  variables { pull_account_ids = ["*"] }
  expect_failures = [var.pull_account_ids]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}

run "rejects_a_bad_region" {
  command = plan
  variables { registry = { replication_regions = ["Frankfurt"] } }
  expect_failures = [var.registry]
}

run "rejects_an_unknown_severity" {
  command = plan
  variables { finding_alerts = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:alarms", severities = ["URGENT"] } }
  expect_failures = [var.finding_alerts]
}
