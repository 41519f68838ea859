mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  trusted_account_ids = ["222222222222"]
}

run "rejects_trusting_everybody" {
  command = plan

  variables {
    trusted_account_ids = ["*"]
  }

  expect_failures = [var.trusted_account_ids]
}

run "rejects_trusting_nobody" {
  command = plan

  variables {
    trusted_account_ids = []
  }

  expect_failures = [var.trusted_account_ids]
}

run "rejects_a_prefix_with_a_slash" {
  command = plan

  variables {
    name_prefix = "people/"
  }

  expect_failures = [var.name_prefix]
}

run "rejects_an_account_name_with_a_slash" {
  command = plan

  variables {
    account_name = "acme/dev"
  }

  expect_failures = [var.account_name]
}

run "rejects_a_second_factor_of_last_week" {
  command = plan

  variables {
    max_mfa_age_hours = 168
  }

  expect_failures = [var.max_mfa_age_hours]
}

run "rejects_a_boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "landform-boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "rejects_a_long_read_only_session" {
  command = plan

  variables {
    read_only = { session_hours = 24 }
  }

  expect_failures = [var.read_only]
}

run "rejects_a_long_developer_session" {
  command = plan

  variables {
    developer = { session_hours = 13 }
  }

  expect_failures = [var.developer]
}

run "rejects_any_service" {
  command = plan

  variables {
    developer = { services = ["*"] }
  }

  expect_failures = [var.developer]
}

run "rejects_developers_without_services" {
  command = plan

  variables {
    developer = { services = [] }
  }

  expect_failures = [var.developer]
}

run "rejects_developers_who_manage_identities" {
  command = plan

  variables {
    developer = { services = ["ec2", "iam"] }
  }

  expect_failures = [var.developer]
}

run "rejects_developers_who_hand_on_any_role" {
  command = plan

  variables {
    developer = { passable_role_arns = ["arn:aws:iam::333333333333:role/*"] }
  }

  expect_failures = [var.developer]
}

run "rejects_a_billing_session_of_nothing" {
  command = plan

  variables {
    billing = { session_hours = 0 }
  }

  expect_failures = [var.billing]
}

run "rejects_a_long_support_session" {
  command = plan

  variables {
    support = { session_hours = 13 }
  }

  expect_failures = [var.support]
}

run "rejects_a_long_logs_session" {
  command = plan

  variables {
    logs = { session_hours = 13 }
  }

  expect_failures = [var.logs]
}

run "rejects_logs_in_any_bucket" {
  command = plan

  variables {
    logs = { bucket_arns = ["arn:aws:s3:::*"] }
  }

  expect_failures = [var.logs]
}

run "rejects_an_alias_of_a_log_key" {
  command = plan

  variables {
    logs = { kms_key_arns = ["arn:aws:kms:eu-west-1:333333333333:alias/logs"] }
  }

  expect_failures = [var.logs]
}

run "rejects_a_full_access_role_with_a_path" {
  command = plan

  variables {
    full_access = { name = "break/glass" }
  }

  expect_failures = [var.full_access]
}

run "rejects_a_long_full_access_session" {
  command = plan

  variables {
    full_access = { session_hours = 8 }
  }

  expect_failures = [var.full_access]
}

run "rejects_full_access_with_an_old_second_factor" {
  command = plan

  variables {
    full_access = { max_mfa_age_minutes = 480 }
  }

  expect_failures = [var.full_access]
}
