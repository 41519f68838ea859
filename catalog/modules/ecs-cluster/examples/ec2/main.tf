module "this" {
  source = "../.."

  name = "acme-prod-apps"

  ec2 = {
    vpc_id        = "vpc-0123456789abcdef0"
    subnet_ids    = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]
    instance_type = "m7g.large"
    architecture  = "arm64"
    min_size      = 3
    max_size      = 12
    ami_id        = "ami-0123456789abcdef0"
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
