# Access logs that are delivered keep the bucket that they go to from being deleted.
# blame aws_s3_bucket_logging for aws_s3_bucket

module "copy" {
  source = "@catalog@/state-backend"

  name                  = "acme-dev-us-west-2-tfstate"
  access_logs           = null
  allow_s3_managed_keys = true
}

module "this" {
  source = "@catalog@/state-backend"

  name = "acme-dev-us-east-1-tfstate"

  principals = {
    writers = ["arn:aws:iam::111111111111:role/landform-apply"]
    readers = ["arn:aws:iam::111111111111:role/landform-plan"]
  }

  replication = {
    bucket_arn  = module.copy.bucket_arn
    kms_key_arn = module.copy.kms_key_arn
  }
}
