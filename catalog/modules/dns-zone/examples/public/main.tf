module "this" {
  source = "../.."

  domain           = "dev.example.com"
  certificate      = { subject_alternative_names = ["*.api.dev.example.com"] }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
