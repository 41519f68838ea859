module "this" {
  source = "../.."

  name      = "acme-dev"
  vpc_ids   = { app = "vpc-0123456789abcdef0" }
  query_log = { s3_bucket_arn = "arn:aws:s3:::acme-logs-dns" }
}
