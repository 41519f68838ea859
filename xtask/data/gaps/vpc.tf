resource "aws_s3_bucket" "flow_logs" {
  bucket = "acme-logs-flow-logs"
}

module "standard" {
  source = "@catalog@/vpc"

  name             = "acme-prod"
  cidr             = "10.30.0.0/16"
  flow_logs        = { s3_bucket_arn = aws_s3_bucket.flow_logs.arn }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "development" {
  source = "@catalog@/vpc"

  name               = "acme-dev"
  cidr               = "10.10.0.0/20"
  availability_zones = ["us-east-1a", "us-east-1b"]
  nat                = "single"
  flow_logs          = { cloudwatch = { retention_days = 30 } }
}
