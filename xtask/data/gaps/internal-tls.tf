module "lists" {
  source = "@catalog@/bucket"

  name          = "acme-revocations"
  force_destroy = true
  key_users     = { services = ["acm-pca"] }

  statements = {
    AuthorityWrites = {
      actions  = ["s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketAcl", "s3:GetBucketLocation"]
      services = ["acm-pca"]
    }
  }
}

module "root" {
  source = "@catalog@/internal-tls"

  name       = "acme-root"
  subject    = { common_name = "Acme root", organization = "Acme", country = "DE" }
  share_with = { dev = "333333333333" }
  crl        = { bucket_name = module.lists.bucket_name }
}

module "subordinate" {
  source = "@catalog@/internal-tls"

  name    = "acme-internal"
  subject = { common_name = "Acme internal", organization = "Acme" }
  parent  = { arn = module.root.authority_arn }
}
