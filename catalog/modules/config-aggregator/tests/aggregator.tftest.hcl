mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name = "acme-organization"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_config_configuration_aggregator.this.organization_aggregation_source[0].all_regions && aws_config_configuration_aggregator.this.organization_aggregation_source[0].regions == null
    error_message = "all regions must be collected"
  }

  assert {
    condition     = alltrue([for action in one(data.aws_iam_policy_document.organization.statement).actions : can(regex("^organizations:(Describe|List)", action))])
    error_message = "the role may only look at the organization"
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.trust.statement).condition).values == tolist(["222222222222"])
    error_message = "the role must serve this account only"
  }

  assert {
    condition     = length(aws_config_organization_conformance_pack.this) == 0
    error_message = "packs are billed, so there must be none by default"
  }
}

run "regions_and_packs" {
  command = plan

  variables {
    regions = ["us-east-1", "eu-west-1"]
    conformance_packs = {
      storage = {
        template_body        = "Resources: {}"
        parameters           = { MaxAge = "90" }
        excluded_account_ids = ["999999999999"]
      }
      network = { template_s3_uri = "s3://acme-packs/network.yaml" }
    }
    permissions_boundary_arn = "arn:aws:iam::222222222222:policy/landform-boundary"
  }

  assert {
    condition     = aws_config_configuration_aggregator.this.organization_aggregation_source[0].regions == tolist(["eu-west-1", "us-east-1"])
    error_message = "the regions must be collected in a fixed order"
  }

  assert {
    condition     = aws_config_organization_conformance_pack.this["storage"].excluded_accounts == toset(["999999999999"]) && one(aws_config_organization_conformance_pack.this["storage"].input_parameter).parameter_value == "90" && aws_config_organization_conformance_pack.this["network"].template_s3_uri == "s3://acme-packs/network.yaml"
    error_message = "packs must get what was given"
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::222222222222:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_region" {
  command = plan
  variables { regions = ["ireland"] }
  expect_failures = [var.regions]
}

run "rejects_a_bad_pack_name" {
  command = plan
  variables { conformance_packs = { "my_pack" = { template_body = "Resources: {}" } } }
  expect_failures = [var.conformance_packs]
}

run "rejects_a_pack_with_two_templates" {
  command = plan
  variables { conformance_packs = { pack = { template_body = "Resources: {}", template_s3_uri = "s3://acme-packs/pack.yaml" } } }
  expect_failures = [var.conformance_packs]
}

run "rejects_a_template_without_resources" {
  command = plan
  variables { conformance_packs = { pack = { template_body = "Rules: {}" } } }
  expect_failures = [var.conformance_packs]
}

run "rejects_a_template_at_a_web_address" {
  command = plan
  variables { conformance_packs = { pack = { template_s3_uri = "https://example.com/pack.yaml" } } }
  expect_failures = [var.conformance_packs]
}

run "rejects_a_short_account_id" {
  command = plan
  variables { conformance_packs = { pack = { template_body = "Resources: {}", excluded_account_ids = ["1234"] } } }
  expect_failures = [var.conformance_packs]
}
