mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

# Known ids make policies readable in the plan.
override_resource {
  target          = aws_security_group.builds
  override_during = plan
  values          = { id = "sg-0123456789abcdef0" }
}

override_resource {
  target          = aws_kms_key.images
  override_during = plan
  values          = { arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
}

variables {
  name      = "acme-images"
  vpc_id    = "vpc-0123456789abcdef0"
  subnet_id = "subnet-0123456789abcdef0"
  github = {
    organization      = "acme"
    repository        = "infrastructure"
    oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = [for condition in data.aws_iam_policy_document.packer_trust.statement[0].condition : condition.values if condition.variable == "token.actions.githubusercontent.com:sub"][0] == tolist(["repo:acme/infrastructure:ref:refs/heads/main"])
    error_message = "one branch of one repository must build"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.build.statement : statement.resources if statement.sid == "StartInThisPlace"][0] == toset(["arn:aws:ec2:eu-west-1:222222222222:key-pair/packer_*", "arn:aws:ec2:eu-west-1:222222222222:security-group/sg-0123456789abcdef0", "arn:aws:ec2:eu-west-1:222222222222:subnet/subnet-0123456789abcdef0"])
    error_message = "builds must run in the one subnet and group"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.build.statement : statement if statement.sid == "StartTaggedInstance" && toset(statement.condition[*].variable) == toset(["aws:RequestTag/built-by", "ec2:InstanceProfile", "ec2:InstanceType", "ec2:MetadataHttpTokens"])]) == 1
    error_message = "instances must be tagged, need IMDSv2 and have the one profile"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.build.statement : tolist(statement.resources) if statement.sid == "GiveInstancesTheirRole"][0] == tolist(["arn:aws:iam::222222222222:role/acme-images-builds"])
    error_message = "the role must pass the one role"
  }

  assert {
    condition     = alltrue([for document in [data.aws_iam_policy_document.build, data.aws_iam_policy_document.images] : alltrue([for statement in document.statement : one(statement.condition[*].values) == tolist(["acme-images"]) if contains(["ImageOfOwnInstance", "MakeTaggedImage", "OwnImages", "OwnInstances", "TagOwnImages"], statement.sid)])])
    error_message = "what is there must bear the pipeline's tag"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.images.statement[*].sid, "NeverPublic") && !contains(data.aws_iam_policy_document.images.statement[*].sid, "NobodyElse")
    error_message = "images must never be public"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.publish.statement : statement if statement.sid == "Publish" && length(statement.resources) == 3]) == 1 && length(aws_ssm_parameter.image) == 0
    error_message = "builds must publish, and nothing may be published before the first"
  }

  assert {
    condition     = sort([for rule in values(aws_vpc_security_group_egress_rule.builds) : tostring(rule.to_port)]) == tolist(["443", "80"]) && aws_kms_key.images.enable_key_rotation && length(data.aws_iam_policy_document.key.statement) == 1
    error_message = "instances must reach the internet only, and no other account may use the key"
  }
}

run "shared" {
  command = plan

  variables {
    share_account_ids = { dev = "333333333333", prod = "444444444444" }
    images            = { "ecs-node" = { ami_id = "ami-0123456789abcdef0" } }
    github = {
      organization      = "acme"
      repository        = "infrastructure"
      branch            = "release/images"
      organization_id   = "12345"
      repository_id     = "67890"
      oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
    }
    permissions_boundary_arn = "arn:aws:iam::222222222222:policy/landform-boundary"
  }

  assert {
    condition     = [for condition in data.aws_iam_policy_document.packer_trust.statement[0].condition : condition.values if condition.variable == "token.actions.githubusercontent.com:sub"][0] == tolist(["repo:acme@12345/infrastructure@67890:ref:refs/heads/release/images"])
    error_message = "the subject must hold the numbers and the branch"
  }

  assert {
    condition     = aws_ssm_parameter.image["ecs-node"].data_type == "aws:ec2:image" && aws_ssm_parameter.image["ecs-node"].name == "/images/ecs-node" && !contains(data.aws_iam_policy_document.publish.statement[*].sid, "Publish")
    error_message = "a given image must be published here and not by builds"
  }

  assert {
    condition     = one(one([for statement in data.aws_iam_policy_document.images.statement : statement if statement.sid == "NobodyElse"]).condition).values == tolist(["333333333333", "444444444444"]) && length(data.aws_iam_policy_document.key.statement) == 4
    error_message = "images must be shared with these accounts only"
  }

  assert {
    condition     = jsondecode(output.packer_variables_json).subnet_id == "subnet-0123456789abcdef0" && jsondecode(output.packer_variables_json).share_account_ids == ["333333333333", "444444444444"] && jsondecode(output.packer_variables_json).built_by == "acme-images"
    error_message = "templates must get these values"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.builds, aws_iam_role.packer] : role.permissions_boundary == "arn:aws:iam::222222222222:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "rejects_an_odd_name" {
  command = plan
  variables { name = "Acme images" }
  expect_failures = [var.name]
}

run "rejects_a_subnet_name" {
  command = plan
  variables { subnet_id = "app-a" }
  expect_failures = [var.subnet_id]
}

run "rejects_all_repositories" {
  command = plan
  variables {
    github = { organization = "acme", repository = "*", oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com" }
  }
  expect_failures = [var.github]
}

run "rejects_all_branches" {
  command = plan
  variables {
    github = { organization = "acme", repository = "infrastructure", branch = "*", oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com" }
  }
  expect_failures = [var.github]
}

run "rejects_one_number_alone" {
  command = plan
  variables {
    github = { organization = "acme", repository = "infrastructure", organization_id = "1", oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com" }
  }
  expect_failures = [var.github]
}

run "rejects_another_provider" {
  command = plan
  variables {
    github = { organization = "acme", repository = "infrastructure", oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/login.example.com" }
  }
  expect_failures = [var.github]
}

run "rejects_an_account_name_as_id" {
  command = plan
  variables { share_account_ids = { dev = "dev" } }
  expect_failures = [var.share_account_ids]
}

run "rejects_an_odd_image" {
  command = plan
  variables { images = { "Web Server" = {} } }
  expect_failures = [var.images]
}

run "rejects_an_image_name_as_id" {
  command = plan
  variables { images = { web = { ami_id = "web-1" } } }
  expect_failures = [var.images]
}

run "rejects_an_unknown_owner" {
  command = plan
  variables { source_owners = ["canonical"] }
  expect_failures = [var.source_owners]
}

run "rejects_all_types" {
  command = plan
  variables { instance_types = ["*"] }
  expect_failures = [var.instance_types]
}

run "rejects_no_way_to_aws" {
  command = plan
  variables { egress_ports = [80] }
  expect_failures = [var.egress_ports]
}
