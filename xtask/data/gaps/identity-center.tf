locals {
  instance = {
    arn               = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    identity_store_id = "d-1234567890"
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

module "this" {
  source = "@catalog@/identity-center"

  account_ids = { dev = "111111111111", prod = "444444444444" }
  instance    = local.instance

  groups = {
    administrators = { description = "Platform team" }
    emergency      = {}
  }

  permission_sets = {
    data-engineer = {
      description               = "Works with the data lake"
      aws_managed_policies      = ["AmazonAthenaFullAccess"]
      customer_managed_policies = ["acme-data-lake"]
      permissions_boundary      = { customer_managed_policy = "acme-boundary" }
    }
  }

  assignments = [
    { group = "administrators", permission_set = "administrator", accounts = ["*"] },
    { group = "emergency", permission_set = "break-glass", accounts = ["prod"] },
  ]

  users = {
    ada = { given_name = "Ada", family_name = "Lovelace", email = "ada@acme.example", groups = ["administrators"] }
  }

  use_alerts = { topic_arn = aws_sns_topic.alarms.arn }
}

data "aws_ssoadmin_instances" "all" {}

data "aws_identitystore_group" "administrators" {
  identity_store_id = local.instance.identity_store_id

  alternate_identifier {
    unique_attribute {
      attribute_path = "DisplayName"
      # Asked once the group is there, whatever else of the module fails.
      attribute_value = module.this.group_ids["administrators"] == "" ? "" : "administrators"
    }
  }
}
