module "this" {
  source = "@catalog@/shared-secret"

  name = "acme/shared"

  secrets = {
    git-token = {
      description          = "Token that reads the source repositories"
      reader_account_ids   = ["333333333333", "444444444444"]
      recovery_window_days = 0
    }
    license = {
      description          = "License key of the monitoring agent"
      organization_reads   = true
      recovery_window_days = 0
    }
    database = {
      description          = "Password that a function changes"
      recovery_window_days = 0
      rotation             = { lambda_arn = "arn:aws:lambda:us-east-1:111111111111:function:acme-rotate" }
    }
  }

  organization_id = "o-a1b2c3d4e5"
  alerts          = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms" }
}
