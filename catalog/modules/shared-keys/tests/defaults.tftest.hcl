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
  name = "acme"
  keys = { secrets = { description = "Secrets of acme" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_kms_key.this["secrets"].enable_key_rotation && aws_kms_key.this["secrets"].deletion_window_in_days == 30 && !aws_kms_key.this["secrets"].multi_region
    error_message = "the key must rotate, be kept for a month and stay in its region"
  }

  assert {
    condition     = aws_kms_alias.this["secrets"].name == "alias/acme-secrets"
    error_message = "the alias must carry the prefix"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.this["secrets"].statement[*].sid) == tolist(["Administration"])
    error_message = "no other account may use a key by default"
  }

  assert {
    condition     = length(aws_kms_grant.auto_scaling) == 0
    error_message = "there must be no grants by default"
  }
}

run "shared" {
  command = plan

  variables {
    organization_id = "o-a1b2c3d4e5"
    keys = {
      ami = {
        description         = "Images"
        account_ids         = ["222222222222", "333333333333", "444444444444"]
        via_services        = ["ec2"]
        auto_scaling        = true
        auto_scaling_grants = ["444444444444"]
      }
    }
  }

  assert {
    condition     = sort(data.aws_iam_policy_document.this["ami"].statement[*].sid) == tolist(["Administration", "UsersAttachToResources", "UsersDescribe", "UsersEncryptAndDecrypt", "UsersGrantToAutoScaling"])
    error_message = "users must describe, use and attach the key, and grant it to auto scaling"
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.this["ami"].statement : one(statement.principals).identifiers == toset(["arn:aws:iam::333333333333:root", "arn:aws:iam::444444444444:root"]) && contains(statement.condition[*].variable, "aws:PrincipalOrgID") if statement.sid != "Administration"])
    error_message = "users must be the other accounts, while they are in the organization"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.this["ami"].statement : statement.sid => sort(flatten([for condition in statement.condition : condition.values if condition.variable != "aws:PrincipalOrgID"])) if contains(["UsersAttachToResources", "UsersEncryptAndDecrypt"], coalesce(statement.sid, "-")) } == { UsersAttachToResources = tolist(["true"]), UsersEncryptAndDecrypt = tolist(["ec2.*.amazonaws.com"]) }
    error_message = "use must be narrowed to the service, and grants to resources of AWS"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.this["ami"].statement : flatten([for condition in statement.condition : condition.values if condition.variable == "kms:GranteePrincipal"]) if statement.sid == "UsersGrantToAutoScaling"][0] == ["arn:aws:iam::333333333333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "arn:aws:iam::444444444444:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"]
    error_message = "other grants must be for the role of auto scaling only"
  }

  assert {
    condition     = aws_kms_grant.auto_scaling["ami/444444444444"].grantee_principal == "arn:aws:iam::444444444444:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    error_message = "the grant must be for the role of auto scaling"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_key_name" {
  command = plan
  variables { keys = { "my key" = { description = "x" } } }
  expect_failures = [var.keys]
}

run "rejects_a_bad_account" {
  command = plan
  variables { keys = { ami = { description = "x", account_ids = ["*"] } } }
  expect_failures = [var.keys]
}

run "rejects_a_grant_to_a_stranger" {
  command = plan
  variables { keys = { ami = { description = "x", auto_scaling_grants = ["333333333333"] } } }
  expect_failures = [var.keys]
}

run "rejects_a_service_with_domain" {
  command = plan
  variables { keys = { ami = { description = "x", via_services = ["ec2.amazonaws.com"] } } }
  expect_failures = [var.keys]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { keys = { ami = { description = "x", deletion_window_days = 1 } } }
  expect_failures = [var.keys]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}
