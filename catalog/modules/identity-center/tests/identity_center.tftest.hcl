mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { minified_json = "{}" }
  }

  mock_data "aws_ssoadmin_instances" {
    defaults = {
      arns               = ["arn:aws:sso:::instance/ssoins-1234567890abcdef"]
      identity_store_ids = ["d-1234567890"]
    }
  }

  mock_data "aws_identitystore_group" {
    defaults = { group_id = "11111111-2222-3333-4444-555555555555" }
  }
}

variables {
  account_ids = { dev = "333333333333", prod = "444444444444" }

  groups = {
    administrators = { description = "Platform team" }
    developers     = {}
  }
}

run "makes_sets_that_nobody_has" {
  command = plan

  assert {
    condition     = toset(keys(aws_ssoadmin_permission_set.this)) == toset(["administrator", "billing", "break-glass", "developer", "power-user", "read-only", "support"])
    error_message = "the usual sets must be there"
  }

  assert {
    condition     = { for name, set in aws_ssoadmin_permission_set.this : name => set.session_duration } == { administrator = "PT4H", billing = "PT4H", "break-glass" = "PT1H", developer = "PT8H", "power-user" = "PT8H", "read-only" = "PT8H", support = "PT8H" }
    error_message = "sessions must be short, those for emergencies one hour"
  }

  assert {
    condition     = length(aws_ssoadmin_account_assignment.this) == 0 && length(aws_identitystore_user.this) == 0 && length(aws_cloudwatch_event_rule.use) == 0
    error_message = "nobody may have access unless asked for"
  }

  assert {
    condition     = alltrue([for set in aws_ssoadmin_permission_set.this : set.instance_arn == "arn:aws:sso:::instance/ssoins-1234567890abcdef"]) && alltrue([for group in aws_identitystore_group.this : group.identity_store_id == "d-1234567890"])
    error_message = "the instance must be the one that was found"
  }
}

run "gives_sets_their_policies" {
  command = plan

  assert {
    condition     = sort([for key, attachment in aws_ssoadmin_managed_policy_attachment.this : key if attachment.managed_policy_arn == "arn:aws:iam::aws:policy/AdministratorAccess"]) == tolist(["administrator/AdministratorAccess", "break-glass/AdministratorAccess"])
    error_message = "only administrators and the break-glass set may do everything"
  }

  assert {
    condition     = aws_ssoadmin_managed_policy_attachment.this["billing/job-function/Billing"].managed_policy_arn == "arn:aws:iam::aws:policy/job-function/Billing" && contains(keys(aws_ssoadmin_managed_policy_attachment.this), "power-user/PowerUserAccess")
    error_message = "the policies of AWS must be found by their path"
  }

  assert {
    condition     = toset(keys(aws_ssoadmin_permission_set_inline_policy.this)) == toset(["developer", "read-only"])
    error_message = "developers and readers have policies of their own"
  }

  assert {
    condition     = data.aws_iam_policy_document.read_only.statement[0].effect == "Deny" && length(setsubtract(["s3:GetObject", "secretsmanager:GetSecretValue", "kms:Decrypt", "dynamodb:Scan"], data.aws_iam_policy_document.read_only.statement[0].actions)) == 0
    error_message = "readers may see no contents"
  }

  assert {
    condition     = data.aws_iam_policy_document.developer.statement[0].effect == "Deny" && contains(data.aws_iam_policy_document.developer.statement[0].actions, "secretsmanager:GetSecretValue")
    error_message = "developers may see no secrets"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.developer.statement : statement if statement.effect != "Deny" && length([for action in statement.actions : action if action == "*" || startswith(action, "iam:")]) > 0]) == 0
    error_message = "developers may change no identities"
  }

  assert {
    condition     = output.role_arn_patterns["break-glass"] == "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_break-glass_*"
    error_message = "conditions must be able to name the roles"
  }
}

run "assigns_groups" {
  command = plan

  variables {
    assignments = [
      { group = "administrators", permission_set = "administrator", accounts = ["*"] },
      { group = "administrators", permission_set = "administrator", accounts = ["dev"] },
      { group = "developers", permission_set = "power-user", accounts = ["dev"] },
    ]

    users = {
      "ada@acme.example" = { given_name = "Ada", family_name = "Lovelace", email = "ada@acme.example", groups = ["developers"] }
    }
  }

  assert {
    condition     = { for key, assignment in aws_ssoadmin_account_assignment.this : key => assignment.target_id } == { "administrators/administrator/dev" = "333333333333", "administrators/administrator/prod" = "444444444444", "developers/power-user/dev" = "333333333333" }
    error_message = "groups must have their sets in their accounts, once each"
  }

  assert {
    condition     = alltrue([for assignment in aws_ssoadmin_account_assignment.this : assignment.principal_type == "GROUP" && assignment.target_type == "AWS_ACCOUNT"])
    error_message = "only groups may be assigned"
  }

  assert {
    condition     = toset(keys(aws_identitystore_group_membership.this)) == toset(["developers/ada@acme.example"]) && aws_identitystore_user.this["ada@acme.example"].display_name == "Ada Lovelace"
    error_message = "people must be in their groups"
  }
}

run "tells_of_emergencies" {
  command = plan

  variables {
    use_alerts = { topic_arn = "arn:aws:sns:eu-west-1:111111111111:alarms" }
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.use[0].event_pattern).detail.serviceEventDetails.role_name == ["break-glass"] && aws_cloudwatch_event_rule.use[0].state == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    error_message = "use of the break-glass set must be seen"
  }

  assert {
    condition     = aws_cloudwatch_event_target.use[0].arn == "arn:aws:sns:eu-west-1:111111111111:alarms"
    error_message = "the topic must be told"
  }
}

run "fits_an_external_directory" {
  command = plan

  variables {
    groups                  = { "aws-developers" = { create = false } }
    default_permission_sets = ["break-glass"]

    permission_sets = {
      data-engineer = { description = "Data", customer_managed_policies = ["acme-data"], permissions_boundary = { customer_managed_policy = "acme-boundary" }, relay_state = "https://console.aws.amazon.com/athena" }
      break-glass   = { description = "Mine", session_hours = 2, inline_policy = "{}", permissions_boundary = { aws_managed_policy = "PowerUserAccess" } }
    }

    assignments = [{ group = "aws-developers", permission_set = "data-engineer", accounts = ["dev"] }]

    instance = {
      arn               = "arn:aws:sso:::instance/ssoins-fedcba0987654321"
      identity_store_id = "d-0987654321"
    }
  }

  assert {
    condition     = length(aws_identitystore_group.this) == 0 && aws_ssoadmin_account_assignment.this["aws-developers/data-engineer/dev"].principal_id == "11111111-2222-3333-4444-555555555555"
    error_message = "the group must be looked up"
  }

  assert {
    condition     = length(data.aws_ssoadmin_instances.this) == 0 && aws_ssoadmin_permission_set.this["data-engineer"].instance_arn == "arn:aws:sso:::instance/ssoins-fedcba0987654321"
    error_message = "an instance that is given must not be looked up"
  }

  assert {
    condition     = aws_ssoadmin_permission_set.this["break-glass"].session_duration == "PT2H" && length(aws_ssoadmin_managed_policy_attachment.this) == 0 && aws_ssoadmin_permission_set_inline_policy.this["break-glass"].inline_policy == "{}"
    error_message = "a set of the caller must replace the default one"
  }

  assert {
    condition     = aws_ssoadmin_permissions_boundary_attachment.this["break-glass"].permissions_boundary[0].managed_policy_arn == "arn:aws:iam::aws:policy/PowerUserAccess" && aws_ssoadmin_permissions_boundary_attachment.this["data-engineer"].permissions_boundary[0].customer_managed_policy_reference[0].name == "acme-boundary"
    error_message = "sets must have their boundaries"
  }

  assert {
    condition     = aws_ssoadmin_customer_managed_policy_attachment.this["data-engineer/acme-data"].customer_managed_policy_reference[0].name == "acme-data"
    error_message = "the policy of the accounts must be attached"
  }
}

run "rejects_a_bad_account_id" {
  command = plan
  variables { account_ids = { dev = "123" } }
  expect_failures = [var.account_ids]
}

run "rejects_a_bad_group_name" {
  command = plan
  variables { groups = { "a/b" = {} } }
  expect_failures = [var.groups]
}

run "rejects_an_empty_group_description" {
  command = plan
  variables { groups = { a = { description = "" } } }
  expect_failures = [var.groups]
}

run "rejects_an_assignment_to_nothing" {
  command = plan
  variables { assignments = [{ group = "developers", permission_set = "developer", accounts = [] }] }
  expect_failures = [var.assignments]
}

run "rejects_an_unknown_group" {
  command = plan
  variables { assignments = [{ group = "nobody", permission_set = "developer", accounts = ["dev"] }] }
  expect_failures = [aws_ssoadmin_account_assignment.this]
}

run "rejects_an_unknown_set" {
  command = plan
  variables { assignments = [{ group = "developers", permission_set = "god", accounts = ["dev"] }] }
  expect_failures = [aws_ssoadmin_account_assignment.this]
}

run "rejects_an_unknown_account" {
  command = plan
  variables { assignments = [{ group = "developers", permission_set = "developer", accounts = ["stage"] }] }
  expect_failures = [aws_ssoadmin_account_assignment.this]
}

run "rejects_an_unknown_default_set" {
  command = plan
  variables { default_permission_sets = ["god"] }
  expect_failures = [var.default_permission_sets]
}

run "rejects_a_long_set_name" {
  command = plan
  variables { permission_sets = { a-name-that-has-more-than-32-characters = { description = "x" } } }
  expect_failures = [var.permission_sets]
}

run "rejects_an_empty_description" {
  command = plan
  variables { permission_sets = { x = { description = "" } } }
  expect_failures = [var.permission_sets]
}

run "rejects_a_long_session" {
  command = plan
  variables { permission_sets = { x = { description = "x", session_hours = 13 } } }
  expect_failures = [var.permission_sets]
}

run "rejects_the_arn_of_a_policy" {
  command = plan
  variables { permission_sets = { x = { description = "x", aws_managed_policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } } }
  expect_failures = [var.permission_sets]
}

run "rejects_the_path_of_a_policy_of_the_accounts" {
  command = plan
  variables { permission_sets = { x = { description = "x", permissions_boundary = { customer_managed_policy = "a/b" } } } }
  expect_failures = [var.permission_sets]
}

run "rejects_a_policy_that_is_not_json" {
  command = plan
  variables { permission_sets = { x = { description = "x", inline_policy = "allow" } } }
  expect_failures = [var.permission_sets]
}

run "rejects_two_boundaries" {
  command = plan
  variables { permission_sets = { x = { description = "x", permissions_boundary = { aws_managed_policy = "a", customer_managed_policy = "b" } } } }
  expect_failures = [var.permission_sets]
}

run "rejects_a_relay_state_without_tls" {
  command = plan
  variables { permission_sets = { x = { description = "x", relay_state = "http://example.com" } } }
  expect_failures = [var.permission_sets]
}

run "rejects_a_bad_user_name" {
  command = plan
  variables { users = { "ada lovelace" = { given_name = "Ada", family_name = "Lovelace", email = "ada@acme.example" } } }
  expect_failures = [var.users]
}

run "rejects_a_user_without_a_name" {
  command = plan
  variables { users = { ada = { given_name = "", family_name = "Lovelace", email = "ada@acme.example" } } }
  expect_failures = [var.users]
}

run "rejects_a_user_without_an_address" {
  command = plan
  variables { users = { ada = { given_name = "Ada", family_name = "Lovelace", email = "ada" } } }
  expect_failures = [var.users]
}

run "rejects_a_user_in_an_unknown_group" {
  command = plan
  variables { users = { ada = { given_name = "Ada", family_name = "Lovelace", email = "ada@acme.example", groups = ["nobody"] } } }
  expect_failures = [aws_identitystore_group_membership.this]
}

run "rejects_a_bad_instance" {
  command = plan
  variables { instance = { arn = "ssoins-1234567890abcdef", identity_store_id = "d-1234567890" } }
  expect_failures = [var.instance]
}

run "rejects_a_bad_topic" {
  command = plan
  variables { use_alerts = { topic_arn = "alarms" } }
  expect_failures = [var.use_alerts]
}
