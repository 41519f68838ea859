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
  users = {
    jane = { groups = ["dev-developer", "iam-admins"], pgp_key = "keybase:jane" }
    joe  = {}
  }

  groups = {
    dev-developer = { role_arns = ["arn:aws:iam::333333333333:role/access-developer"] }
    iam-admins    = { policy_arns = { iam = "arn:aws:iam::aws:policy/IAMFullAccess" } }
  }
}

run "makes_users_without_rights_of_their_own" {
  command = plan

  assert {
    condition     = { for name, user in aws_iam_user.this : name => "${user.path}${user.name} ${user.force_destroy}" } == { jane = "/people/jane false", joe = "/people/joe false" }
    error_message = "users must have their path and be kept"
  }

  assert {
    condition     = { for name, membership in aws_iam_user_group_membership.this : name => sort(membership.groups) } == { jane = tolist(["dev-developer", "iam-admins", "self-management"]), joe = tolist(["self-management"]) }
    error_message = "all users must be in the group for self-management"
  }

  assert {
    condition     = keys(aws_iam_user_login_profile.this) == ["jane"] && aws_iam_user_login_profile.this["jane"].password_reset_required && aws_iam_user_login_profile.this["jane"].password_length == 24
    error_message = "only encrypted passwords may be made, and only for the first sign-in"
  }

  assert {
    condition     = output.sign_in_url == "https://222222222222.signin.aws.amazon.com/console"
    error_message = "users must know where to sign in"
  }
}

run "lets_groups_assume_named_roles" {
  command = plan

  assert {
    condition     = keys(aws_iam_group_policy.roles) == ["dev-developer"] && data.aws_iam_policy_document.roles["dev-developer"].statement[0].resources == toset(["arn:aws:iam::333333333333:role/access-developer"]) && data.aws_iam_policy_document.roles["dev-developer"].statement[0].actions == toset(["sts:AssumeRole"])
    error_message = "a group must open its roles alone"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.roles["dev-developer"].statement[0].condition) == { test = "Bool", variable = "aws:MultiFactorAuthPresent", values = tolist(["true"]) }
    error_message = "roles must need a second factor"
  }

  assert {
    condition     = { for name, attachment in aws_iam_group_policy_attachment.this : name => attachment.policy_arn } == { "iam-admins/iam" = "arn:aws:iam::aws:policy/IAMFullAccess" }
    error_message = "a group must have its policies"
  }
}

run "lets_users_manage_themselves" {
  command = plan

  assert {
    condition     = [for statement in data.aws_iam_policy_document.self_management.statement : [sort(statement.not_actions), one(statement.condition)] if statement.effect == "Deny"] == [[tolist(["iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:EnableMFADevice", "iam:GetAccountPasswordPolicy", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetCallerIdentity", "sts:GetSessionToken"]), { test = "BoolIfExists", variable = "aws:MultiFactorAuthPresent", values = tolist(["false"]) }]]
    error_message = "without a second factor only getting one may be possible"
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.self_management.statement : length([for resource in statement.resources : resource if !strcontains(resource, "&{aws:username}")]) == 0 if !contains(["SeeRules", "DenyWithoutSecondFactor"], statement.sid)])
    error_message = "users may manage nobody but themselves"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.self_management.statement : [one(statement.resources), one(statement.condition).values] if statement.sid == "OwnAccessKeys"] == [["arn:aws:iam::222222222222:user/people/&{aws:username}", tolist(["true"])]]
    error_message = "own access keys must need a second factor"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.self_management.statement : one(statement.resources) if statement.sid == "FirstDevice"] == ["arn:aws:iam::222222222222:mfa/&{aws:username}"]
    error_message = "the first device must bear the name of its user"
  }

  assert {
    condition     = aws_iam_group_policy.self_management.group == "self-management" && alltrue([for membership in aws_iam_user_group_membership.this : contains(membership.groups, "self-management")])
    error_message = "the second factor must be demanded of everybody"
  }
}

run "leaves_the_console_alone" {
  command = plan

  variables {
    users                    = { jane = {} }
    groups                   = {}
    self_management          = { group = "everybody", access_keys = false }
    path                     = "/"
    permissions_boundary_arn = "arn:aws:iam::222222222222:policy/people"
    force_destroy            = true
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.self_management.statement : statement if statement.sid == "OwnAccessKeys"]) == 0 && aws_iam_group.self_management.name == "everybody"
    error_message = "access keys must be optional"
  }

  assert {
    condition     = aws_iam_user.this["jane"].permissions_boundary == "arn:aws:iam::222222222222:policy/people" && aws_iam_user.this["jane"].force_destroy && [for statement in data.aws_iam_policy_document.self_management.statement : one(statement.resources) if statement.sid == "OwnPassword"] == ["arn:aws:iam::222222222222:user/&{aws:username}"]
    error_message = "users must have their boundary and path"
  }
}
