module "this" {
  source = "../.."

  name             = "acme-dev-cache"
  vpc_id           = "vpc-0123456789abcdef0"
  subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
