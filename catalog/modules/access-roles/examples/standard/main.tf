module "this" {
  source = "../.."

  trusted_account_ids = ["222222222222"]
  account_name        = "acme-dev"

  developer = {
    services           = ["cloudwatch", "ecs", "lambda", "logs", "sqs"]
    passable_role_arns = ["arn:aws:iam::333333333333:role/acme-dev-app-*"]
  }

  billing     = null
  full_access = {}
}
