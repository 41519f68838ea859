module "this" {
  source = "../.."

  name             = "acme-prod"
  code_bucket_name = "acme-prod-canary-code"
  runtime_version  = "syn-nodejs-puppeteer-10.0"

  checks = {
    login = { code_key = "login.zip", code_version = "3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY", environment = { START = "https://www.example.com/login" } }
    order = { code_key = "order.zip", every_minutes = 60, timeout_seconds = 300 }
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms"
}
