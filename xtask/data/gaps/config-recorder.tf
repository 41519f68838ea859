resource "aws_s3_bucket" "logs" {
  bucket        = "acme-logs-config"
  force_destroy = true
}

module "this" {
  source = "@catalog@/config-recorder"

  name            = "acme-dev"
  is_home_region  = true
  benchmark_rules = true
  bucket_name     = aws_s3_bucket.logs.bucket
  alerts          = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-dev-alarms" }

  recording = {
    frequency        = "DAILY"
    continuous_types = ["AWS::EC2::SecurityGroup"]
  }

  rules = {
    eks-logs = { identifier = "EKS_CLUSTER_LOGGING_ENABLED", frequency = "Twelve_Hours" }
  }

  excluded_rules = { s3-tls-only = "all buckets are checked by the build already" }
}
