resource "aws_s3_bucket" "flow_logs" {
  bucket = "acme-logs-flow-logs"
}

module "standard" {
  source = "@catalog@/vpc"

  name = "acme-prod"
  cidr = "10.30.0.0/16"

  # With a dependency on a resource, zones could not be looked up while planning.
  availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]

  flow_logs        = { s3_bucket_arn = "arn:aws:s3:::acme-logs-flow-logs" }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"

  depends_on = [aws_s3_bucket.flow_logs]
}

module "development" {
  source = "@catalog@/vpc"

  name      = "acme-dev"
  cidr      = "10.10.0.0/20"
  nat       = "single"
  flow_logs = { cloudwatch = { retention_days = 30 } }
}

module "management" {
  source = "@catalog@/vpc"

  name       = "acme-mgmt"
  cidr       = "10.0.0.0/20"
  zone_count = 2
  nat        = "single"
  data_tier  = false
}
