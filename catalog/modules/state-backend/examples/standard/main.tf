module "this" {
  source = "../.."

  name = "acme-dev-eu-west-1-tfstate"

  principals = {
    writers = ["arn:aws:iam::333333333333:role/landform-apply"]
    readers = ["arn:aws:iam::333333333333:role/landform-plan"]
  }

  replication = {
    bucket_arn  = "arn:aws:s3:::acme-dev-eu-central-1-tfstate-copy"
    kms_key_arn = "arn:aws:kms:eu-central-1:333333333333:key/00000000-0000-0000-0000-000000000000"
  }
}
