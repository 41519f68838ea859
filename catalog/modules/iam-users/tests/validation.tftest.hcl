mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  users = { jane = {} }
}

run "rejects_a_user_with_a_space" {
  command = plan

  variables {
    users = { "jane doe" = {} }
  }

  expect_failures = [var.users]
}

run "rejects_an_armored_key" {
  command = plan

  variables {
    users = { jane = { pgp_key = "-----BEGIN PGP PUBLIC KEY BLOCK-----" } }
  }

  expect_failures = [var.users]
}

run "rejects_a_group_that_is_not_there" {
  command = plan

  variables {
    users = { jane = { groups = ["admins"] } }
  }

  expect_failures = [aws_iam_user.this]
}

run "rejects_a_group_with_a_slash" {
  command = plan

  variables {
    groups = { "dev/developer" = {} }
  }

  expect_failures = [var.groups]
}

run "rejects_a_group_that_may_assume_any_role" {
  command = plan

  variables {
    groups = { admins = { role_arns = ["arn:aws:iam::333333333333:role/*"] } }
  }

  expect_failures = [var.groups]
}

run "rejects_a_group_with_too_many_roles" {
  command = plan

  variables {
    groups = { admins = { role_arns = [for number in range(51) : "arn:aws:iam::333333333333:role/role-${number}"] } }
  }

  expect_failures = [var.groups]
}

run "rejects_a_policy_by_name" {
  command = plan

  variables {
    groups = { admins = { policy_arns = { iam = "IAMFullAccess" } } }
  }

  expect_failures = [var.groups]
}

run "rejects_a_self_management_group_with_a_slash" {
  command = plan

  variables {
    self_management = { group = "people/self" }
  }

  expect_failures = [var.self_management]
}

run "rejects_two_groups_of_one_name" {
  command = plan

  variables {
    groups = { self-management = {} }
  }

  expect_failures = [aws_iam_group.self_management]
}

run "rejects_a_path_without_slashes" {
  command = plan

  variables {
    path = "people"
  }

  expect_failures = [var.path]
}

run "rejects_a_boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "people"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "rejects_short_passwords" {
  command = plan

  variables {
    password_length = 8
  }

  expect_failures = [var.password_length]
}
