module "this" {
  source = "../.."

  name = "acme"

  keys = {
    ami = {
      description  = "Machine images of acme"
      account_ids  = ["333333333333", "444444444444"]
      via_services = ["ec2"]
      auto_scaling = true
    }
    secrets = {
      description  = "Secrets that all accounts of acme read"
      account_ids  = ["333333333333", "444444444444"]
      via_services = ["secretsmanager"]
    }
  }

  organization_id = "o-a1b2c3d4e5"
}
