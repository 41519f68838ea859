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
  github = { organization = "acme", repository = "infrastructure-live" }
}

run "rejects_an_organization_with_a_wildcard" {
  command = plan

  variables {
    github = { organization = "acme*", repository = "live" }
  }

  expect_failures = [var.github]
}

run "rejects_any_repository" {
  command = plan

  variables {
    github = { organization = "acme", repository = "*" }
  }

  expect_failures = [var.github]
}

run "rejects_a_repository_with_its_organization" {
  command = plan

  variables {
    github = { organization = "acme", repository = "acme/live" }
  }

  expect_failures = [var.github]
}

run "rejects_a_branch_with_a_wildcard" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", branch = "release/*" }
  }

  expect_failures = [var.github]
}

run "rejects_a_full_reference" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", branch = "refs/heads/main" }
  }

  expect_failures = [var.github]
}

run "rejects_an_environment_with_a_wildcard" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", environment = "prod?" }
  }

  expect_failures = [var.github]
}

run "rejects_an_id_in_letters" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", organization_id = "acme", repository_id = "1" }
  }

  expect_failures = [var.github]
}

run "rejects_half_an_immutable_subject" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", repository_id = "1" }
  }

  expect_failures = [var.github]
}

run "rejects_a_provider_of_another_issuer" {
  command = plan

  variables {
    github = { organization = "acme", repository = "live", oidc_provider_arn = "arn:aws:iam::111111111111:oidc-provider/gitlab.com" }
  }

  expect_failures = [var.github]
}

run "rejects_a_state_without_buckets" {
  command = plan

  variables {
    state = { buckets = [] }
  }

  expect_failures = [var.state]
}

run "rejects_an_alias_of_a_key" {
  command = plan

  variables {
    state = { buckets = ["acme-tfstate"], kms_key_arns = ["arn:aws:kms:eu-west-1:111111111111:alias/state"] }
  }

  expect_failures = [var.state]
}

run "rejects_a_plan_role_with_a_path" {
  command = plan

  variables {
    plan_role = { name = "ci/plan" }
  }

  expect_failures = [var.plan_role]
}

run "rejects_a_long_session_of_the_plan_role" {
  command = plan

  variables {
    plan_role = { max_session_hours = 13 }
  }

  expect_failures = [var.plan_role]
}

run "rejects_a_whole_account_that_plans" {
  command = plan

  variables {
    plan_role = { assumed_by_role_arns = ["arn:aws:iam::222222222222:root"] }
  }

  expect_failures = [var.plan_role]
}

run "rejects_reading_everything" {
  command = plan

  variables {
    plan_role = { readable = { secret_arns = ["*"] } }
  }

  expect_failures = [var.plan_role]
}

run "rejects_an_apply_role_with_a_path" {
  command = plan

  variables {
    apply_role = { name = "ci/apply" }
  }

  expect_failures = [var.apply_role]
}

run "rejects_a_long_session_of_the_apply_role" {
  command = plan

  variables {
    apply_role = { max_session_hours = 0 }
  }

  expect_failures = [var.apply_role]
}

run "rejects_a_policy_by_name" {
  command = plan

  variables {
    apply_role = { policy_arns = { admin = "AdministratorAccess" } }
  }

  expect_failures = [var.apply_role]
}

run "rejects_any_role_that_applies" {
  command = plan

  variables {
    apply_role = { assumed_by_role_arns = ["arn:aws:iam::222222222222:role/*"] }
  }

  expect_failures = [var.apply_role]
}

run "rejects_a_whole_account_that_breaks_glass" {
  command = plan

  variables {
    apply_role = { break_glass = { trusted_principal_arns = ["arn:aws:iam::222222222222:root"] } }
  }

  expect_failures = [var.apply_role]
}

run "rejects_an_old_second_factor" {
  command = plan

  variables {
    apply_role = { break_glass = { trusted_principal_arns = ["arn:aws:iam::222222222222:user/jane"], max_mfa_age_minutes = 1440 } }
  }

  expect_failures = [var.apply_role]
}

run "rejects_an_unprotected_boundary" {
  command = plan

  variables {
    boundary = { name = "acme-boundary" }
  }

  expect_failures = [var.boundary]
}

run "rejects_protecting_every_role" {
  command = plan

  variables {
    boundary = { protected_role_names = ["*"] }
  }

  expect_failures = [var.boundary]
}

run "rejects_any_service" {
  command = plan

  variables {
    passed_to_services = ["*"]
  }

  expect_failures = [var.passed_to_services]
}

run "rejects_a_plan_role_nobody_can_assume" {
  command = plan

  variables {
    github     = null
    apply_role = null
  }

  expect_failures = [aws_iam_role.plan]
}

run "rejects_an_apply_role_nobody_can_assume" {
  command = plan

  variables {
    github    = null
    plan_role = null
  }

  expect_failures = [aws_iam_role.apply]
}

run "rejects_lock_files_without_a_state" {
  command = plan

  variables {
    plan_role = { writes_lock_files = true }
  }

  expect_failures = [aws_iam_role.plan]
}

run "rejects_two_roles_of_one_name" {
  command = plan

  variables {
    plan_role = { name = "landform-apply" }
  }

  expect_failures = [aws_iam_role.plan]
}
