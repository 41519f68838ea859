module "this" {
  source = "../.."

  name = "acme/shared"

  secrets = {
    git-token = {
      description        = "Token that reads the source repositories"
      reader_account_ids = ["333333333333", "444444444444"]
    }
    license = {
      description        = "License key of the monitoring agent"
      organization_reads = true
      replicas           = { "eu-central-1" = "arn:aws:kms:eu-central-1:222222222222:key/mrk-00000000000000000000000000000000" }
    }
  }

  organization_id = "o-a1b2c3d4e5"
}
