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
  state  = { buckets = ["acme-dev-eu-west-1-tfstate"], kms_key_arns = ["arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d"] }
}

run "trusts_one_repository" {
  command = plan

  assert {
    condition     = [for condition in data.aws_iam_policy_document.plan_trust[0].statement[0].condition : condition.values if condition.test == "StringEquals" && condition.variable == "token.actions.githubusercontent.com:sub"] == [tolist(["repo:acme/infrastructure-live:pull_request", "repo:acme/infrastructure-live:ref:refs/heads/main"])]
    error_message = "pull requests and the branch must be able to plan"
  }

  assert {
    condition     = [for condition in data.aws_iam_policy_document.apply_trust[0].statement[0].condition : condition.values if condition.test == "StringEquals" && condition.variable == "token.actions.githubusercontent.com:sub"] == [tolist(["repo:acme/infrastructure-live:ref:refs/heads/main"])]
    error_message = "the branch alone must be able to apply"
  }

  assert {
    condition     = alltrue([for document in concat(data.aws_iam_policy_document.plan_trust, data.aws_iam_policy_document.apply_trust) : length([for condition in document.statement[0].condition : condition if condition.test == "StringEquals" && condition.variable == "token.actions.githubusercontent.com:aud" && condition.values == tolist(["sts.amazonaws.com"])]) == 1])
    error_message = "tokens must be meant for AWS"
  }

  assert {
    condition     = alltrue(flatten([for document in concat(data.aws_iam_policy_document.plan_trust, data.aws_iam_policy_document.apply_trust) : [for statement in document.statement : [for condition in statement.condition : condition.test == "StringEquals"]]]))
    error_message = "no condition of trust may be a pattern"
  }

  assert {
    condition     = data.aws_iam_policy_document.apply_trust[0].statement[1].condition == toset([{ test = "StringEquals", variable = "aws:PrincipalArn", values = tolist(["arn:aws:iam::111111111111:role/landform-apply"]) }]) && length(data.aws_iam_policy_document.apply_trust[0].statement) == 2
    error_message = "no role but itself may assume the apply role by default"
  }

  assert {
    condition     = aws_iam_openid_connect_provider.this[0].url == "https://token.actions.githubusercontent.com" && tolist(aws_iam_openid_connect_provider.this[0].client_id_list) == tolist(["sts.amazonaws.com"])
    error_message = "the provider must issue tokens for AWS"
  }

  assert {
    condition     = aws_iam_role.plan[0].name == "landform-plan" && aws_iam_role.apply[0].name == "landform-apply" && aws_iam_role.plan[0].max_session_duration == 3600 && aws_iam_role.apply[0].max_session_duration == 3600
    error_message = "the roles must have their names and short sessions"
  }
}

run "plans_without_data" {
  command = plan

  assert {
    condition     = sort([for attachment in aws_iam_role_policy_attachment.plan : attachment.policy_arn]) == tolist(["arn:aws:iam::aws:policy/SecurityAudit", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"])
    error_message = "the plan role must have no wide policy"
  }

  assert {
    condition     = length([for action in flatten([for statement in data.aws_iam_policy_document.plan[0].statement : statement.actions if statement.effect != "Deny"]) : action if !can(regex("^[a-z0-9-]+:(BatchGet|Describe|Get|List|View)|^kms:Decrypt$|^sts:AssumeRole$", action))]) == 0
    error_message = "the plan role must not change anything"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.plan[0].statement : statement.sid => sort(coalescelist(tolist(coalesce(statement.not_resources, [])), tolist(coalesce(statement.resources, ["-"])))) if startswith(statement.sid, "DenyOther") } == { DenyOtherObjects = tolist(["arn:aws:s3:::acme-dev-eu-west-1-tfstate/*"]), DenyOtherKeys = tolist(["arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d"]), DenyOtherSecrets = tolist(["*"]), DenyOtherParameters = tolist(["arn:aws:ssm:*::parameter/aws/service/*"]) }
    error_message = "data other than states and public parameters must be denied"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.plan[0].statement : statement if statement.sid == "DenyData" && statement.effect == "Deny" && length(setsubtract(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "logs:GetLogEvents", "sqs:ReceiveMessage"], statement.actions)) == 0]) == 1
    error_message = "items, logs and messages must be denied"
  }
}

run "plans_with_locks_and_exceptions" {
  command = plan

  variables {
    plan_role = {
      writes_lock_files   = true
      assumable_role_arns = ["arn:aws:iam::333333333333:role/landform-plan"]
      readable            = { secret_arns = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme/token-*"] }
    }
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.plan[0].statement : statement.sid => [sort(statement.actions), sort(statement.resources)] if contains(["LockStates", "EncryptLocks"], statement.sid) } == { LockStates = [tolist(["s3:DeleteObject", "s3:PutObject"]), tolist(["arn:aws:s3:::acme-dev-eu-west-1-tfstate/*.tflock"])], EncryptLocks = [tolist(["kms:GenerateDataKey"]), tolist(["arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d"])] }
    error_message = "lock files must be all that can be written"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.plan[0].statement : sort(statement.resources) if statement.sid == "AssumeRoles"] == [tolist(["arn:aws:iam::111111111111:role/landform-plan", "arn:aws:iam::333333333333:role/landform-plan"])]
    error_message = "only named roles may be assumed"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.plan[0].statement : sort(statement.not_resources) if statement.sid == "DenyOtherSecrets"] == [tolist(["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme/token-*"])]
    error_message = "one secret must be readable"
  }
}

run "applies_within_a_boundary" {
  command = plan

  assert {
    condition     = { for name, attachment in aws_iam_role_policy_attachment.apply : name => attachment.policy_arn } == { power-user = "arn:aws:iam::aws:policy/PowerUserAccess" }
    error_message = "the apply role must be a power user"
  }

  assert {
    condition     = alltrue([for statement in concat(data.aws_iam_policy_document.identity[0].statement, data.aws_iam_policy_document.boundary[0].statement, data.aws_iam_policy_document.plan[0].statement) : !contains(coalesce(statement.actions, []), "*") && !contains(coalesce(statement.actions, []), "*:*")])
    error_message = "no statement may allow everything"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.identity[0].statement : [sort(statement.resources), one(statement.condition).variable] if contains(statement.actions, "iam:PassRole") && length(statement.condition) == 1] == [[tolist(["arn:aws:iam::111111111111:role/*"]), "iam:PassedToService"]]
    error_message = "roles of the account may be handed to listed services only"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.boundary[0].statement : one(statement.condition) if statement.sid == "DenyUnboundedRoles" && length(setsubtract(["iam:CreateRole", "iam:PutRolePolicy"], coalesce(statement.actions, []))) == 0] == [{ test = "StringNotEquals", variable = "iam:PermissionsBoundary", values = tolist(["arn:aws:iam::111111111111:policy/landform-boundary"]) }]
    error_message = "new roles must carry the boundary"
  }

  assert {
    condition     = length(setsubtract(["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:DeleteRolePermissionsBoundary", "organizations:LeaveOrganization", "account:CloseAccount"], flatten([for statement in data.aws_iam_policy_document.boundary[0].statement : statement.actions if statement.effect == "Deny" && contains(coalesce(statement.resources, []), "*")]))) == 0
    error_message = "users, keys, leaving and removing boundaries must be denied"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.boundary[0].statement : length(setsubtract(["arn:aws:iam::111111111111:role/landform-*", "arn:aws:iam::111111111111:role/OrganizationAccountAccessRole", "arn:aws:iam::111111111111:role/break-glass-*"], statement.resources)) if statement.sid == "DenyProtectedRoles"] == [0]
    error_message = "the roles of CI and of administrators must be protected"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.boundary[0].statement : sort(statement.not_resources) if statement.sid == "DenyOtherRoles"] == [tolist(["arn:aws:iam::111111111111:role/landform-apply"])]
    error_message = "no other role may be assumed"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.identity[0].statement : statement if contains(["Organization", "Users"], statement.sid)]) == 0
    error_message = "organization and users must be out of reach by default"
  }
}

run "applies_from_an_environment_with_immutable_subjects" {
  command = plan

  variables {
    github = {
      organization      = "acme"
      repository        = "infrastructure-live"
      branch            = "release/live"
      environment       = "production"
      organization_id   = "123"
      repository_id     = "456"
      oidc_provider_arn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    }

    apply_role = {
      policy_arns = { network = "arn:aws:iam::aws:policy/job-function/NetworkAdministrator" }
      break_glass = { trusted_principal_arns = ["arn:aws:iam::222222222222:user/people/jane"] }
    }

    boundary = { manages_organization = true, manages_users = true, require_on_roles = false }
  }

  assert {
    condition     = { for condition in data.aws_iam_policy_document.apply_trust[0].statement[0].condition : split(":", condition.variable)[1] => condition.values } == { aud = tolist(["sts.amazonaws.com"]), sub = tolist(["repo:acme@123/infrastructure-live@456:environment:production"]), ref = tolist(["refs/heads/release/live"]) }
    error_message = "the environment must apply from its branch"
  }

  assert {
    condition     = contains([for condition in data.aws_iam_policy_document.plan_trust[0].statement[0].condition : join(" ", condition.values)], "repo:acme@123/infrastructure-live@456:pull_request repo:acme@123/infrastructure-live@456:ref:refs/heads/release/live")
    error_message = "subjects must have the numbers of owner and repository"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.this) == 0 && output.oidc_provider_arn == "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    error_message = "the account's own provider must be used"
  }

  assert {
    condition     = { for condition in data.aws_iam_policy_document.apply_trust[0].statement[2].condition : condition.variable => join(",", condition.values) } == { "aws:PrincipalArn" = "arn:aws:iam::222222222222:user/people/jane", "aws:MultiFactorAuthPresent" = "true", "aws:MultiFactorAuthAge" = "3600" }
    error_message = "people must have signed in with a second factor"
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.apply) == ["network"]
    error_message = "the given policies must replace the default"
  }

  assert {
    condition     = length(setsubtract(["iam:CreateAccessKey", "organizations:LeaveOrganization"], flatten([for statement in data.aws_iam_policy_document.boundary[0].statement : statement.actions if statement.effect == "Deny" && contains(coalesce(statement.resources, []), "*")]))) == 0
    error_message = "access keys and leaving must stay denied"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.identity[0].statement : statement if contains(["Organization", "Users"], statement.sid)]) == 2
    error_message = "organization and users must be manageable"
  }
}

run "trusts_roles_of_another_account" {
  command = plan

  variables {
    github     = null
    plan_role  = { assumed_by_role_arns = ["arn:aws:iam::999999999999:role/landform-plan"] }
    apply_role = { assumed_by_role_arns = ["arn:aws:iam::999999999999:role/landform-apply"] }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.this) == 0 && output.oidc_provider_arn == null && length(data.aws_iam_policy_document.apply_trust[0].statement) == 1
    error_message = "no workflow may enter directly"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.apply_trust[0].statement[0].condition).values == tolist(["arn:aws:iam::111111111111:role/landform-apply", "arn:aws:iam::999999999999:role/landform-apply"]) && one(data.aws_iam_policy_document.apply_trust[0].statement[0].principals).identifiers == toset(["arn:aws:iam::111111111111:root", "arn:aws:iam::999999999999:root"])
    error_message = "the one role of CI must be trusted"
  }
}

run "plans_alone" {
  command = plan

  variables {
    apply_role = null
  }

  assert {
    condition     = output.apply_role_arn == null && output.boundary_arn == null && keys(output.documents) == ["plan_permissions", "plan_trust"]
    error_message = "there must be no apply role"
  }
}
