module "this" {
  source = "../.."

  name        = "acme-dev-uploads"
  eventbridge = true

  lifecycle_rules = {
    "old-versions" = { noncurrent_days = 30, noncurrent_keep = 3 }
    exports        = { prefix = "exports/", transitions = { GLACIER_IR = 30 }, expire_days = 365 }
  }

  statements = {
    PartnersRead = {
      actions        = ["s3:GetObject", "s3:ListBucket"]
      principal_arns = ["arn:aws:iam::555555555555:root"]
      prefixes       = ["exports/"]
    }
  }

  key_users  = { account_ids = ["555555555555"] }
  cors_rules = { app = { origins = ["https://app.example.com"], methods = ["PUT"], headers = ["Content-Type"] } }
}
