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

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_an_alias_with_two_hyphens" {
  command = plan

  variables {
    account_alias = "acme--dev"
  }

  expect_failures = [var.account_alias]
}

run "rejects_short_passwords" {
  command = plan

  variables {
    password_policy = { minimum_length = 7 }
  }

  expect_failures = [var.password_policy]
}

run "rejects_a_memory_of_nothing" {
  command = plan

  variables {
    password_policy = { remembered = 0 }
  }

  expect_failures = [var.password_policy]
}

run "rejects_a_negative_age" {
  command = plan

  variables {
    password_policy = { max_age_days = -1 }
  }

  expect_failures = [var.password_policy]
}

run "rejects_an_unknown_analyzer" {
  command = plan

  variables {
    access_analyzer = { type = "REGION" }
  }

  expect_failures = [var.access_analyzer]
}

run "rejects_an_unused_age_of_nothing" {
  command = plan

  variables {
    access_analyzer = { unused_age_days = 0 }
  }

  expect_failures = [var.access_analyzer]
}

run "rejects_a_hop_limit_of_nothing" {
  command = plan

  variables {
    instance_metadata = { hop_limit = 0 }
  }

  expect_failures = [var.instance_metadata]
}

run "rejects_an_unknown_kind_of_contact" {
  command = plan

  variables {
    alternate_contacts = { LEGAL = { name = "A", title = "B", email = "a@example.com", phone = "+1" } }
  }

  expect_failures = [var.alternate_contacts]
}

run "rejects_a_contact_without_a_host" {
  command = plan

  variables {
    alternate_contacts = { BILLING = { name = "A", title = "B", email = "a", phone = "+1" } }
  }

  expect_failures = [var.alternate_contacts]
}

run "rejects_a_phone_number_in_words" {
  command = plan

  variables {
    alternate_contacts = { BILLING = { name = "A", title = "B", email = "a@example.com", phone = "call me" } }
  }

  expect_failures = [var.alternate_contacts]
}
