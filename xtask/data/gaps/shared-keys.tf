resource "aws_iam_service_linked_role" "auto_scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
}

module "this" {
  source = "@catalog@/shared-keys"

  name = "acme"

  keys = {
    ami = {
      description         = "Machine images of acme"
      account_ids         = ["111111111111", "333333333333"]
      via_services        = ["ec2"]
      auto_scaling        = true
      auto_scaling_grants = ["111111111111"]
      multi_region        = true
    }
    secrets = {
      description  = "Secrets that all accounts of acme read"
      account_ids  = ["333333333333", "444444444444"]
      via_services = ["secretsmanager"]
    }
  }

  organization_id = "o-a1b2c3d4e5"

  depends_on = [aws_iam_service_linked_role.auto_scaling]
}
